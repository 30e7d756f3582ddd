import { pino } from 'pino';
import { startApp, type App } from '../../src/app';
import { Api } from '../../src/graph/api';
import { AccessRow } from '../../src/store/rows/access.row';
import { idOf, startTestApp, toldConfig, type TestApp } from '../support/app';

/** What was noted beside the requests is written before a server ends, or it says how much is lost. */

let app: TestApp;
let config: Awaited<ReturnType<typeof toldConfig>>;

beforeAll(async () => {
  config = await toldConfig();
  app = await startTestApp(config);
});

/** Another server on the same database, where a member has read of so many things, and the database fails so often. */
async function serverWithReads(document: string, reads: number, faults: number): Promise<App> {
  const other = await startApp(config, { log: pino({ level: 'silent' }) });
  const { accessBook, store } = other.services;
  const write = store.write.bind(store);
  let left = faults;
  jest.spyOn(store, 'write').mockImplementation(async (...asked) => {
    left -= 1;
    if (left >= 0) throw new Error('away');
    return write(...asked);
  });
  const by = { memberId: idOf(app.members, 'yk-police.officer'), document };
  const operation = idOf(app.operations, 'YK-FRAUD');
  for (let i = 0; i < reads; i += 1) accessBook.note(by, { operation, subject: `susp_${i}`, field: 'name' });
  return other;
}

async function writtenBy(document: string): Promise<number> {
  const { store } = app.services;
  return (await store.read((session) => session.find(AccessRow, { document }))).length;
}

it('are tried again when a server stops while its database is away for a moment', async () => {
  const other = await serverWithReads('Moment', 700, 2);
  await expect(other.stop()).resolves.toBeUndefined();
  expect(await writtenBy('Moment')).toBe(700);
});

it('are counted where the database takes none of them, and the stop fails', async () => {
  const other = await serverWithReads('Away', 700, Infinity);
  const stopped = other.stop({ leaveMs: 0, writeMs: 100 });
  await expect(stopped).rejects.toThrow('lost are 700 entries of who has read what, 0 uses of keys');
  expect(await writtenBy('Away')).toBe(0);
  expect(other.services.store.dataSource.isInitialized).toBe(false);
});

it('are counted where the database does not answer at all', async () => {
  const other = await serverWithReads('Hung', 1, 0);
  jest.spyOn(other.services.store, 'write').mockImplementation(() => new Promise(() => undefined));
  await expect(other.stop({ leaveMs: 0, writeMs: 100 })).rejects.toThrow('lost are 1 entries');
});

it('are written though something fails on the way to the end', async () => {
  const other = await serverWithReads('Failing', 1, 0);
  const { store } = other.services;
  jest.spyOn(Api.prototype, 'stop').mockRejectedValueOnce(new Error('a plugin'));
  await expect(other.stop()).rejects.toThrow('a plugin');
  expect(await writtenBy('Failing')).toBe(1);
  expect(store.dataSource.isInitialized).toBe(false);
});
