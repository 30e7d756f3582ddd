import { verifyLogs } from '../../src/audit/verify-log';
import { installedRegistry, openStore } from '../../src/app';
import { story } from '../../src/demo/story';
import { LogEntryRow } from '../../src/store/rows/log-entry.row';
import { testConfig } from '../support/app';
import { buildServer, startServer } from '../support/server-process';

/** Processes that start at once on one database, as a supervisor does that starts one twice. */

jest.setTimeout(180_000);

it('three servers that start at once on an empty database are all ready, and the story is told once', async () => {
  const { databaseUrl, sealKeysFile } = await testConfig({ onDisk: true });
  const settings = { DATABASE_URL: databaseUrl, SEAL_KEYS: sealKeysFile, DEMO: 'on', PORT: '0' };
  const main = await buildServer();
  const servers = await Promise.all([1, 2, 3].map(() => startServer(main, settings)));
  for (const { url } of servers) expect((await fetch(`${url}/readyz`)).status).toBe(200);
  const store = await openStore(databaseUrl, installedRegistry());
  try {
    expect((await verifyLogs(store, installedRegistry())).flatMap(({ faults }) => faults)).toEqual([]);
    const entries = await store.read((session) => session.find(LogEntryRow, {}));
    expect(new Set(entries.map(({ command }) => command)).size).toBe(story.length);
  } finally {
    await store.close();
  }
  for (const server of servers) expect(await server.stop()).toBe(0);
});
