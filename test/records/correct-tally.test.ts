import { OutsiderTallyRow, TallyRow } from '../../src/store/rows/ledger.row';
import { dateIn } from '../../src/core/time';
import { verifyLogs } from '../../src/audit/verify-log';
import { foundation, type Foundation, type MemberCode } from '../support/foundation';
import { expectTalliesOfLog, readLog } from '../support/log';
import { refusalOf } from '../support/outcomes';

let f: Foundation;
let taskId: string;

const YESTERDAY = '2025-11-23';

beforeAll(async () => {
  f = await foundation();
  const officer = f.as('yk-police.officer');
  ({ subject: taskId } = await f.execute('openProbe', officer, { operationId: f.operation, title: '一次试探' }));
  const agency = f.agency('yk-station-1');
  const steps = [
    { metric: 'PROBES_ABROAD', amount: 4, agency, division: '330784' },
    { metric: 'PROBE_AMOUNT', amount: 100_000, agency },
  ];
  await f.execute('countProbe', officer, { taskId, steps });
});

function correct(given: Readonly<Record<string, unknown>>, as: MemberCode = 'yk-police.commander') {
  const usual = { operationId: f.operation, metric: 'PROBES_ABROAD', amount: -1, day: YESTERDAY, reason: '重复登记' };
  return f.execute('correctTally', f.as(as), { ...usual, ...given });
}

async function faultsOf(given: Readonly<Record<string, unknown>>): Promise<unknown> {
  const { details } = await refusalOf(correct(given));
  return 'fields' in details ? details.fields.map(({ path, code }) => `${path} ${code}`) : details;
}

async function total(metric: string): Promise<number> {
  const rows = await f.store.read((session) => session.find(TallyRow, { operation: f.operation, metric }));
  return rows.reduce((sum, { amount }) => sum + amount, 0);
}

describe('correctTally', () => {
  it('adds a step on the day that it belongs to, for outsiders on the day of recording', async () => {
    await correct({});
    const today = dateIn(f.clock.now(), 'Asia/Shanghai');
    const where = { operation: f.operation, metric: 'PROBES_ABROAD', agency: '' };
    const [inside, outside] = await f.store.read(async (session) => [
      await session.find(TallyRow, where),
      await session.find(OutsiderTallyRow, where),
    ]);
    expect(inside).toMatchObject([{ day: YESTERDAY, amount: -1, kind: 'PROBE' }]);
    expect(outside).toMatchObject([{ day: today, amount: -1, kind: 'PROBE' }]);
    expect(await total('PROBES_ABROAD')).toBe(3);
    await expectTalliesOfLog(f.store, f.registry, f.operation);
  });

  it('keeps what, why and of which day in the log, for the lead alone', async () => {
    const entry = (await readLog(f.store, f.operation)).at(-1)!;
    expect(entry).toMatchObject({
      ...{ action: 'CORRECT_TALLY', subject: f.operation, task: null },
      details: { correction: { metric: 'PROBES_ABROAD', amount: -1, day: YESTERDAY, reason: '重复登记', task: null } },
      tallies: [{ metric: 'PROBES_ABROAD', amount: -1, day: YESTERDAY }],
    });
    const definition = f.registry.getType('Operation');
    const thing = { id: f.operation, operation: f.operation, version: 1, state: 'RUNNING' } as never;
    const shown = (part: 'LEAD' | 'MEMBER') => {
      const reader = { actor: f.as('icbc.liaison'), standing: { part, descendant: false } };
      return f.needToKnow.showDetails(definition, thing, { reader, details: entry.details });
    };
    expect(shown('LEAD').details).toEqual(entry.details);
    expect(shown('MEMBER')).toEqual({ details: {}, withheld: ['correction'] });
  });

  it('goes with a task to where its own counts went', async () => {
    const before = (await readLog(f.store, f.operation)).at(-1)!;
    await correct({ taskId, amount: 2 });
    const rows = await f.store.read((session) =>
      session.find(TallyRow, { operation: f.operation, metric: 'PROBES_ABROAD', day: YESTERDAY, division: '330784' }),
    );
    expect(rows).toMatchObject([{ agency: f.agency('yk-station-1'), amount: 2 }]);
    const entry = (await readLog(f.store, f.operation)).at(-1)!;
    expect(entry).toMatchObject({ subject: f.operation, task: taskId, subjectVersion: before.subjectVersion });
    await correct({ taskId, amount: -2 });
    expect(await faultsOf({ taskId, amount: -1_000 })).toEqual(['amount BELOW_ZERO']);
    expect(await faultsOf({ taskId: 'probe_unknown' })).toEqual(['taskId UNKNOWN_TASK']);
  });

  it('takes money as a sum to add, or as yuan with their sign and at most two decimals', async () => {
    await correct({ metric: 'PROBE_AMOUNT', amount: null, money: 50 });
    await correct({ metric: 'PROBE_AMOUNT', amount: -0.35 });
    await correct({ metric: 'PROBE_AMOUNT', amount: -1.1 });
    expect(await total('PROBE_AMOUNT')).toBe(100_000 + 50 - 35 - 110);
    expect(await faultsOf({ metric: 'PROBE_AMOUNT', amount: 0.001 })).toEqual(['amount TOO_FINE']);
    expect(await faultsOf({ metric: 'PROBE_AMOUNT', amount: 1e300 })).toEqual(['amount TOO_FINE']);
    expect(await faultsOf({ amount: null, money: 5 })).toEqual(['money COUNTS_NO_MONEY']);
  });

  it('refuses what is no step, and tells all that is wrong with its place', async () => {
    expect(await faultsOf({ amount: 0.5 })).toEqual(['amount NOT_WHOLE']);
    expect(await faultsOf({ amount: 0 })).toEqual(['amount ZERO']);
    expect(await faultsOf({ amount: null })).toEqual(['amount ONE_OF_BOTH']);
    expect(await faultsOf({ money: 5 })).toEqual(['amount ONE_OF_BOTH']);
    expect(await faultsOf({ metric: 'NOTHING' })).toEqual(['metric UNKNOWN_METRIC']);
    expect(await faultsOf({ metric: 'PROBE_TIME' })).toEqual(['metric NOT_CORRECTABLE']);
    expect(await faultsOf({ day: '2025-11-25', agencyId: f.agency('yk-traffic') })).toEqual([
      'agencyId UNKNOWN_AGENCY',
      'day IN_FUTURE',
    ]);
  });

  it('never brings a sum below zero, neither the whole nor that of the agency named', async () => {
    const before = await total('PROBES_ABROAD');
    expect(await faultsOf({ amount: -before - 1 })).toEqual(['amount BELOW_ZERO']);
    expect(await faultsOf({ amount: -1, agencyId: f.agency('icbc') })).toEqual(['amount BELOW_ZERO']);
    expect(await faultsOf({ amount: Number.MAX_SAFE_INTEGER })).toEqual(['amount NOT_ALLOWED']);
    expect(await total('PROBES_ABROAD')).toBe(before);
  });

  it('is done once under one key', async () => {
    const before = await total('PROBES_ABROAD');
    const first = await correct({ amount: 1, idempotencyKey: 'once' });
    expect(await correct({ amount: 1, idempotencyKey: 'once' })).toMatchObject({ repeated: true, seq: first.seq });
    expect(await total('PROBES_ABROAD')).toBe(before + 1);
  });

  it('is for commanders of the lead', async () => {
    for (const as of ['yk-police.officer', 'yk-station-1.commander', 'icbc.liaison'] as const) {
      expect((await refusalOf(correct({}, as))).code).toBe('FORBIDDEN');
    }
  });

  it('tells nothing to a lead that does not see all work: a refusal would tell the live sum', async () => {
    const commander = { ...f.as('yk-police.commander'), agencyType: 'GOVERNMENT' as const };
    const input = { operationId: f.operation, metric: 'PROBES_ABROAD', amount: -1_000, day: YESTERDAY, reason: '试探' };
    expect((await refusalOf(f.execute('correctTally', commander, input))).details).toEqual({
      denial: { action: 'CORRECT_TALLY', code: 'TOTAL_ONLY' },
    });
  });

  it('leaves a log that agrees with all rows', async () => {
    expect((await verifyLogs(f.store, f.registry)).flatMap(({ faults }) => faults)).toEqual([]);
  });
});
