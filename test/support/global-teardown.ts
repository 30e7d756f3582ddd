import templatesTeardown from './templates-teardown';

/** Ends the private MariaDB of this run, if there is one. */
export default async function globalTeardown(): Promise<void> {
  await templatesTeardown();
  if (globalThis.privateMariadb === undefined) return;
  await globalThis.privateMariadb.stop();
  globalThis.privateMariadb = undefined;
  delete process.env['TEST_MARIADB_URL'];
}
