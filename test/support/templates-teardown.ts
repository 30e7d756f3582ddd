import { readdir, rm } from 'node:fs/promises';
import { withConnection } from './connection';

/** Removes this run's templates, those on a server too; does nothing when that was done. */
export default async function templatesTeardown(): Promise<void> {
  const folder = process.env['TEST_TEMPLATES'];
  if (folder === undefined) return;
  delete process.env['TEST_TEMPLATES'];
  const databases = (await readdir(folder)).filter((name) => !name.includes('.'));
  const server = process.env['TEST_MARIADB_URL'];
  if (server !== undefined && databases.length > 0) {
    await withConnection(server, async (connection) => {
      for (const name of databases) await connection.query(`DROP DATABASE IF EXISTS ${name}`);
    });
  }
  await rm(folder, { recursive: true, force: true });
}
