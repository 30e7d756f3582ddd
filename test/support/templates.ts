import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { constants, copyFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { Store, type StoreOptions } from '../../src/store/store';
import { withConnection } from './connection';

/**
 * Migrated databases without rows that the test files of one run copy, one for each set of migrations: whoever needs a
 * set first makes its template. They end with the run.
 */

/** A database that is to have the schema of some migrations. */
export interface Copy {
  readonly url: string;
  /** Known by their names, so in all tests a name must stand for one migration. */
  readonly migrations: StoreOptions['migrations'];
}

/**
 * Gives an empty database the schema that its migrations would make; one that is not empty stays as it is.
 * @param folder of this run's templates
 */
export async function copyTemplate(folder: string, copy: Copy): Promise<void> {
  const name = `template_${keyOf(folder, copy.migrations)}`;
  if (copy.url.startsWith('sqlite:')) await copySqlite(join(folder, `${name}.db`), copy);
  else await copyMariadb({ name, mark: join(folder, name) }, copy);
}

/** The folder is in it because a server that was given may serve several runs. */
function keyOf(folder: string, migrations: StoreOptions['migrations']): string {
  const names = migrations.map((Migration) => (new Migration() as { name?: string }).name ?? Migration.name);
  return createHash('sha256')
    .update(JSON.stringify([folder, ...names]))
    .digest('hex')
    .slice(0, 24);
}

async function copySqlite(template: string, { url, migrations }: Copy): Promise<void> {
  if (!existsSync(template)) {
    // Two workers may both make it: equal ones, and a copy is of the one or of the other as a whole.
    const unfinished = `${template}.${randomUUID()}`;
    // A closed database's file is not yet whole: what is in its WAL goes there some time later.
    const store = await Store.open({ url: `sqlite:${unfinished}.source`, rows: [], migrations });
    await store.dataSource.query(`VACUUM INTO '${unfinished}'`);
    await store.close();
    await rename(unfinished, template);
  }
  try {
    await copyFile(template, url.slice('sqlite:'.length), constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault;
  }
}

/** A database of the server; the mark is a file that is there once it is ready. */
interface Template {
  readonly name: string;
  readonly mark: string;
}

async function copyMariadb(template: Template, copy: Copy): Promise<void> {
  await withConnection(copy.url, async (connection) => {
    if ((await query(connection, 'SHOW TABLES')).length > 0) return;
    if (!existsSync(template.mark)) await build(connection, template, copy);
    const tables = await query(connection, `SHOW TABLES FROM ${template.name}`);
    for (const table of tables.map((row) => String(Object.values(row)[0]))) {
      await connection.query(`CREATE TABLE ${table} LIKE ${template.name}.${table}`);
    }
    await connection.query(`INSERT INTO migration SELECT * FROM ${template.name}.migration`);
  });
}

async function build(connection: Connection, { name, mark }: Template, copy: Copy): Promise<void> {
  await connection.query(`CREATE DATABASE IF NOT EXISTS ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  const url = new URL(copy.url);
  url.pathname = `/${name}`;
  // Workers that come together take turns in here, as replicas do; the mark is set by whoever finds it ready.
  const store = await Store.open({ url: url.href, rows: [], migrations: copy.migrations });
  await store.close();
  await writeFile(mark, '');
}

async function query(connection: Connection, text: string): Promise<RowDataPacket[]> {
  const [rows] = await connection.query<RowDataPacket[]>(text);
  return rows;
}
