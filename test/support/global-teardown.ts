/** Ends the private MariaDB of this run, if there is one. */
export default async function globalTeardown(): Promise<void> {
  if (globalThis.privateMariadb === undefined) return;
  await globalThis.privateMariadb.stop();
  globalThis.privateMariadb = undefined;
  delete process.env['TEST_MARIADB_URL'];
}
