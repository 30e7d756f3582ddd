import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { constants, copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { startApp } from '../../src/app';
import type { Config } from '../../src/config';
import { KeyRing } from '../../src/core/key-ring';
import { withConnection } from './connection';

/**
 * The demo as its first start leaves it, told once a run and copied by each test file that needs it: telling it takes as
 * long as all the rest of most files.
 */

/** What a test's server is to be started on: empty, and of the kind that the project tests. */
export type Blank = Config & { readonly sealKeysFile: string };

/**
 * Fills the database with the demo and the key file with the keys that seal it.
 * @param folder of this run's templates
 */
export async function copyDemo(folder: string, blank: Blank): Promise<void> {
  const isFile = blank.databaseUrl.startsWith('sqlite:');
  const mark = join(folder, isFile ? 'demo.sqlite' : 'demo.mariadb');
  if (!existsSync(mark)) await tell(folder, mark, blank);
  const name = await readFile(mark, 'utf8');
  const told = join(folder, name);
  await copyFile(join(told, 'keys.json'), blank.sealKeysFile);
  if (isFile) {
    await copyFile(join(told, 'demo.db'), blank.databaseUrl.slice('sqlite:'.length), constants.COPYFILE_FICLONE);
  } else {
    await copyTables(blank.databaseUrl, name);
  }
}

/** Two workers may both tell it, each in a folder and a database of one name; the mark says which is taken. */
async function tell(folder: string, mark: string, blank: Blank): Promise<void> {
  const name = `demo_${randomUUID().replaceAll('-', '')}`;
  const own = join(folder, name);
  await mkdir(own);
  const sealKeysFile = join(own, 'keys.json');
  await writeFile(sealKeysFile, KeyRing.generate().json, { mode: 0o600 });
  const databaseUrl = await newDatabase(own, { name, like: blank.databaseUrl });
  const app = await startApp({ ...blank, databaseUrl, sealKeysFile }, { log: pino({ level: 'silent' }) });
  // A closed database's file is not yet whole: what is in its WAL goes there some time later.
  if (databaseUrl.startsWith('sqlite:')) {
    await app.services.store.dataSource.query(`VACUUM INTO '${join(own, 'demo.db')}'`);
  }
  await app.stop();
  await writeFile(`${mark}.${name}`, name);
  await rename(`${mark}.${name}`, mark);
}

async function newDatabase(own: string, { name, like }: { name: string; like: string }): Promise<string> {
  if (like.startsWith('sqlite:')) return `sqlite:${join(own, 'source.db')}`;
  await withConnection(like, (connection) =>
    connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`),
  );
  const url = new URL(like);
  url.pathname = `/${name}`;
  return url.href;
}

async function copyTables(url: string, from: string): Promise<void> {
  await withConnection(url, async (connection) => {
    const [rows] = await connection.query(`SHOW TABLES FROM ${from}`);
    for (const table of (rows as object[]).map((row) => String(Object.values(row)[0]))) {
      await connection.query(`CREATE TABLE ${table} LIKE ${from}.${table}`);
      await connection.query(`INSERT INTO ${table} SELECT * FROM ${from}.${table}`);
    }
  });
}
