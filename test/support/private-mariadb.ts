import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createConnection } from 'mysql2/promise';
import { freePort } from './free-port';
import { findProgram } from './programs.js';
import { scratchFolder } from './scratch';

/** A throw-away MariaDB server of this test run. */
export interface PrivateMariadb {
  readonly url: string;
  stop(): Promise<void>;
}

declare global {
  var privateMariadb: PrivateMariadb | undefined;
}

const START_TIMEOUT_MS = 60_000;

/**
 * Runs the server and waits for the end of standard input, which comes when the test run ends in any way, even by
 * SIGKILL. Signals to Jest's process group don't reach it, so an interrupted run leaves neither server nor folder.
 */
const WATCHDOG = `folder=$1; shift
"$@" >"$folder/log" 2>&1 &
cat >/dev/null
kill -KILL $!; wait; rm -rf "$folder"`;

/** Starts mariadbd in a scratch folder on a free loopback port; throws with its log if it doesn't answer. */
export async function startPrivateMariadb(more: readonly string[] = []): Promise<PrivateMariadb> {
  const folder = await scratchFolder('mariadb');
  try {
    const data = await createDataFolder(folder);
    const port = await freePort();
    const own = [program('mariadbd'), ...options(folder, data, port), ...more];
    const watchdog = spawn('sh', ['-c', WATCHDOG, 'sh', folder, ...own], {
      detached: true,
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    const server = { url: `mysql://root@127.0.0.1:${port}/`, stop: () => stop(watchdog) };
    await waitUntilItAnswers(server, join(folder, 'log'));
    return server;
  } catch (fault) {
    await rm(folder, { recursive: true, force: true });
    throw fault;
  }
}

async function createDataFolder(folder: string): Promise<string> {
  const data = join(folder, 'data');
  await promisify(execFile)(program('mariadb-install-db'), [
    '--no-defaults',
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    ...asRoot(),
  ]);
  return data;
}

function options(folder: string, data: string, port: number): string[] {
  return [
    '--no-defaults',
    `--datadir=${data}`,
    `--tmpdir=${folder}`,
    `--socket=${join(folder, 'socket')}`,
    `--pid-file=${join(folder, 'pid')}`,
    `--port=${port}`,
    '--bind-address=127.0.0.1',
    '--skip-networking=0',
    '--skip-log-bin',
    '--skip-name-resolve',
    // Durability is not under test: a crash of this server throws its data away with it.
    '--innodb-flush-log-at-trx-commit=0',
    '--innodb-buffer-pool-size=256M',
    '--innodb-log-file-size=64M',
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_bin',
    ...asRoot(),
  ];
}

/** MariaDB refuses to run as root unless it is told to. */
function asRoot(): string[] {
  return process.getuid?.() === 0 ? ['--user=root'] : [];
}

async function waitUntilItAnswers(server: PrivateMariadb, log: string): Promise<void> {
  const giveUpAt = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    try {
      const connection = await createConnection(server.url);
      await connection.end();
      return;
    } catch (fault) {
      const text = await readFile(log, 'utf8').catch(() => '');
      if (text.includes('Aborting') || Date.now() > giveUpAt) {
        await server.stop();
        throw new Error(`The private MariaDB did not start:\n${text.slice(-4_000)}`, { cause: fault });
      }
      await sleep(100);
    }
  }
}

async function stop(watchdog: ChildProcess): Promise<void> {
  const ended = once(watchdog, 'exit');
  watchdog.stdin?.end();
  await ended;
}

function program(name: string): string {
  const path = findProgram(name);
  if (path === undefined) throw new Error(`${name} was not found; install mariadb-server.`);
  return path;
}
