import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { join } from 'node:path';

/** What most projects ship, as it was measured. */
export const PEER = 'Apollo on Express, TypeORM find';

/** A running peer. */
export interface Peer {
  /** Where it answers GraphQL. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Installs bench's own packages where they are missing or not those of its lock, and says so. */
export function installPackages(): void {
  const [locked, installed] = ['package-lock.json', 'node_modules/.package-lock.json'].map((file) =>
    statSync(join(__dirname, file), { throwIfNoEntry: false }),
  );
  if (locked && installed && installed.mtimeMs >= locked.mtimeMs) return;
  process.stderr.write('Installing what the benchmark compares with (npm ci --prefix bench) …\n');
  const { status } = spawnSync('npm', ['ci', '--prefix', __dirname, '--no-audit', '--no-fund'], {
    ...{ stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' },
  });
  if (status !== 0) throw new Error('the packages of bench were not installed');
}

/** Starts the peer in a process of its own, on the database that Liandong has open. */
export async function startPeer(databaseUrl: string): Promise<Peer> {
  const child = fork(require.resolve('./peer/main.js'), {
    execArgv: ['-r', '@swc-node/register'],
    env: { ...process.env, DATABASE_URL: databaseUrl },
  });
  const ended = once(child, 'exit');
  const [told] = (await Promise.race([
    once(child, 'message'),
    ended.then(() => {
      throw new Error('the peer did not start');
    }),
  ])) as [{ url: string }];
  return {
    url: told.url,
    stop: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
