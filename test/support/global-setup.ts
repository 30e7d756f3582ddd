import { startPrivateMariadb } from './private-mariadb';
import templatesSetup from './templates-setup';

/** Starts one private MariaDB for the whole run, unless TEST_MARIADB_URL names a server to use. */
export default async function globalSetup(): Promise<void> {
  await templatesSetup();
  if (process.env['TEST_MARIADB_URL'] !== undefined) return;
  const server = await startPrivateMariadb();
  globalThis.privateMariadb = server;
  // Workers are forked after this, so they inherit it.
  process.env['TEST_MARIADB_URL'] = server.url;
}
