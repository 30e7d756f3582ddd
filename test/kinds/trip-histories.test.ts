import * as fc from 'fast-check';
import { verifyLogs } from '../../src/audit/verify-log';
import { findStanding } from '../../src/access/standing';
import { actionCode } from '../../src/core/action-table';
import type { SubjectDefinition } from '../../src/core/definition';
import { isRefusal, type ErrorCode } from '../../src/core/errors';
import type { Thing } from '../../src/core/thing';
import { dateIn, plus } from '../../src/core/time';
import { arrestTrip } from '../../src/kinds/arrest-trip';
import { TripArrestRow, type ArrestTripThing } from '../../src/kinds/arrest-trip/rows';
import { gang, suspect } from '../../src/records/gang';
import { CustodyRow, GangRow, SuspectRow } from '../../src/records/gang/rows';
import { findHead } from '../../src/store/log';
import { ClockRow } from '../../src/store/rows/clock.row';
import { OutsiderTallyRow, TallyRow } from '../../src/store/rows/ledger.row';
import type { LogEntryRow } from '../../src/store/rows/log-entry.row';
import { findThings } from '../../src/store/things';
import { foundation, type Foundation, type MemberCode } from '../support/foundation';
import { readLog } from '../support/log';
import { onMariadb } from '../support/store';

/**
 * Random histories of trips, and of the gangs and suspects that they hunt: whatever is offered can be done and nothing
 * else can, each step leads where the page on task kinds says, and rows and tallies are what the log tells.
 */

const WARRANT = '永公刑拘字〔2025〕1号';
const MEMBERS = [
  'yk-police.commander',
  'yk-police.officer',
  'yk-station-1.officer',
  'icbc.liaison',
  'school-1.liaison',
] as const;

/** Where each action leads, by hand; left out: the state stays. */
const LEADS: Readonly<Record<string, string>> = {
  approveArrestTrip: 'APPROVED',
  departArrestTrip: 'EN_ROUTE',
  arriveArrestTrip: 'ON_SITE',
  beginEscort: 'ESCORTING',
  completeReturn: 'RETURNED',
  closeArrestTrip: 'CLOSED',
  abortArrestTrip: 'ABORTED',
  breakGang: 'BROKEN',
};

/** Where an amendment leads a suspect who is not as it should be, by hand. */
const AMENDED: Readonly<Record<string, string>> = { WANTED: 'LOCATED', LOCATED: 'WANTED' };

/** Histories would be short if these were chosen as often as the others. */
const ENDS = ['abortArrestTrip', 'completeReturn', 'closeArrestTrip'];

/** Few trips would come home if these were not chosen more often than the others. */
const WAY = [
  ...['approveArrestTrip', 'departArrestTrip', 'arriveArrestTrip', 'recordArrest'],
  ...['beginEscort', 'completeReturn', 'closeArrestTrip'],
];

/** What a command is refused with, when it is not offered. */
const NOT_OFFERED: readonly ErrorCode[] = ['NOT_FOUND', 'ILLEGAL_TRANSITION', 'FORBIDDEN', 'PRECONDITION_FAILED'];
/** What it may be refused with although it is offered: by what its input says, or by what only the whole trip tells. */
const BY_INPUT: readonly ErrorCode[] = ['BAD_USER_INPUT', 'PRECONDITION_FAILED'];

interface Move {
  /** What it is done to: the trip, or a suspect or gang of any history. */
  readonly on: 'trip' | 'suspect' | 'gang';
  /** Take one of those that are offered, or any. */
  readonly offered: boolean;
  /** Of those that are offered on a trip, what leads it further, if there is something. */
  readonly onward: boolean;
  /** Of those that are offered, also what brings the trip to its end. */
  readonly ends: boolean;
  readonly action: number;
  readonly member: number;
  readonly minutes: number;
  /** Which of the things that an input may name. */
  readonly pick: number;
}

const DEFINITIONS: Readonly<Record<Move['on'], SubjectDefinition>> = { trip: arrestTrip, suspect, gang };
const ACTIONS: Readonly<Record<Move['on'], readonly string[]>> = {
  trip: arrestTrip.actions.map(({ name }) => name).filter((name) => name !== 'planArrestTrip'),
  suspect: ['amendSuspect'],
  gang: ['breakGang'],
};

let f: Foundation;
const counted = { sent: 0, detained: 0, escorted: 0, fen: 0, broken: 0 };
let documents = 0;
/** Gangs, and suspects who were registered before a trip set out. */
const gangs: string[] = [];
const registered: string[] = [];

beforeAll(async () => {
  f = await foundation([arrestTrip]);
});

async function thingOf<T extends Thing>(definition: SubjectDefinition, id: string): Promise<T> {
  const [found] = await f.store.read((session) =>
    findThings(session, definition, { operation: f.operation, ids: [id] }),
  );
  return found as T;
}

const rowsOf = <T extends object>(row: new () => T, where: object = {}): Promise<T[]> =>
  f.store.read((session) => session.find(row, { operation: f.operation, ...where } as never));

function picked<T>(list: readonly T[], pick: number): T | undefined {
  return list[pick % Math.max(1, list.length)];
}

/** A trip, with a gang and a suspect who is known before; a gang may be hunted by several. */
async function planned(): Promise<string> {
  const [leaderId, second] = [f.as('yk-police.officer').memberId, f.as('yk-station-1.officer').memberId];
  const plan = { title: '赴广西抓捕', destination: '450126', leaderId, memberIds: [leaderId, second] };
  const begin = (action: string, input: object): Promise<string> =>
    f.execute(action, f.as('yk-police.officer'), { operationId: f.operation, ...input }).then(({ subject }) => subject);
  if (registered.length % 2 === 0) gangs.push(await begin('registerGang', { name: `团伙${gangs.length}` }));
  const person = { name: '嫌疑人', gangId: gangs.at(-1) };
  registered.push(await begin('registerSuspect', { suspect: person }));
  const departOn = dateIn(f.clock.now(), 'Asia/Shanghai');
  const taskId = await begin('planArrestTrip', { departOn, ...plan });
  const document = { kind: 'DETENTION_WARRANT', number: WARRANT, issuedOn: '2025-11-01' };
  await f.execute('recordDocument', f.as('yk-police.officer'), { taskId, document });
  return taskId;
}

async function offered(definition: SubjectDefinition, thing: Thing, code: MemberCode): Promise<string[]> {
  const actor = f.as(code);
  const of = { operation: f.operation, now: f.clock.now() };
  const standing = await f.store.read((session) => findStanding(session, actor.agencyId, of));
  if (!f.needToKnow.mayKnow(definition, thing, { actor, standing })) return [];
  return f.door.judge.available({ definition, thing, actor, standing, phase: 'RUNNING' });
}

/** What a move on a trip takes that is right for it, as far as the trip can give it. */
async function tripInput(name: string, thing: ArrestTripThing, pick: number): Promise<object> {
  const at = f.clock.now();
  const suspects = await rowsOf(SuspectRow, { id: thing.suspects });
  const arrests = await rowsOf(TripArrestRow, { subject: thing.id });
  const untold = arrests.find(({ familyNotifiedAt }) => familyNotifiedAt === null)?.suspect;
  const anyone = picked(suspects, pick)?.id ?? 'susp_01jzzzzzzzzzzzzzzzzzzzzzzz';
  const escorted = suspects.filter(({ state }) => state === 'ESCORTED').map(({ id }) => id);
  const held = suspects.filter(({ state }) => ['DETAINED', 'ESCORTED'].includes(state)).map(({ id }) => id);
  const brought = pick % 2 === 0 ? escorted : escorted.filter((id) => thing.unaccounted.includes(id));
  const legs = (held.length === 0 ? [anyone] : held).map((id, i) => {
    const departAt = plus(at, { minutes: i });
    return { mode: 'ROAD', from: '宾阳', to: '永康', departAt, suspectIds: [id], officerIds: thing.members };
  });
  const known = { suspectId: picked(registered.slice(-3), pick) };
  const unknown = { newSuspect: { name: '嫌疑人', gangId: pick % 4 === 0 ? null : gangs.at(-1) } };
  const inputs: Record<string, object> = {
    arriveArrestTrip: { hostAgency: '宾阳县公安局', cooperationLetter: '永公协〔2025〕1号' },
    recordDocument: {
      document: { kind: 'SUMMONS', number: `永公传字〔2025〕${(documents += 1)}号`, issuedOn: '2025-11-01' },
    },
    recordArrest: { ...(pick % 2 === 0 ? unknown : known), at, place: '宾阳县城', warrantNumber: WARRANT },
    recordFamilyNotice: { suspectId: untold ?? anyone, at },
    recordCustody: await custodyInput(anyone, pick),
    recordRecovery: { amount: 12_345, at },
    reportPosition: { at, place: '柳州' },
    beginEscort: { legs },
    completeReturn: { at, custody: brought.map((suspectId) => ({ suspectId, house: '永康市看守所', enteredAt: at })) },
    closeArrestTrip: { report: '办结' },
    abortArrestTrip: { reason: '线索有变' },
  };
  return { taskId: thing.id, ...inputs[name] };
}

/** The end of a stay, or a new one: near the place of arrest or for a night on the way, or one that is meant to last. */
async function custodyInput(suspectId: string, pick: number): Promise<object> {
  const at = f.clock.now();
  const stay = (await rowsOf(CustodyRow, { subject: suspectId })).find(({ leftAt }) => leftAt === null);
  if (!stay) return { suspectId, house: '宾阳县看守所', enteredAt: at, temporary: pick % 3 > 0 };
  const { house, enteredAt, temporary } = stay;
  return { suspectId, house, enteredAt, temporary, leftAt: at };
}

/** What a move takes; an amendment gives a suspect another gang, or the state that comes next. */
async function inputOf(name: string, thing: Thing, pick: number): Promise<Record<string, unknown>> {
  if (name === 'breakGang') return { gangId: thing.id, at: f.clock.now() };
  if (name !== 'amendSuspect') return { ...(await tripInput(name, thing as ArrestTripThing, pick)) };
  const change = pick % 3 === 0 ? { gangId: picked(gangs, pick) } : { state: AMENDED[thing.state] ?? 'RELEASED' };
  return { suspectId: thing.id, reason: '核查', ...change };
}

async function attempt(name: string, code: MemberCode, input: Record<string, unknown>): Promise<ErrorCode | null> {
  return f.execute(name, f.as(code), input).then(
    () => null,
    (error: unknown) => {
      if (isRefusal(error)) return error.code;
      throw error;
    },
  );
}

/** `brought`: who was under escort when the trip came home, wherever they had spent the night. */
function count(name: string, input: Record<string, unknown>, brought: number): void {
  if (name === 'departArrestTrip') counted.sent += 1;
  if (name === 'recordArrest') counted.detained += 1;
  if (name === 'recordRecovery') counted.fen += Number(input['amount']);
  counted.escorted += brought;
  if (name === 'breakGang') counted.broken += 1;
}

/** What a move is done to: those of the trip as often as those of others. */
async function subjectOf(tripId: string, { on, pick }: Move): Promise<Thing> {
  const trip = await thingOf<ArrestTripThing>(arrestTrip, tripId);
  if (on === 'trip') return trip;
  if (on === 'gang') return thingOf(gang, picked(gangs.slice(pick % 2 === 0 ? -1 : -3), pick)!);
  const own = pick % 2 === 0 ? trip.suspects : [];
  return thingOf(suspect, picked(own, pick) ?? picked(registered.slice(-5), pick)!);
}

/** What a move chooses from, of what may be done now. */
function choices({ on, offered: isOffered, onward, ends }: Move, may: readonly string[]): readonly string[] {
  if (!isOffered) return ACTIONS[on];
  const now = ACTIONS[on].filter((name) => may.includes(actionCode(name)));
  const further = now.filter((name) => WAY.includes(name));
  return onward && further.length > 0 ? further : now.filter((name) => ends || !ENDS.includes(name));
}

async function make(id: string, move: Move): Promise<void> {
  f.clock.advance({ minutes: move.minutes });
  const definition = DEFINITIONS[move.on];
  const before = await subjectOf(id, move);
  const code = MEMBERS[move.member % MEMBERS.length] ?? 'icbc.liaison';
  const may = await offered(definition, before, code);
  const name = picked(choices(move, may), move.action);
  if (name === undefined) return;
  const input = await inputOf(name, before, move.pick);
  const escorted = { id: (before as ArrestTripThing).suspects, state: 'ESCORTED' };
  const brought = name === 'completeReturn' ? (await rowsOf(SuspectRow, escorted)).length : 0;
  const seq = await head();
  const refused = await attempt(name, code, input);
  const after = await thingOf(definition, before.id);
  const told = `${name} by ${code} in ${before.state}: ${refused ?? 'done'}`;
  if (!may.includes(actionCode(name)))
    expect([told, refused !== null && NOT_OFFERED.includes(refused)]).toEqual([told, true]);
  if (refused !== null) {
    if (may.includes(actionCode(name))) expect([told, BY_INPUT.includes(refused)]).toEqual([told, true]);
    expect([await head(), after]).toEqual([seq, before]);
    return;
  }
  const leads = name === 'amendSuspect' ? input['state'] : LEADS[name];
  expect([told, after.state, after.version]).toEqual([told, leads ?? before.state, before.version + 1]);
  count(name, input, brought);
}

async function head(): Promise<number> {
  return (await f.store.read((session) => findHead(session, f.operation)))?.seq ?? 0;
}

const METRICS = ['TRIPS_SENT', 'SUSPECTS_DETAINED', 'SUSPECTS_ESCORTED', 'MONEY_RECOVERED', 'GANGS_BROKEN'] as const;
type Sums = Readonly<Record<(typeof METRICS)[number], number>>;

async function sums(of: typeof TallyRow | typeof OutsiderTallyRow): Promise<Sums> {
  const rows = await rowsOf<TallyRow>(of);
  const sumOf = (metric: string): number =>
    rows.filter((row) => row.metric === metric).reduce((sum, { amount }) => sum + amount, 0);
  return Object.fromEntries(METRICS.map((metric) => [metric, sumOf(metric)])) as Sums;
}

/**
 * A suspect is detained once, a gang counts who of it is held or handed over, who was handed over was so to a house, and
 * of who was released nothing is owed: no time limit runs, and no stay in a house.
 */
async function expectSuspectsInOrder(): Promise<void> {
  const arrested = (await rowsOf(TripArrestRow)).map((row) => row.suspect);
  expect([arrested.length, new Set(arrested).size]).toEqual([counted.detained, counted.detained]);
  const suspects = await rowsOf(SuspectRow);
  const held = suspects.filter(({ state }) => ['DETAINED', 'ESCORTED', 'HANDED_OVER'].includes(state));
  for (const { id, detained } of await rowsOf(GangRow)) {
    expect([id, detained]).toEqual([id, held.filter((row) => row.gang === id).length]);
  }
  const over = suspects.filter(({ state }) => state === 'HANDED_OVER');
  // In the house that is told, or known to have left it again.
  const stays = await rowsOf(CustodyRow, { subject: over.map(({ id }) => id) });
  const homes = stays.filter(({ leftAt, temporary }) => leftAt === null && !temporary);
  const houseOf = new Map(homes.map(({ subject, house }) => [subject, house]));
  expect(over.map(({ id, detentionHouse }) => [id, detentionHouse])).toEqual(
    over.map(({ id }) => [id, houseOf.get(id) ?? null]),
  );
  const free = suspects.filter(({ state }) => state === 'RELEASED').map(({ id }) => id);
  expect((await rowsOf(ClockRow, { thing: free })).filter(({ metAt }) => metAt === null)).toEqual([]);
  expect((await rowsOf(CustodyRow, { subject: free })).filter(({ leftAt }) => leftAt === null)).toEqual([]);
}

/** What the log tells of trips that came home and of gangs that others may know of, entry by entry. */
function toldToOthers(log: readonly LogEntryRow[]): Sums {
  const home = new Set(log.filter(({ event }) => event === 'COMPLETE_RETURN').map(({ subject }) => subject));
  const atHome = (action: string): LogEntryRow[] =>
    log.filter((entry) => entry.event === action && entry.subjectType === 'ArrestTrip' && home.has(entry.subject));
  const amounts = atHome('RECORD_RECOVERY').flatMap(({ details }) => details['recoveries'] as { amount: number }[]);
  const brought = log.filter(({ event, details }) => event === 'COMPLETE_RETURN' && details['state'] === 'HANDED_OVER');
  const broken = log.filter(({ subjectType, details }) => subjectType === 'Gang' && details['disclosed'] === true);
  return {
    ...{ TRIPS_SENT: atHome('DEPART_ARREST_TRIP').length, SUSPECTS_DETAINED: atHome('RECORD_ARREST').length },
    ...{ SUSPECTS_ESCORTED: brought.length, GANGS_BROKEN: broken.length },
    MONEY_RECOVERED: amounts.reduce((sum, { amount }) => sum + amount, 0),
  };
}

const moves = fc.array(
  fc.record<Move>({
    on: fc.integer({ min: 0, max: 9 }).map((n) => (n > 3 ? 'trip' : n > 1 ? 'suspect' : 'gang')),
    offered: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
    onward: fc.boolean(),
    ends: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
    action: fc.nat(13),
    member: fc.integer({ min: 0, max: 7 }).map((n) => (n > 4 ? n - 5 : n)),
    minutes: fc.integer({ min: 1, max: 40 }),
    pick: fc.nat(23),
  }),
  { minLength: 20, maxLength: 60 },
);

describe('a trip with any history', () => {
  it('does what is offered and nothing else, and counts what it did', async () => {
    await fc.assert(
      fc.asyncProperty(moves, async (history) => {
        const id = await planned();
        for (const move of history) await make(id, move);
        expect(await sums(TallyRow)).toEqual({
          ...{ TRIPS_SENT: counted.sent, SUSPECTS_DETAINED: counted.detained },
          ...{ SUSPECTS_ESCORTED: counted.escorted, MONEY_RECOVERED: counted.fen, GANGS_BROKEN: counted.broken },
        });
        await expectSuspectsInOrder();
      }),
      { numRuns: onMariadb ? 15 : 35, endOnFailure: true },
    );
  });

  it('is told to others once it is home, and a gang once no trip that detained one of it is out', async () => {
    const log = await readLog(f.store, f.operation);
    expect(await sums(OutsiderTallyRow)).toEqual(toldToOthers(log));
    const home = new Set(log.filter(({ event }) => event === 'COMPLETE_RETURN').map(({ subject }) => subject));
    const suspects = await rowsOf(SuspectRow);
    for (const { id, state, disclosed } of await rowsOf(GangRow)) {
      const trips = suspects.flatMap((row) => (row.gang === id && row.trip !== null ? [row.trip] : []));
      if (state === 'BROKEN' && trips.every((trip) => home.has(trip))) expect([id, disclosed]).toEqual([id, true]);
      if (state !== 'BROKEN') expect([id, disclosed]).toEqual([id, false]);
    }
  });

  it('leaves rows and tallies that the log tells', async () => {
    const reports = await verifyLogs(f.store, f.registry);
    expect(reports.flatMap(({ faults }) => faults)).toEqual([]);
  });
});
