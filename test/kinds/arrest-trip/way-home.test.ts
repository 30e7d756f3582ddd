import { verifyLogs } from '../../../src/audit/verify-log';
import { SHIPPED_RULES } from '../../../src/core/rule-pack';
import { dateIn, plus, type Instant } from '../../../src/core/time';
import { arrestTrip } from '../../../src/kinds/arrest-trip';
import { ArrestTripRow, TripLegRow } from '../../../src/kinds/arrest-trip/rows';
import { CustodyRow, GangRow, SuspectRow } from '../../../src/records/gang/rows';
import { ClockRow } from '../../../src/store/rows/clock.row';
import { OutsiderTallyRow, TallyRow } from '../../../src/store/rows/ledger.row';
import { foundation, type Foundation, type MemberCode } from '../../support/foundation';
import { refusalOf } from '../../support/outcomes';

/** The way home of suspects, as trips are told through the door. */

const WARRANT = '永公刑拘字〔2025〕1号';
const NEAR = '宾阳县看守所';
const HOME = '永康市看守所';
const TEAM: readonly MemberCode[] = [
  ...(['yk-police.officer', 'yk-police.commander', 'yk-station-1.officer', 'yk-station-1.commander'] as const),
];

let f: Foundation;

beforeAll(async () => {
  f = await foundation([arrestTrip]);
});

const now = (): Instant => f.clock.now();
const later = (minutes: number): Instant => (f.clock.advance({ minutes }), now());

const act = (action: string, taskId: string, input: object = {}, as: MemberCode = 'yk-police.commander') =>
  f.execute(action, f.as(as), { taskId, ...input });

async function faultsOf(work: Promise<unknown>): Promise<string[]> {
  const { details } = await refusalOf(work);
  return 'fields' in details ? details.fields.map(({ path, code }) => `${path} ${code}`) : [JSON.stringify(details)];
}

function plan(given: object = {}, as: MemberCode = 'yk-police.officer') {
  const memberIds = TEAM.map((code) => f.as(code).memberId);
  const people = { leaderId: memberIds[0], memberIds };
  const place = { title: '赴广西抓捕', destination: '450126', departOn: dateIn(now(), 'Asia/Shanghai') };
  return f.execute('planArrestTrip', f.as(as), { operationId: f.operation, ...place, ...people, ...given });
}

async function onSite(): Promise<string> {
  const { subject: trip } = await plan();
  await act('approveArrestTrip', trip);
  await act('recordDocument', trip, {
    document: { kind: 'DETENTION_WARRANT', number: WARRANT, issuedOn: '2025-11-01' },
  });
  await act('departArrestTrip', trip);
  later(60);
  await act('arriveArrestTrip', trip, { hostAgency: '宾阳县公安局', cooperationLetter: '永公协〔2025〕1号' });
  return trip;
}

async function detained(trip: string, gangId?: string): Promise<string> {
  const newSuspect = { name: '嫌疑人', ...(gangId ? { gangId } : {}) };
  await act('recordArrest', trip, { newSuspect, at: later(10), place: '宾阳县城', warrantNumber: WARRANT });
  return (await tripOf(trip)).suspects.at(-1)!;
}

const housed = (trip: string, suspectId: string, given: object = {}) =>
  act('recordCustody', trip, { suspectId, house: NEAR, enteredAt: later(10), temporary: true, ...given });
const leg = (suspectIds: readonly string[], given: object = {}) => ({
  ...{ mode: 'ROAD', from: '宾阳', to: '永康', departAt: now(), suspectIds },
  officerIds: TEAM.map((code) => f.as(code).memberId),
  ...given,
});
const escort = (trip: string, suspectIds: readonly string[], given: object = {}) =>
  act('beginEscort', trip, { legs: [leg(suspectIds, given)] });
const brought = (suspectId: string, given: object = {}) => ({ suspectId, house: HOME, enteredAt: now(), ...given });
const home = (trip: string, custody: readonly object[] = [], at: Instant = now()) =>
  act('completeReturn', trip, { at, custody });

const only = async <T>(rows: Promise<T[]>): Promise<T> => (await rows)[0]!;
const tripOf = (id: string) =>
  only(f.store.read((session) => session.find(ArrestTripRow, { operation: f.operation, id })));
const suspectOf = (id: string) =>
  only(f.store.read((session) => session.find(SuspectRow, { operation: f.operation, id })));
const clockOf = (trip: string) =>
  only(
    f.store.read((session) =>
      session.find(ClockRow, { operation: f.operation, subject: trip, code: 'arrest_trip.position_report' }),
    ),
  );
const staysOf = async (subject: string): Promise<[string, Instant | null][]> => {
  const rows = await f.store.read((session) => session.find(CustodyRow, { operation: f.operation, subject }));
  return rows.sort((a, b) => (a.enteredAt < b.enteredAt ? -1 : 1)).map(({ house, leftAt }) => [house, leftAt]);
};

async function sum(metric: string, row: typeof TallyRow | typeof OutsiderTallyRow = TallyRow): Promise<number> {
  const rows = await f.store.read((session) => session.find(row, { operation: f.operation, metric }));
  return rows.reduce((total, { amount }) => total + amount, 0);
}

describe('custody on the way home', () => {
  it('ends with the next leg that takes the suspect, who is then to be accounted for again', async () => {
    const trip = await onSite();
    const suspect = await detained(trip);
    await escort(trip, [suspect]);
    await housed(trip, suspect);
    expect((await tripOf(trip)).unaccounted).toEqual([]);
    const departAt = later(600);
    await escort(trip, [suspect], { departAt });
    expect(await staysOf(suspect)).toEqual([[NEAR, departAt]]);
    expect((await tripOf(trip)).unaccounted).toEqual([suspect]);
  });

  it('goes on where the leg that is told late ended before it', async () => {
    const trip = await onSite();
    const suspect = await detained(trip);
    const departAt = later(5);
    await escort(trip, [suspect], { departAt });
    const arriveAt = later(60);
    await housed(trip, suspect);
    await escort(trip, [suspect], { departAt: plus(departAt, { minutes: 30 }), arriveAt });
    expect(await staysOf(suspect)).toEqual([[NEAR, null]]);
    expect((await tripOf(trip)).unaccounted).toEqual([]);
  });

  it('is not yet the end of the way: the return names the house, and the stay ends with the entry', async () => {
    const trip = await onSite();
    const suspect = await detained(trip);
    await escort(trip, [suspect]);
    await housed(trip, suspect);
    expect(await faultsOf(home(trip))).toEqual(['custody UNACCOUNTED']);
    const enteredAt = later(60);
    await home(trip, [brought(suspect)]);
    expect(await staysOf(suspect)).toEqual([
      [NEAR, enteredAt],
      [HOME, null],
    ]);
    expect(await suspectOf(suspect)).toMatchObject({ state: 'HANDED_OVER', detentionHouse: HOME });
  });

  it('in the house at home may be left out of the return, but not told otherwise', async () => {
    const trip = await onSite();
    const suspect = await detained(trip);
    await escort(trip, [suspect]);
    await housed(trip, suspect, { house: HOME, temporary: false });
    const other = [brought(suspect, { house: NEAR })];
    expect(await faultsOf(home(trip, other))).toEqual(['custody.0.suspectId IN_HOUSE_ALREADY']);
    const before = await sum('SUSPECTS_ESCORTED');
    await home(trip);
    expect((await suspectOf(suspect)).state).toBe('HANDED_OVER');
    expect(await sum('SUSPECTS_ESCORTED')).toBe(before + 1);
  });
});

describe('suspects who are free again', () => {
  it('let the trip return, and nobody else is held on it', async () => {
    const trip = await onSite();
    const suspectId = await detained(trip);
    await f.execute('amendSuspect', f.as('yk-police.officer'), { suspectId, state: 'RELEASED', reason: '证据不足' });
    expect(await tripOf(trip)).toMatchObject({ held: [], unaccounted: [] });
    expect((await refusalOf(housed(trip, suspectId))).code).toBe('PRECONDITION_FAILED');
    await home(trip);
    expect((await tripOf(trip)).returnedAt).toBe(now());
  });
});

describe('a suspect whom a trip left in a house near the place of arrest', () => {
  it.each(['home', 'aborted'])('is brought home by a later one, after the first is %s', async (end) => {
    const first = await onSite();
    const suspect = await detained(first);
    await housed(first, suspect);
    const second = await onSite();
    expect(await faultsOf(escort(second, [suspect]))).toEqual(['legs.0.suspectIds.0 NOT_ON_TRIP']);
    await (end === 'home' ? home(first) : act('abortArrestTrip', first, { reason: '线索有变' }));
    const [escorted, counted] = [await sum('SUSPECTS_ESCORTED'), await sum('SUSPECTS_DETAINED')];
    await escort(second, [suspect]);
    expect(await tripOf(second)).toMatchObject({ suspects: [], held: [suspect], unaccounted: [suspect] });
    const legs = await f.store.read((session) => session.find(TripLegRow, { operation: f.operation, subject: second }));
    expect(legs.map(({ suspects }) => suspects)).toEqual([[suspect]]);
    if (end === 'home') expect(await faultsOf(housed(first, suspect))).toEqual(['suspectId NOT_ON_TRIP']);
    expect(await faultsOf(home(second))).toEqual(['custody UNACCOUNTED']);
    await home(second, [brought(suspect)]);
    expect(await suspectOf(suspect)).toMatchObject({ state: 'HANDED_OVER', trip: first });
    expect([await sum('SUSPECTS_ESCORTED'), await sum('SUSPECTS_DETAINED')]).toEqual([escorted + 1, counted]);
  });

  it('is owed by the later trip no more once released', async () => {
    const first = await onSite();
    const suspectId = await detained(first);
    await housed(first, suspectId);
    await home(first);
    const second = await onSite();
    await escort(second, [suspectId]);
    await f.execute('amendSuspect', f.as('yk-police.officer'), { suspectId, state: 'RELEASED', reason: '证据不足' });
    expect(await tripOf(second)).toMatchObject({ held: [], unaccounted: [] });
  });
});

describe('abortArrestTrip', () => {
  it('tells others of a broken gang when the last trip that detained one of it is called off', async () => {
    const commander = f.as('yk-police.commander');
    const gang = { operationId: f.operation, name: '宾阳团伙', origin: '450126' };
    const { subject: gangId } = await f.execute('registerGang', commander, gang);
    const trip = await onSite();
    await housed(trip, await detained(trip, gangId));
    await f.execute('breakGang', commander, { gangId, at: now() });
    const before = await sum('GANGS_BROKEN', OutsiderTallyRow);
    const hidden = await sum('SUSPECTS_DETAINED', OutsiderTallyRow);
    await act('abortArrestTrip', trip, { reason: '线索有变' });
    expect(await sum('GANGS_BROKEN', OutsiderTallyRow)).toBe(before + 1);
    expect(await sum('SUSPECTS_DETAINED', OutsiderTallyRow)).toBe(hidden);
    const rows = await f.store.read((session) => session.find(GangRow, { operation: f.operation, id: gangId }));
    expect(rows.map(({ disclosed }) => disclosed)).toEqual([true]);
  });
});

describe('times of the way', () => {
  it('of a position from before the escort leave its time limit, from before the trip they are refused', async () => {
    const trip = await onSite();
    const at = later(1);
    const suspect = await detained(trip);
    later(60);
    await escort(trip, [suspect]);
    const { startedAt } = await clockOf(trip);
    await act('reportPosition', trip, { at, place: '宾阳' });
    expect((await clockOf(trip)).startedAt).toBe(startedAt);
    const early = plus((await tripOf(trip)).departedAt!, { minutes: -1 });
    expect(await faultsOf(act('reportPosition', trip, { at: early, place: '永康' }))).toEqual(['at BEFORE_DEPARTURE']);
  });

  it('of a leg that departs sooner than the one planned first start the time limit sooner', async () => {
    const trip = await onSite();
    const suspect = await detained(trip);
    await escort(trip, [suspect], { departAt: plus(now(), { days: 5 }) });
    await escort(trip, [suspect]);
    expect((await clockOf(trip)).startedAt).toBe(now());
  });

  it('of legs are after departure and detention, and not planned too far ahead', async () => {
    const trip = await onSite();
    const suspect = await detained(trip);
    const { departedAt } = await tripOf(trip);
    const earlier = (await suspectOf(suspect)).detainedAt!;
    const at = 'legs.0.departAt';
    const told = async (departAt: Instant): Promise<string[]> => faultsOf(escort(trip, [suspect], { departAt }));
    expect(await told(plus(departedAt!, { minutes: -1 }))).toEqual([
      `${at} BEFORE_DEPARTURE`,
      `${at} BEFORE_DETENTION`,
    ]);
    expect(await told(plus(earlier, { minutes: -1 }))).toEqual([`${at} BEFORE_DETENTION`]);
    const latest = plus(now(), SHIPPED_RULES.step('arrest_trip.leg_ahead'));
    expect(await told(plus(latest, { minutes: 1 }))).toEqual([`${at} TOO_FAR_AHEAD`]);
    await escort(trip, [suspect], { departAt: latest });
  });

  it('of a return are after the detention, the newest leg and custody that was told', async () => {
    const trip = await onSite();
    const suspect = await detained(trip);
    const left = await detained(trip);
    const before = plus((await suspectOf(left)).detainedAt!, { minutes: -1 });
    later(10);
    await escort(trip, [suspect]);
    await housed(trip, left);
    const entered = [brought(suspect, { enteredAt: before })];
    expect(await faultsOf(home(trip, entered, before))).toEqual([
      ...['at BEFORE_DETENTION', 'at BEFORE_LEG', 'at BEFORE_CUSTODY', 'custody.0.enteredAt BEFORE_LEG'],
    ]);
    await home(trip, [brought(suspect)]);
    expect((await suspectOf(left)).state).toBe('DETAINED');
  });
});

describe('who travels', () => {
  it('is an officer or a commander', async () => {
    const [auditor, officer] = [f.as('yk-police.auditor').memberId, f.as('yk-police.officer').memberId];
    const named = { leaderId: auditor, memberIds: [officer, auditor, f.as('yk-police.liaison').memberId] };
    expect(await faultsOf(plan(named))).toEqual([
      ...['leaderId NOT_AN_OFFICER', 'memberIds.1 NOT_AN_OFFICER', 'memberIds.2 NOT_AN_OFFICER'],
    ]);
  });
});

describe('all of this', () => {
  it('leaves rows and tallies that the log tells', async () => {
    const reports = await verifyLogs(f.store, f.registry);
    expect(reports.flatMap(({ faults }) => faults)).toEqual([]);
  });
});

it('is told by a phone that is half a minute ahead as by any other', async () => {
  const trip = await onSite();
  const suspect = await detained(trip);
  const ahead = (): Instant => plus(now(), { seconds: 30 });
  later(5);
  await housed(trip, suspect, { enteredAt: ahead() });
  await escort(trip, [suspect], { departAt: ahead() });
  const at = ahead();
  await home(trip, [brought(suspect, { enteredAt: at })], at);
  expect(await suspectOf(suspect)).toMatchObject({ state: 'HANDED_OVER', enteredHouseAt: now() });
});
