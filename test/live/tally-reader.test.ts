import fc from 'fast-check';
import { verifyLogs } from '../../src/audit/verify-log';
import { SYSTEM_ACTOR } from '../../src/core/actor';
import type { TallyStep } from '../../src/core/decision';
import { parseDate, type CalendarDate } from '../../src/core/time';
import type { Part, TallyGrouping } from '../../src/core/vocabulary';
import { TallyReader, type ShownTally, type TallyRequest } from '../../src/live/tally-reader';
import { OperationRow } from '../../src/store/rows/operation.row';
import { foundation, type Foundation, type MemberCode } from '../support/foundation';
import { expectTalliesOfLog } from '../support/log';
import { refusalOf } from '../support/outcomes';

/** Police see all probes and are insiders; the bank takes part and sees totals. */

let f: Foundation;
let reader: TallyReader;
let made = 0;

type Asked = Partial<Omit<TallyRequest, 'operation' | 'reader'>> & { in?: string; as?: MemberCode; part?: Part | null };

beforeAll(async () => {
  f = await foundation();
  reader = new TallyReader({ registry: f.registry, needToKnow: f.needToKnow, clock: f.clock, smallCell: 5 });
});

function day(text: string): CalendarDate {
  return parseDate(text)!;
}

/** A new operation with one probe that counts the steps, on the day that the clock shows. */
async function operationWith(
  steps: readonly TallyStep[],
  given: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  made += 1;
  const plan = { code: `OP-${made}`, nameZh: '专项', level: 'COUNTY', startsOn: '2025-11-01', ...given };
  const { subject } = await f.execute('createOperation', f.as('yk-police.administrator'), plan);
  await f.execute('startOperation', SYSTEM_ACTOR, { operationId: subject });
  await count(subject, steps);
  return subject;
}

async function count(operationId: string, steps: readonly TallyStep[]): Promise<void> {
  const officer = f.as('yk-police.officer');
  const { subject } = await f.execute('openProbe', officer, { operationId, title: '一次试探' });
  await f.execute('countProbe', officer, { taskId: subject, steps });
}

async function requestOf({ in: operation = f.operation, as = 'yk-police.officer', part, ...asked }: Asked) {
  const row = (await f.store.read((session) => session.findOne(OperationRow, { id: operation })))!;
  const standing = { part: part === undefined ? ('MEMBER' as const) : part, descendant: part === null };
  return { ...asked, operation: row, reader: { actor: f.as(as), standing } };
}

async function read(asked: Asked): Promise<ShownTally[]> {
  const request = await requestOf(asked);
  return f.store.read((session) => reader.read(session, request));
}

/** Amounts by what the groups are called by; withheld is null under no name. */
async function amounts(asked: Asked): Promise<Record<string, number | null>> {
  return Object.fromEntries((await read(asked)).map(({ group, amount }) => [Object.values(group).join(' '), amount]));
}

const ABROAD = 'PROBES_ABROAD';
const bank = { as: 'icbc.liaison' } as const;

function each(amountOf: Readonly<Record<string, number>>, metric = ABROAD): TallyStep[] {
  return Object.entries(amountOf).map(([agency, amount]) => ({ metric, amount, agency }));
}

describe('who sees all work of a kind', () => {
  it('has every metric in a fixed order, those of nothing too, and as of now', async () => {
    const operation = await operationWith([{ metric: ABROAD, amount: 3, audience: 'INSIDERS' }]);
    const shown = await read({ in: operation });
    expect(shown.map(({ metric, amount }) => [metric, amount])).toEqual([
      ['PROBES_OPENED', 1],
      ['PROBE_AMOUNT', 0],
      [ABROAD, 3],
      ['PROBES_OWED', 0],
      ['PROBES_SECRET', 0],
      ['GANGS_BROKEN', 0],
    ]);
    expect(new Set(shown.map(({ asOf }) => asOf))).toEqual(new Set([f.clock.now()]));
  });

  it('has groups by every dimension, whose sums are the total', async () => {
    const dimension = (name: string) => fc.constantFrom('', `${name}_1`, `${name}_2`);
    const step = fc.record({
      ...{ agency: dimension('a'), holder: dimension('h'), violation: dimension('v'), division: dimension('d') },
      amount: fc.integer({ min: -5, max: 20 }),
    });
    const operation = await operationWith([]);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 6 }), groupings(), async (steps, by) => {
        await count(
          operation,
          steps.map((each) => ({ metric: ABROAD, ...each })),
        );
        const sum = (shown: ShownTally[]) => shown.reduce((all, { amount }) => all + amount!, 0);
        const asked = { in: operation, metrics: [ABROAD] };
        expect(sum(await read({ ...asked, by }))).toBe(sum(await read(asked)));
      }),
      { numRuns: 25 },
    );
    await expectTalliesOfLog(f.store, f.registry, operation);
  });

  it('has the days asked for, both included, in their order', async () => {
    const on = (date: string, amount: number) => ({ metric: ABROAD, amount, day: day(date) });
    const operation = await operationWith([on('2025-11-03', 2), on('2025-11-01', 1), on('2025-11-05', 4)]);
    const asked = { in: operation, metrics: [ABROAD] };
    expect(await amounts({ ...asked, by: ['DAY'] })).toEqual({ '2025-11-01': 1, '2025-11-03': 2, '2025-11-05': 4 });
    expect(await amounts({ ...asked, from: day('2025-11-03'), to: day('2025-11-05') })).toEqual({ '': 6 });
    expect(await amounts({ ...asked, from: day('2025-11-04'), to: day('2025-11-04') })).toEqual({ '': 0 });
  });

  it('has a gauge as it stood at the end of the last day, whatever the first', async () => {
    const on = (date: string, amount: number) => ({ metric: 'PROBES_OWED', amount, day: day(date) });
    const operation = await operationWith([on('2025-11-01', 5), on('2025-11-03', -2), on('2025-11-05', 1)]);
    const asked = { in: operation, metrics: ['PROBES_OWED'] };
    expect(await amounts(asked)).toEqual({ '': 4 });
    expect(await amounts({ ...asked, from: day('2025-11-03'), to: day('2025-11-04') })).toEqual({ '': 3 });
    expect(await amounts({ ...asked, from: day('2025-11-02'), by: ['DAY'] })).toEqual({
      '2025-11-03': 3,
      '2025-11-05': 4,
    });
  });
});

describe('who takes part and sees only totals', () => {
  it('has what was known at the last midnight, and no metric that is nothing for outsiders', async () => {
    const operation = await operationWith([
      { metric: ABROAD, amount: 3 },
      { metric: 'PROBES_SECRET', amount: 7 },
    ]);
    const asked = { in: operation, ...bank };
    const total = async () => (await read(asked)).map(({ metric, amount }) => [metric, amount]);
    const known = ['PROBES_OPENED', 'PROBE_AMOUNT', ABROAD, 'PROBES_OWED', 'GANGS_BROKEN'];
    expect(await total()).toEqual(known.map((metric) => [metric, 0]));
    f.clock.advance({ days: 1 });
    expect((await total())[2]).toEqual([ABROAD, 3]);
    const [{ asOf } = { asOf: '' }] = await read(asked);
    expect(asOf).toMatch(/T16:00:00\.000Z$/);
    await count(operation, [{ metric: ABROAD, amount: 5 }]);
    expect((await total())[2]).toEqual([ABROAD, 3]);
    expect(await amounts({ ...asked, metrics: [ABROAD], to: day('2030-01-01') })).toEqual({ '': 3 });
    expect(await amounts({ in: operation, metrics: [ABROAD] })).toEqual({ '': 8 });
  });

  it('knows of hidden work from when it may be known, under that day', async () => {
    const operation = await operationWith([{ metric: ABROAD, amount: 1, audience: 'INSIDERS' }]);
    f.clock.advance({ days: 3 });
    const asked = { in: operation, ...bank, metrics: [ABROAD] };
    expect(await amounts(asked)).toEqual({ '': 0 });
    await count(operation, [{ metric: ABROAD, amount: 1, audience: 'OUTSIDERS' }]);
    expect(await amounts(asked)).toEqual({ '': 0 });
    f.clock.advance({ days: 1 });
    expect(await amounts(asked)).toEqual({ '': 1 });
    expect(await amounts({ in: operation, metrics: [ABROAD] })).toEqual({ '': 1 });
  });

  it('has groups without the small ones, whose names are not told', async () => {
    const operation = await operationWith(each({ agy_a: 9, agy_b: 3, agy_c: 7, agy_d: 20 }));
    await count(operation, [{ metric: ABROAD, amount: 50, agency: 'agy_hidden', audience: 'INSIDERS' }]);
    f.clock.advance({ days: 1 });
    const asked = { in: operation, ...bank, metrics: [ABROAD] };
    expect(await amounts({ ...asked, by: ['AGENCY'] })).toEqual({ agy_a: 9, agy_d: 20, '': null });
    expect(await amounts({ ...asked, by: ['AGENCY', 'KIND'] })).toEqual({
      'agy_a PROBE': 9,
      'agy_d PROBE': 20,
      '': null,
    });
    expect(await amounts({ ...asked, by: ['KIND'] })).toEqual({ PROBE: 39 });
  });

  it('has no groups of two dimensions, of some of the days, or of a metric without groups', async () => {
    const operation = await operationWith(each({ agy_a: 9, agy_b: 20 }));
    await count(operation, each({ agy_a: 900, agy_b: 2_000 }, 'PROBE_AMOUNT'));
    f.clock.advance({ days: 2 });
    const asked = { in: operation, ...bank };
    const nothing = { '': null };
    const abroad = { ...asked, metrics: [ABROAD] };
    expect(await amounts({ ...abroad, by: ['AGENCY'] })).toEqual({ agy_a: 9, agy_b: 20 });
    expect(await amounts({ ...abroad, by: ['AGENCY', 'DAY'] })).toEqual(nothing);
    expect(await amounts({ ...abroad, by: ['AGENCY'], from: day('2025-01-01') })).toEqual(nothing);
    expect(await amounts({ ...abroad, by: ['AGENCY'], to: day('2025-01-01') })).toEqual(nothing);
    expect(await amounts({ ...abroad, by: ['AGENCY'], from: day('2030-01-01') })).toEqual(nothing);
    // Money has the whole sum and nothing else.
    const money = { ...asked, metrics: ['PROBE_AMOUNT'] };
    expect(await amounts({ ...money, by: ['KIND'] })).toEqual({ PROBE: 2_900 });
    expect(await amounts({ ...money, by: ['AGENCY'] })).toEqual(nothing);
    expect(await amounts({ ...money, by: ['DAY'] })).toEqual(nothing);
    expect(await amounts({ ...money, from: day('2025-01-01') })).toEqual(nothing);
    expect(await amounts({ ...money, to: day('2025-01-01') })).toEqual(nothing);
    // Two parts that differ by a day would tell that day.
    expect(await amounts({ ...abroad, from: day('2025-01-01') })).toEqual(nothing);
    expect(await amounts({ ...abroad, from: day('2025-01-01'), by: ['DAY'] })).toEqual(nothing);
    const small = { ...bank, in: await operationWith(each({ agy_a: 3 })), metrics: [ABROAD] };
    f.clock.advance({ days: 2 });
    expect(await amounts(small)).toEqual({ '': 3 });
    expect(await amounts({ ...small, from: day('2025-01-01') })).toEqual(nothing);
    expect(await amounts({ ...small, to: day('2025-01-01') })).toEqual(nothing);
  });

  it('never has a sum below zero, though a correction is known before what it corrects', async () => {
    const operation = await operationWith([{ metric: ABROAD, amount: -1 }]);
    f.clock.advance({ days: 1 });
    expect(await amounts({ in: operation, ...bank, metrics: [ABROAD] })).toEqual({ '': 0 });
    expect(await amounts({ in: operation, metrics: [ABROAD] })).toEqual({ '': -1 });
  });
});

describe('the lead of a parent', () => {
  it('has what outsiders know of operations below, as of midnight, and never of exercises', async () => {
    const parentId = await operationWith(each({ agy_a: 100 }));
    const child = await operationWith(each({ agy_a: 8 }), { parentId });
    await operationWith(each({ agy_b: 9 }), { parentId: child });
    await operationWith(each({ agy_c: 400 }), { parentId: child, exercise: true });
    await count(child, [
      { metric: ABROAD, amount: 77, audience: 'INSIDERS' },
      { metric: 'PROBES_SECRET', amount: 6 },
    ]);
    const asked = { in: parentId, part: 'LEAD', descendants: true, metrics: [ABROAD] } as const;
    expect(await amounts(asked)).toEqual({ '': 0 });
    f.clock.advance({ days: 1 });
    await count(child, each({ agy_a: 1_000 }));
    expect(await amounts(asked)).toEqual({ '': 117 });
    expect(await amounts({ ...asked, by: ['AGENCY'] })).toEqual({ agy_a: 108, agy_b: 9 });
    expect((await read(asked))[0]!.asOf).toMatch(/T16:00:00\.000Z$/);
    expect(await amounts({ ...asked, metrics: ['PROBES_SECRET'] })).toEqual({ '': 0 });
    expect(await amounts({ ...asked, descendants: false })).toEqual({ '': 100 });
  });

  it('sees of an exercise the exercises below alone', async () => {
    const parentId = await operationWith([], { exercise: true });
    await operationWith(each({ agy_a: 8 }), { parentId, exercise: true });
    await operationWith(each({ agy_a: 80 }), { parentId });
    f.clock.advance({ days: 1 });
    const asked = { in: parentId, part: 'LEAD', descendants: true, metrics: [ABROAD] } as const;
    expect(await amounts(asked)).toEqual({ '': 8 });
  });

  it('has small groups of those below withheld beside its own', async () => {
    const parentId = await operationWith(each({ agy_a: 2 }));
    await operationWith(each({ agy_a: 3, agy_b: 8, agy_c: 30 }), { parentId });
    f.clock.advance({ days: 1 });
    const asked = { in: parentId, part: 'LEAD', descendants: true, metrics: [ABROAD], by: ['AGENCY'] } as const;
    expect(await amounts(asked)).toEqual({ agy_a: 2, agy_c: 30, '': null });
  });

  it('alone may ask for those below; who only takes part below has nothing', async () => {
    for (const part of ['MEMBER', 'OBSERVER', null] as const) {
      const refusal = await refusalOf(read({ part, descendants: true }));
      expect(refusal.details).toEqual({ denial: { code: 'LEAD_ONLY' } });
    }
    expect(await read({ part: null })).toEqual([]);
  });
});

describe('durations', () => {
  const times = (...minutes: number[]): TallyStep[] => minutes.map((amount) => ({ metric: 'PROBE_TIME', amount }));
  const ask = async (asked: Asked) => {
    const request = await requestOf(asked);
    return f.store.read((session) => reader.readDurations(session, request));
  };

  it('are percentiles of all cases in the window, within two in a hundred', async () => {
    const operation = await operationWith(times(...Array.from({ length: 100 }, (_, i) => i + 1)));
    await count(operation, [{ metric: 'PROBE_TIME', amount: 9_000, day: day('2025-11-02') }]);
    const [{ count: cases, p50, p90 } = { count: 0, p50: 0, p90: 0 }] = await ask({
      in: operation,
      from: day('2025-11-03'),
    });
    expect(cases).toBe(100);
    expect(Math.abs(p50! - 50)).toBeLessThanOrEqual(1);
    expect(Math.abs(p90! - 90)).toBeLessThanOrEqual(1.8);
    const days = await ask({ in: operation, by: ['DAY'] });
    expect(days.map((each) => [each.group.day, each.count])).toEqual([
      ['2025-11-02', 1],
      [expect.any(String), 100],
    ]);
    await expectTalliesOfLog(f.store, f.registry, operation);
  });

  it('of nothing are none, and of a few cases none for outsiders', async () => {
    const operation = await operationWith([]);
    const nothing = { metric: 'PROBE_TIME', group: {}, count: null, p50: null, p90: null };
    expect(await ask({ in: operation })).toEqual([{ ...nothing, count: 0 }]);
    expect(await ask({ in: operation, by: ['DAY'] })).toEqual([]);
    expect(await ask({ in: operation, ...bank })).toEqual([nothing]);
    await count(operation, times(1, 2, 3, 4));
    f.clock.advance({ days: 1 });
    expect(await ask({ in: operation, ...bank })).toEqual([nothing]);
    await count(operation, times(5, 6));
    f.clock.advance({ days: 1 });
    expect(await ask({ in: operation, ...bank })).toMatchObject([{ count: 6, group: {} }]);
    expect(await ask({ in: operation, ...bank, by: ['AGENCY', 'DAY'] })).toEqual([nothing]);
    expect(await ask({ in: operation, ...bank, part: null })).toEqual([]);
  });

  it('are asked for by themselves', async () => {
    const faults = async (work: Promise<unknown>) => (await refusalOf(work)).details;
    expect(await faults(read({ metrics: ['PROBE_TIME'] }))).toEqual({
      fields: [{ path: 'metrics.0', code: 'IS_DURATION' }],
    });
    expect(await faults(ask({ metrics: ['PROBE_TIME', ABROAD] }))).toEqual({
      fields: [{ path: 'metrics.1', code: 'NO_DURATION' }],
    });
    expect(await faults(read({ metrics: ['NOTHING'] }))).toEqual({
      fields: [{ path: 'metrics.0', code: 'UNKNOWN_METRIC' }],
    });
    expect(await faults(read({ from: day('2025-11-02'), to: day('2025-11-01') }))).toEqual({
      fields: [{ path: 'to', code: 'BEFORE_START' }],
    });
  });
});

describe('counting', () => {
  it('names the metrics that entries have changed for who sees them live', async () => {
    const entries = [
      {
        tallies: [
          { metric: 'PROBE_TIME', amount: 1 },
          { metric: ABROAD, amount: 1, audience: 'OUTSIDERS' as const },
        ],
      },
      {
        tallies: [
          { metric: 'PROBES_OWED', amount: 1 },
          { metric: 'PROBES_OPENED', amount: 1 },
        ],
      },
    ];
    const { reader: police } = await requestOf({});
    expect(reader.changed(police, entries)).toEqual(['PROBES_OPENED', 'PROBES_OWED']);
    expect(reader.changed((await requestOf(bank)).reader, entries)).toEqual([]);
  });

  it('refuses a metric that nothing counts, and leaves nothing behind', async () => {
    await expect(operationWith([{ metric: 'NOTHING', amount: 1 }])).rejects.toThrow('nothing counts NOTHING');
  });

  it('agrees with the log in every table', async () => {
    expect((await verifyLogs(f.store, f.registry)).flatMap(({ faults }) => faults)).toEqual([]);
  });

  it('is read from the range of days of its key alone, not from the log nor from other days', async () => {
    const request = await requestOf({ metrics: [ABROAD], from: day('2025-11-01'), to: day('2025-11-02') });
    await f.store.read(async (session) => {
      const select = jest.spyOn(session, 'select');
      await reader.read(session, request);
      const statements = select.mock.calls.map(([statement]) => statement).filter(({ text }) => text.includes('SUM'));
      expect(statements).toHaveLength(1);
      const { text, params } = statements[0]!;
      const isMysql = session.dialect.collations;
      const plan = await session.select({ text: `EXPLAIN ${isMysql ? '' : 'QUERY PLAN '}${text}`, params });
      if (isMysql) expect(plan[0]).toMatchObject({ table: 'c', key: 'PRIMARY', type: 'range' });
      else
        expect(String(plan[0]!['detail'])).toMatch(
          /^SEARCH c USING .*\(operation_id=\? AND metric=\? AND day>\? AND day</,
        );
    });
  });
});

function groupings(): fc.Arbitrary<TallyGrouping[]> {
  return fc.subarray<TallyGrouping>(['AGENCY', 'HOLDER', 'KIND', 'VIOLATION', 'DIVISION', 'DAY'], { minLength: 1 });
}
