import { atEnd } from './endings';
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A server as it is run: a process of its own, which can be killed. */
export interface ServerProcess {
  readonly url: string;
  /** kill -9: it gets no chance to do anything more. */
  kill(): Promise<void>;
  /** Asks it to stop, as an operator does; gives its exit code. */
  stop(): Promise<number | null>;
}

/** Its environment, beside PATH. */
type Settings = Readonly<Record<string, string>>;

const ROOT = join(__dirname, '..', '..');
const START_LIMIT_MS = 60_000;

/** Compiles the sources as `npm run build` does, once a run; gives the main module. */
export async function buildServer(): Promise<string> {
  const templates = process.env['TEST_TEMPLATES'];
  if (templates === undefined) throw new Error('TEST_TEMPLATES is not set: was the global setup left out?');
  const built = join(templates, 'server.build');
  if (!existsSync(built)) {
    // Two workers may both make it: equal ones, and that of the first is taken.
    const unfinished = `${built}.${randomUUID()}`;
    await build(unfinished);
    await rename(unfinished, built).catch((fault: unknown) => {
      if (!existsSync(built)) throw fault;
    });
  }
  return join(built, 'dist', 'src', 'main.js');
}

async function build(folder: string): Promise<void> {
  const dist = join(folder, 'dist');
  const swc = join(ROOT, 'node_modules/@swc/cli/bin/swc.js');
  await promisify(execFile)(
    process.execPath,
    [swc, 'src', 'migrations', 'schema/operations', '-d', dist, '--copy-files', '--quiet'],
    { cwd: ROOT },
  );
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
}

/** Starts a server with these settings and waits until it says that it is ready. */
export async function startServer(main: string, settings: Settings): Promise<ServerProcess> {
  const server = run(main, settings);
  const [, url = ''] = await told(server, /is ready: (http:\S+)\/graphql/);
  const kill = async (): Promise<void> => {
    await end(server, 'SIGKILL');
  };
  return { url, kill, stop: () => end(server, 'SIGTERM') };
}

/** Starts a server and kills it as soon as it has said something. */
export async function killWhenItSays(main: string, settings: Settings, pattern: RegExp): Promise<void> {
  const server = run(main, settings);
  await told(server, pattern);
  await end(server, 'SIGKILL');
}

function run(main: string, settings: Settings): ChildProcess {
  const { PATH = '' } = process.env;
  const server = spawn(process.execPath, ['--enable-source-maps', main], {
    env: { PATH, LOG_LEVEL: 'warn', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  atEnd(() => end(server, 'SIGKILL'));
  return server;
}

/** Sends a signal and waits for the end; gives the exit code. */
async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (server.exitCode === null && server.signalCode === null) {
    const exited = once(server, 'exit');
    server.kill(signal);
    await exited;
  }
  return server.exitCode;
}

/** Waits until the server has said something; fails with all that it said when it ends before, or says nothing. */
function told(server: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let text = '';
    const fail = (): void => {
      reject(new Error(`the server did not start:\n${text}`));
    };
    const timer = setTimeout(fail, START_LIMIT_MS);
    const listen = (chunk: Buffer): void => {
      text += chunk.toString();
      const found = pattern.exec(text);
      if (!found) return;
      clearTimeout(timer);
      resolve(found);
    };
    server.stdout?.on('data', listen);
    server.stderr?.on('data', listen);
    server.once('exit', () => {
      clearTimeout(timer);
      fail();
    });
  });
}
