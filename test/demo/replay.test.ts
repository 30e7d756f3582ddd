import { NeedToKnow } from '../../src/access/need-to-know';
import { Door } from '../../src/commands/execute';
import { OperationIndex } from '../../src/commands/operation-index';
import { actionCode } from '../../src/core/action-table';
import { entryHash } from '../../src/core/entry';
import { GENESIS_HASH } from '../../src/core/hash-chain';
import { idSource } from '../../src/core/ids';
import { KeyRing } from '../../src/core/key-ring';
import { parseMoney } from '../../src/core/money';
import { Registry } from '../../src/core/registry';
import { SHIPPED_RULES } from '../../src/core/rule-pack';
import { fixedClock, plus, startOfDay, type CalendarDate, type Instant } from '../../src/core/time';
import { listDemoMembers } from '../../src/demo/members';
import { demoAgencies, demoPeople } from '../../src/demo/people';
import { replayDemo, type DemoReplay } from '../../src/demo/replay';
import { stepKey } from '../../src/demo/step';
import { story } from '../../src/demo/story';
import { timeLineTo } from '../../src/demo/time-line';
import { ArrestTripRow } from '../../src/kinds/arrest-trip/rows';
import { OUT } from '../../src/kinds/arrest-trip/states';
import { kinds } from '../../src/kinds/registry';
import { records } from '../../src/records/registry';
import { AgencyRow, MemberRow } from '../../src/store/rows/directory.row';
import { IdempotencyRow, InstallationRow, TallyRow } from '../../src/store/rows/ledger.row';
import { LogEntryRow } from '../../src/store/rows/log-entry.row';
import { OperationHeadRow, OperationRow, ParticipationRow } from '../../src/store/rows/operation.row';
import { TaskMemberRow, TaskRow } from '../../src/store/rows/task.row';
import type { Rows } from '../../src/store/session';
import type { Store } from '../../src/store/store';
import { openTestStore } from '../support/store';

const DEFINITIONS = [...records, ...kinds];
const DAY = '2026-03-07' as CalendarDate;
/** The first moment at which an installation can be started for the first time on that day. */
const MIDNIGHT = startOfDay(DAY, 'Asia/Shanghai');
const line = timeLineTo(DAY);

const openStore = (): Promise<Store> => openTestStore({ definitions: DEFINITIONS });

function replayOn(store: Store, now: Instant = MIDNIGHT): DemoReplay {
  const clock = fixedClock(now);
  const registry = new Registry(DEFINITIONS);
  const door = new Door({
    rules: SHIPPED_RULES,
    ...{ store, registry, clock, newId: idSource(clock), needToKnow: new NeedToKnow(registry) },
    ...{ keyRing: KeyRing.generate(() => Buffer.alloc(32, 7)).ring, operations: new OperationIndex(store, registry) },
    onCommitted: () => undefined,
  });
  return { store, door, clock, now };
}

/** Every row that does not differ by chance from one installation to another, with names in place of ids. */
async function whatStands(store: Store): Promise<Record<string, string[]>> {
  const names = new Map<string, string>();
  const tables: Record<string, object[]> = {};
  await store.read(async (session) => {
    for (const { target, tableName } of store.dataSource.entityMetadatas) {
      tables[tableName] = await session.find(target as Rows, {});
    }
  });
  for (const row of Object.values(tables).flat() as { id?: string; code?: string; number?: string }[]) {
    const name = row.code ?? row.number;
    if (row.id !== undefined && name !== undefined) names.set(row.id, name);
  }
  const byChance = new Set(['hash', 'inputMac', 'nonce', 'salt', 'ciphertext', 'commitment']);
  const plain = (row: object): string =>
    JSON.stringify(row, (key, value: unknown) => (byChance.has(key) ? undefined : value)).replace(
      /\b([a-z]+)_[0-9a-z]{26}\b/g,
      (id, prefix: string) => names.get(id) ?? prefix,
    );
  return Object.fromEntries(Object.entries(tables).map(([table, rows]) => [table, rows.map(plain).sort()]));
}

const all = <T extends object>(store: Store, rows: Rows<T>): Promise<T[]> =>
  store.read((session) => session.find(rows, {}));

/** Each operation's log is gapless, its hashes follow one another, and its head is its last entry. */
async function expectChains(store: Store): Promise<void> {
  const entries = (await all(store, LogEntryRow)).sort((a, b) => a.seq - b.seq);
  for (const head of await all(store, OperationHeadRow)) {
    let last = { seq: 0, hash: GENESIS_HASH };
    for (const { hash, ...entry } of entries.filter((each) => each.operation === head.operation)) {
      expect({ seq: entry.seq, hash }).toEqual({ seq: last.seq + 1, hash: entryHash(entry, last.hash) });
      last = { seq: entry.seq, hash };
    }
    expect(head).toMatchObject(last);
  }
}

describe('the story', () => {
  it('is told in the order of time and ends before the day of its source', () => {
    const times = story.map((step) => step.at);
    expect(times).toEqual([...times].sort());
    expect(times.at(-1)! < '2015-11-16T00:00').toBe(true);
  });

  it('keeps distances and times of day when it is moved', () => {
    expect(line.date('2015-11-16')).toBe(DAY);
    expect(line.date('2016-04-30')).toBe('2026-08-20');
    expect(line.instant('2015-11-02T07:30')).toBe('2026-02-20T23:30:00.000Z');
    expect(line.instant('2015-11-16T00:00')).toBe(MIDNIGHT);
    expect(() => line.date('2015-11-31')).toThrow(RangeError);
    expect(() => line.instant('2015-11-16')).toThrow(RangeError);
  });

  it('calls people by their posts, each with a code, a name and a telephone of its own', () => {
    for (const field of ['code', 'name', 'phone'] as const) {
      expect(new Set(demoPeople.map((person) => person[field])).size).toBe(demoPeople.length);
    }
    const places = demoPeople.map((person) => person.agency);
    expect([...new Set(places)]).toEqual(demoAgencies.map((agency) => agency.code));
    expect(demoPeople.every((person) => /^1990000\d{4}$/.test(person.phone))).toBe(true);
    expect(demoAgencies.every((agency) => /^0\d{2,3}-0{6}\d\d$/.test(agency.hotline))).toBe(true);
  });
});

/** Where the story was told. */
let store: Store;
let whole: Record<string, string[]>;
let seconds: number;
const told: number[] = [];

beforeAll(async () => {
  store = await openStore();
  const begun = performance.now();
  await replayDemo({ ...replayOn(store), progress: (done, total) => told.push(done / total) });
  seconds = (performance.now() - begun) / 1000;
  whole = await whatStands(store);
});

describe('replayDemo', () => {
  it('does every step once, and the log holds each', async () => {
    const entries = await all(store, LogEntryRow);
    console.info(`${story.length} steps in ${seconds.toFixed(2)} s`);
    const done = (await all(store, IdempotencyRow)).sort((a, b) => (a.key < b.key ? -1 : 1));
    expect(done.map(({ key }) => key)).toEqual(story.map((_, i) => stepKey(i)));
    // A command may change things beside its subject, and then writes an entry for each.
    const told = new Map(done.map(({ command }) => [command, entries.filter((entry) => entry.command === command)]));
    expect(told.size).toBe(story.length);
    expect([...told.values()].map(([entry]) => entry?.action)).toEqual(story.map((step) => actionCode(step.action)));
    const written = [...told.values()].flat();
    expect(written).toHaveLength(entries.length);
    expect(written.filter((entry) => entry.action !== told.get(entry.command)![0]!.action)).toEqual([]);
    await expectChains(store);
  });

  it('leaves nothing that is later than the first start', async () => {
    const entries = await all(store, LogEntryRow);
    expect(entries.filter((entry) => entry.at > MIDNIGHT)).toEqual([]);
    const times = new Map(entries.map(({ command, at }) => [command, at]));
    expect(entries.filter(({ command, at }) => at !== times.get(command))).toEqual([]);
    expect([...times.values()].sort()).toEqual(story.map((step) => line.instant(step.at)));
    const versions = [...(await all(store, TaskRow)), ...(await all(store, OperationRow))];
    expect(versions.filter((row) => row.updatedAt > MIDNIGHT)).toEqual([]);
    expect((await all(store, ParticipationRow)).filter((row) => row.since > MIDNIGHT)).toEqual([]);
  });

  it('runs the four operations, one under the other', async () => {
    const rows = await all(store, OperationRow);
    const codes = new Map(rows.map((row) => [row.id, row.code]));
    const told = rows.map((row) => [row.code, row.state, row.level, codes.get(row.parent ?? '') ?? null, row.startsOn]);
    expect(told.sort()).toEqual([
      ['CN-FRAUD', 'RUNNING', 'NATION', null, line.date('2015-11-01')],
      ['SYSTEM', 'RUNNING', 'NATION', null, line.date('2015-06-29')],
      ['YK-FRAUD', 'RUNNING', 'COUNTY', 'ZJ-FRAUD', line.date('2015-07-01')],
      ['YK-TRAFFIC', 'RUNNING', 'COUNTY', null, line.date('2015-10-28')],
      ['ZJ-FRAUD', 'RUNNING', 'PROVINCE', 'CN-FRAUD', line.date('2015-11-01')],
    ]);
    expect(rows.find((row) => row.code === 'CN-FRAUD')?.endsOn).toBe(line.date('2016-04-30'));
  });

  it('lets the agencies of the source take part, each lead in its own operation', async () => {
    const operations = new Map((await all(store, OperationRow)).map((row) => [row.id, row.code]));
    const agencies = new Map((await all(store, AgencyRow)).map((row) => [row.id, row.code]));
    const rows = await all(store, ParticipationRow);
    const of = (code: string): (string | undefined)[] =>
      rows.filter((row) => operations.get(row.operation) === code).map((row) => agencies.get(row.agency));
    const leads = rows.filter((row) => row.part === 'LEAD');
    expect(leads.map((row) => `${operations.get(row.operation)} ${agencies.get(row.agency)}`).sort()).toEqual([
      'CN-FRAUD cn-office',
      'YK-FRAUD yk-police',
      'YK-TRAFFIC yk-traffic',
      'ZJ-FRAUD zj-police',
    ]);
    expect(of('YK-FRAUD')).toHaveLength(13);
    expect(of('YK-FRAUD')).toEqual(expect.arrayContaining(['icbc', 'unicom', 'yk-regulator', 'yk-publicorder']));
    expect(of('YK-TRAFFIC')).toHaveLength(17);
    expect(of('YK-TRAFFIC')).toEqual(expect.arrayContaining(['school-4', 'yk-tv', 'yk-station-1']));
  });

  it('leaves the trips of the source where they stand on its day', async () => {
    const trips = await all(store, ArrestTripRow);
    const rows = (await all(store, TaskRow)).sort((a, b) => a.numberSeq - b.numberSeq);
    const told = rows.map((row) => {
      const { destination, departOn } = trips.find((trip) => trip.id === row.id)!;
      return [row.number, row.state, destination, departOn];
    });
    expect(told).toEqual([
      ['ARR-0001', 'CLOSED', '450126', line.date('2015-07-06')],
      ['ARR-0002', 'CLOSED', '430100', line.date('2015-07-15')],
      ['ARR-0003', 'CLOSED', '440400', line.date('2015-07-24')],
      ['ARR-0004', 'CLOSED', '320000', line.date('2015-07-30')],
      ['ARR-0005', 'CLOSED', '430100', line.date('2015-08-05')],
      ['ARR-0006', 'CLOSED', '350000', line.date('2015-08-12')],
      ['ARR-0007', 'CLOSED', '450126', line.date('2015-08-17')],
      ['ARR-0008', 'CLOSED', '450100', line.date('2015-08-26')],
      ['ARR-0009', 'CLOSED', '320000', line.date('2015-09-02')],
      ['ARR-0010', 'CLOSED', '440400', line.date('2015-09-08')],
      ['ARR-0011', 'CLOSED', '430100', line.date('2015-09-14')],
      ['ARR-0012', 'CLOSED', '430100', line.date('2015-09-24')],
      ['ARR-0013', 'ABORTED', '450100', line.date('2015-09-28')],
      ['ARR-0014', 'CLOSED', '440400', line.date('2015-10-08')],
      ['ARR-0015', 'CLOSED', '350000', line.date('2015-10-10')],
      ['ARR-0016', 'CLOSED', '430100', line.date('2015-10-14')],
      ['ARR-0017', 'CLOSED', '350000', line.date('2015-10-22')],
      ['ARR-0018', 'CLOSED', '430100', line.date('2015-10-26')],
      ['ARR-0019', 'CLOSED', '320000', line.date('2015-10-30')],
      ['ARR-0020', 'CLOSED', '440400', line.date('2015-11-03')],
      ['ARR-0021', 'RETURNED', '450100', line.date('2015-11-08')],
      ['ARR-0022', 'RETURNED', '350000', line.date('2015-11-10')],
      ['ARR-0023', 'ESCORTING', '320000', line.date('2015-11-12')],
      ['ARR-0024', 'ON_SITE', '430100', line.date('2015-11-13')],
      ['ARR-0025', 'EN_ROUTE', '450126', line.date('2015-11-15')],
      ['ARR-0026', 'APPROVED', '350000', line.date('2015-11-17')],
      ['ARR-0027', 'PLANNED', '440400', line.date('2015-11-19')],
    ]);
    const planned = story.filter((step) => step.action === 'planArrestTrip');
    expect(rows.map((row) => row.title)).toEqual(planned.map((step) => step.input['title']));
    expect(rows.map((row) => row.createdAt)).toEqual(planned.map((step) => line.instant(step.at)));
  });

  it('counts what the source tells of the hunt', async () => {
    const counted: Record<string, number> = {};
    for (const { metric, amount } of await all(store, TallyRow)) counted[metric] = (counted[metric] ?? 0) + amount;
    expect(counted).toEqual({
      ...{ TRIPS_SENT: 24, SUSPECTS_DETAINED: 36, SUSPECTS_ESCORTED: 34 },
      ...{ GANGS_BROKEN: 10, MONEY_RECOVERED: parseMoney('1150000.00') },
    });
  });

  it('has each trip planned, approved and led by different members, and nobody on two trips at once', async () => {
    const entries = await all(store, LogEntryRow);
    const members = await all(store, TaskMemberRow);
    const trips = await all(store, ArrestTripRow);
    const away: string[] = [];
    for (const row of await all(store, TaskRow)) {
      const approval = entries.find((entry) => entry.task === row.id && entry.action === 'APPROVE_ARREST_TRIP');
      const people = [row.createdBy, approval?.actor ?? 'nobody', trips.find((trip) => trip.id === row.id)!.leader];
      expect(new Set(people).size).toBe(3);
      if (!(OUT as readonly string[]).includes(row.state)) continue;
      away.push(...members.filter((member) => member.task === row.id).map((member) => member.member));
    }
    expect(new Set(away).size).toBe(away.length);
  });

  it('changes nothing when it runs again, on a later day too', async () => {
    const days = [MIDNIGHT, plus(MIDNIGHT, { days: 40 })];
    for (const now of days) {
      const replay = replayOn(store, now);
      const execute = jest.spyOn(replay.door, 'execute');
      const read = jest.spyOn(store, 'read');
      await replayDemo(replay);
      expect(execute).not.toHaveBeenCalled();
      expect(read).toHaveBeenCalledTimes(1);
      read.mockRestore();
    }
    expect(await whatStands(store)).toEqual(whole);
  });

  it('goes on where it was killed, after a mark or between a commit and its mark', async () => {
    const broken = await openStore();
    const kill = (): never => {
      throw new Error('killed');
    };
    const chosen = Array.from({ length: 12 }, () => 1 + Math.floor(Math.random() * (story.length - 1)));
    const points = [...new Set([1, ...chosen])].sort((a, b) => a - b);
    for (const [i, point] of points.entries()) {
      const replay = replayOn(broken, plus(MIDNIGHT, { days: i }));
      if (i % 2 === 0) {
        const { door } = replay;
        const execute: Door['execute'] = async (command) => {
          const result = await door.execute(command);
          const key = `demo:${String(point).padStart(4, '0')}`;
          return command.input['idempotencyKey'] === key && !result.repeated ? kill() : result;
        };
        await expect(replayDemo({ ...replay, door: { execute } })).rejects.toThrow('killed');
      } else {
        await expect(
          replayDemo({ ...replay, progress: (done) => (done === point ? kill() : undefined) }),
        ).rejects.toThrow('killed');
      }
    }
    await replayDemo(replayOn(broken, plus(MIDNIGHT, { days: points.length })));
    expect({ points, rows: await whatStands(broken) }).toEqual({ points, rows: whole });
    await expectChains(broken);
  });

  it('tells its progress from the first step to the last', () => {
    expect(told).toHaveLength(story.length);
    expect(told.at(-1)).toBe(1);
  });

  it('refuses an installation that is not its own, and one that another version has begun', async () => {
    const other = await openStore();
    const replay = replayOn(other);
    const founding = { code: 'SYSTEM', nameZh: '系统管理', level: 'NATION', startsOn: '2026-01-01' };
    const actor = { memberId: null, agencyId: null, agencyType: null, roles: [] };
    await replay.door.execute({ action: 'createOperation', actor, input: founding });
    await expect(replayDemo(replay)).rejects.toThrow('not the demo');
    const marks = { 'demo.day': DAY, 'demo.steps': '3', 'demo.total': '4' };
    const rows = Object.entries(marks).map(([name, value]) => ({ name, value }));
    await other.write((session) => session.insert(InstallationRow, rows));
    await expect(replayDemo(replay)).rejects.toThrow('another version');
  });
});

// The last, since it changes what was told.
describe('listDemoMembers', () => {
  it('lists active members by agency and code, with what they may do', async () => {
    await store.write((session) => session.update(MemberRow, { code: 'abc.commander' }, { state: 'DISABLED' }));
    const listed = await listDemoMembers(store);
    expect(listed).toHaveLength(demoPeople.length - 1);
    expect(listed[0]).toEqual({
      code: 'abc.liaison',
      memberId: expect.stringMatching(/^mbr_/),
      name: '农行联络员',
      agency: 'abc',
      roles: ['LIAISON'],
    });
    const order = listed.map((member) => `${member.agency} ${member.code}`);
    expect(order).toEqual([...order].sort());
    expect(listed.find((member) => member.code === 'yk-police.commander')?.name).toBe('市局指挥长');
  });
});
