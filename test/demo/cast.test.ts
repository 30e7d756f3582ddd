import { SYSTEM_ACTOR } from '../../src/core/actor';
import type { CalendarDate, Instant } from '../../src/core/time';
import { Cast } from '../../src/demo/cast';
import { day, gang, operation, suspect, sum, task, time, type Step } from '../../src/demo/step';
import { timeLineTo } from '../../src/demo/time-line';
import { kinds } from '../../src/kinds/registry';
import { records } from '../../src/records/registry';
import { IdempotencyRow } from '../../src/store/rows/ledger.row';
import { LogEntryRow } from '../../src/store/rows/log-entry.row';
import { openTestStore } from '../support/store';
import type { Store } from '../../src/store/store';

const at = '2026-03-07T00:00:00.000Z' as Instant;
const step = { at: '2015-11-01T08:00', by: null, input: {} };
const steps: readonly Step[] = [
  { ...step, action: 'registerGang', makes: gang('binyang') },
  { ...step, action: 'recordArrest', makes: suspect('02') },
  { ...step, action: 'registerSuspect', makes: suspect('03') },
];

/** As if the step of a place was done: its key, and the entries of its command. */
async function done(
  store: Store,
  { key, entries }: { key: string; entries: [type: string, id: string][] },
): Promise<void> {
  const place = { operation: 'op_1', command: `cmd_${key}`, at };
  const [[subjectType, subject] = ['', '']] = entries;
  const rows = entries.map(([type, id], i) => ({
    ...{
      ...place,
      seq: Number(key.slice(-1)) * 10 + i,
      id: `log_${key}_${i}`,
      occurredAt: null,
      actor: null,
      agency: null,
    },
    ...{ subjectType: type, subject: id, task: null, subjectVersion: 1, action: null, event: 'DONE' },
    ...{ details: {}, tallies: [], hash: '0'.repeat(64) },
  }));
  await store.write(async (session) => {
    const kept = { ...place, actor: 'SYSTEM', key, inputMac: '', subjectType, subject, version: 1, seq: 1 };
    await session.insert(IdempotencyRow, [kept]);
    await session.insert(LogEntryRow, rows);
  });
}

describe('Cast', () => {
  let store: Store;
  let cast: Cast;

  beforeEach(async () => {
    store = await openTestStore({ definitions: [...records, ...kinds] });
    cast = new Cast({ store, line: timeLineTo('2026-03-07' as CalendarDate), steps });
    await done(store, { key: 'demo:0001', entries: [['Gang', 'gang_1']] });
    await done(store, {
      key: 'demo:0002',
      entries: [
        ['ArrestTrip', 'trip_1'],
        ['Suspect', 'susp_2'],
      ],
    });
  });

  it('replaces names at every depth and leaves the rest as written', async () => {
    const legs = [{ departAt: time('2015-11-16T00:30'), suspectIds: [suspect('02')] }];
    const location = { type: 'Point', coordinates: [120.04, 28.89] };
    const written = {
      gangId: gang('binyang'),
      on: day('2015-11-16'),
      legs,
      location,
      amount: sum('1.05'),
      temporary: true,
    };
    expect(await cast.input(written)).toEqual({
      ...{ gangId: 'gang_1', on: '2026-03-07', location, amount: 105, temporary: true },
      legs: [{ departAt: '2026-03-06T16:30:00.000Z', suspectIds: ['susp_2'] }],
    });
  });

  it('finds what a step made, as its subject or beside it, in a later process too', async () => {
    const later = new Cast({ store, line: timeLineTo('2026-03-07' as CalendarDate), steps });
    expect(await later.input({ a: suspect('02'), b: gang('binyang') })).toEqual({ a: 'susp_2', b: 'gang_1' });
  });

  it('refuses a name that no step makes, or whose step is not done', async () => {
    for (const named of [suspect('01'), suspect('03'), gang('other'), operation('NONE'), task('NONE/ARR-0001')]) {
      await expect(cast.input({ named })).rejects.toThrow('the demo has no');
    }
    await expect(cast.actor('nobody')).rejects.toThrow('no member nobody');
    expect(await cast.actor(null)).toBe(SYSTEM_ACTOR);
  });
});
