import { connect } from 'node:net';
import { rm, stat } from 'node:fs/promises';
import type { Config } from '../config';

/** Forgets an embedded demo database. Throws while its server runs, and for a database that is not the demo's own. */
export async function resetDemo({ databaseUrl, demo, host, port }: Config): Promise<string[]> {
  if (!demo || !databaseUrl.startsWith('sqlite:')) throw new Error('only an embedded demo database can be reset');
  if (await isListening(host, port)) throw new Error(`stop the server at ${host}:${port} first`);
  const path = databaseUrl.slice('sqlite:'.length);
  const removed: string[] = [];
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    if (await isThere(file)) removed.push(file);
    await rm(file, { force: true });
  }
  return removed;
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

async function isListening(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const answer = (isOpen: boolean) => (): void => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', answer(true)).once('error', answer(false));
  });
}
