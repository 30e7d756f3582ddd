import { rm, stat } from 'node:fs/promises';
import type { Config } from '../config';
import { EmbeddedDatabase } from '../store/embedded-driver';

/**
 * Forgets an embedded demo database. Throws while a server has it open, on whatever port, and for a database that is
 * not the demo's own. The key ring beside it stays: it holds nothing of the demo, and the next start takes it again.
 */
export async function resetDemo({ databaseUrl, demo }: Config): Promise<string[]> {
  if (!demo || !databaseUrl.startsWith('sqlite:')) throw new Error('only an embedded demo database can be reset');
  const path = databaseUrl.slice('sqlite:'.length);
  if (await isThere(path)) assertForgettable(path);
  const removed: string[] = [];
  for (const file of [path, `${path}-wal`, `${path}-shm`]) {
    if (await isThere(file)) removed.push(file);
    await rm(file, { force: true });
  }
  return removed;
}

function assertForgettable(path: string): void {
  const database = new EmbeddedDatabase(path);
  try {
    if (!isOfDemo(database)) throw new Error(`${path} holds something else than the demo: it is left alone`);
    if (isOpenElsewhere(database)) throw new Error(`${path} is in use: stop the server first`);
  } finally {
    database.close();
  }
}

/** A database that the demo has marked, or one in which nothing was founded yet. */
function isOfDemo(database: EmbeddedDatabase): boolean {
  try {
    const [marks] = database.prepare("SELECT COUNT(*) AS n FROM installation WHERE name = 'demo.day'").all();
    const [operations] = database.prepare('SELECT COUNT(*) AS n FROM operation').all();
    return Number(marks?.['n']) > 0 || Number(operations?.['n']) === 0;
  } catch {
    return false;
  }
}

/** Leaving the write-ahead log needs the database for oneself alone. */
function isOpenElsewhere(database: EmbeddedDatabase): boolean {
  try {
    const [mode] = database.pragma('journal_mode = DELETE');
    return mode?.['journal_mode'] !== 'delete';
  } catch {
    return true;
  }
}

async function isThere(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
