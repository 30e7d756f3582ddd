import * as fc from 'fast-check';
import { verifyLogs } from '../../src/audit/verify-log';
import { findStanding } from '../../src/access/standing';
import { actionCode } from '../../src/core/action-table';
import { isRefusal, type ErrorCode } from '../../src/core/errors';
import { dateIn } from '../../src/core/time';
import { arrestTrip } from '../../src/kinds/arrest-trip';
import { TripArrestRow, type ArrestTripThing } from '../../src/kinds/arrest-trip/rows';
import { SuspectRow } from '../../src/records/gang/rows';
import { findHead } from '../../src/store/log';
import { TallyRow } from '../../src/store/rows/ledger.row';
import { findThings } from '../../src/store/things';
import { foundation, type Foundation, type MemberCode } from '../support/foundation';

/**
 * Random histories of trips: whatever is offered can be done and nothing else can, each step leads where the page on task
 * kinds says, and rows and tallies are what the log tells.
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
};
const ACTIONS = arrestTrip.actions.map(({ name }) => name).filter((name) => name !== 'planArrestTrip');

/** Histories would be short if these were chosen as often as the others. */
const ENDS = ['abortArrestTrip', 'completeReturn', 'closeArrestTrip'];

/** What a command is refused with, when it is not offered. */
const NOT_OFFERED: readonly ErrorCode[] = ['NOT_FOUND', 'ILLEGAL_TRANSITION', 'FORBIDDEN', 'PRECONDITION_FAILED'];
/** What it may be refused with although it is offered: by what its input says, or by what only the whole trip tells. */
const BY_INPUT: readonly ErrorCode[] = ['BAD_USER_INPUT', 'PRECONDITION_FAILED'];

interface Move {
  /** Take one of those that are offered, or any. */
  readonly offered: boolean;
  /** Of those that are offered, also what brings the trip to its end. */
  readonly ends: boolean;
  readonly action: number;
  readonly member: number;
  readonly minutes: number;
}

interface Counts {
  sent: number;
  detained: number;
  escorted: number;
  fen: number;
}

let f: Foundation;
const counted: Counts = { sent: 0, detained: 0, escorted: 0, fen: 0 };
let documents = 0;

beforeAll(async () => {
  f = await foundation([arrestTrip]);
});

const trip = async (id: string): Promise<ArrestTripThing> => {
  const where = { operation: f.operation, ids: [id] };
  const [found] = await f.store.read((session) => findThings(session, arrestTrip, where));
  return found as ArrestTripThing;
};

async function planned(): Promise<string> {
  const [leaderId, second] = [f.as('yk-police.officer').memberId, f.as('yk-station-1.officer').memberId];
  const plan = { title: '赴广西抓捕', destination: '450126', leaderId, memberIds: [leaderId, second] };
  const input = { operationId: f.operation, departOn: dateIn(f.clock.now(), 'Asia/Shanghai'), ...plan };
  const { subject: taskId } = await f.execute('planArrestTrip', f.as('yk-police.officer'), input);
  const document = { kind: 'DETENTION_WARRANT', number: WARRANT, issuedOn: '2025-11-01' };
  await f.execute('recordDocument', f.as('yk-police.officer'), { taskId, document });
  return taskId;
}

async function offered(thing: ArrestTripThing, code: MemberCode): Promise<string[]> {
  const actor = f.as(code);
  const of = { operation: f.operation, now: f.clock.now() };
  const standing = await f.store.read((session) => findStanding(session, actor.agencyId, of));
  if (!f.needToKnow.mayKnow(arrestTrip, thing, { actor, standing })) return [];
  return f.door.judge.available({ definition: arrestTrip, thing, actor, standing, phase: 'RUNNING' });
}

/** Suspects of the trip in their states. */
async function suspectsOf({ suspects }: ArrestTripThing): Promise<{ id: string; state: string }[]> {
  const rows = await f.store.read((session) => session.find(SuspectRow, { operation: f.operation, id: suspects }));
  return rows.map(({ id, state }) => ({ id, state }));
}

/** What an action takes that is right for it, as far as the trip can give it. */
async function inputOf(name: string, thing: ArrestTripThing): Promise<Record<string, unknown>> {
  const at = f.clock.now();
  const suspects = await suspectsOf(thing);
  const arrests = await f.store.read((session) =>
    session.find(TripArrestRow, { operation: f.operation, subject: thing.id }),
  );
  const untold = arrests.find(({ familyNotifiedAt }) => familyNotifiedAt === null)?.suspect;
  const anyone = suspects[0]?.id ?? 'susp_01jzzzzzzzzzzzzzzzzzzzzzzz';
  const escorted = suspects.filter(({ state }) => state === 'ESCORTED').map(({ id }) => id);
  const held = suspects.filter(({ state }) => ['DETAINED', 'ESCORTED'].includes(state)).map(({ id }) => id);
  const officerIds = thing.members;
  const inputs: Record<string, object> = {
    arriveArrestTrip: { hostAgency: '宾阳县公安局', cooperationLetter: '永公协〔2025〕1号' },
    recordDocument: {
      document: { kind: 'SUMMONS', number: `永公传字〔2025〕${(documents += 1)}号`, issuedOn: '2025-11-01' },
    },
    recordArrest: { newSuspect: { name: '嫌疑人' }, at, place: '宾阳县城', warrantNumber: WARRANT },
    recordFamilyNotice: { suspectId: untold ?? anyone, at },
    recordCustody: { suspectId: anyone, house: '宾阳县看守所', enteredAt: at, temporary: true },
    recordRecovery: { amount: 12_345, at },
    reportPosition: { at, place: '柳州' },
    beginEscort: {
      legs: [
        {
          mode: 'ROAD',
          from: '宾阳',
          to: '永康',
          departAt: at,
          suspectIds: held.length === 0 ? [anyone] : held,
          officerIds,
        },
      ],
    },
    completeReturn: { at, custody: escorted.map((suspectId) => ({ suspectId, house: '永康市看守所', enteredAt: at })) },
    closeArrestTrip: { report: '办结' },
    abortArrestTrip: { reason: '线索有变' },
  };
  return { taskId: thing.id, ...inputs[name] };
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

function count(name: string, input: Record<string, unknown>): void {
  if (name === 'departArrestTrip') counted.sent += 1;
  if (name === 'recordArrest') counted.detained += 1;
  if (name === 'recordRecovery') counted.fen += Number(input['amount']);
  if (name === 'completeReturn') counted.escorted += (input['custody'] as unknown[]).length;
}

async function make(id: string, move: Move): Promise<void> {
  f.clock.advance({ minutes: move.minutes });
  const before = await trip(id);
  const code = MEMBERS[move.member % MEMBERS.length] ?? 'icbc.liaison';
  const may = await offered(before, code);
  const now = ACTIONS.filter((name) => may.includes(actionCode(name)) && (move.ends || !ENDS.includes(name)));
  const among = move.offered ? now : ACTIONS;
  const name = among[move.action % Math.max(1, among.length)];
  if (name === undefined) return;
  const input = await inputOf(name, before);
  const seq = await head();
  const refused = await attempt(name, code, input);
  const after = await trip(id);
  const told = `${name} by ${code} in ${before.state}: ${refused ?? 'done'}`;
  if (!may.includes(actionCode(name)))
    expect([told, refused !== null && NOT_OFFERED.includes(refused)]).toEqual([told, true]);
  if (refused !== null) {
    if (may.includes(actionCode(name))) expect([told, BY_INPUT.includes(refused)]).toEqual([told, true]);
    expect([await head(), after]).toEqual([seq, before]);
    return;
  }
  expect([told, after.state, after.version]).toEqual([told, LEADS[name] ?? before.state, before.version + 1]);
  count(name, input);
}

async function head(): Promise<number> {
  return (await f.store.read((session) => findHead(session, f.operation)))?.seq ?? 0;
}

async function sums(): Promise<Record<string, number>> {
  const rows = await f.store.read((session) => session.find(TallyRow, { operation: f.operation }));
  const sumOf = (metric: string): number =>
    rows.filter((row) => row.metric === metric).reduce((sum, { amount }) => sum + amount, 0);
  return Object.fromEntries(
    ['TRIPS_SENT', 'SUSPECTS_DETAINED', 'SUSPECTS_ESCORTED', 'MONEY_RECOVERED'].map((metric) => [
      metric,
      sumOf(metric),
    ]),
  );
}

const moves = fc.array(
  fc.record<Move>({
    offered: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
    ends: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
    action: fc.nat(13),
    member: fc.integer({ min: 0, max: 7 }).map((n) => (n > 4 ? n - 5 : n)),
    minutes: fc.integer({ min: 1, max: 40 }),
  }),
  { minLength: 20, maxLength: 60 },
);

describe('a trip with any history', () => {
  it('does what is offered and nothing else, and counts what it did', async () => {
    await fc.assert(
      fc.asyncProperty(moves, async (history) => {
        const id = await planned();
        for (const move of history) await make(id, move);
        expect(await sums()).toEqual({
          ...{ TRIPS_SENT: counted.sent, SUSPECTS_DETAINED: counted.detained },
          ...{ SUSPECTS_ESCORTED: counted.escorted, MONEY_RECOVERED: counted.fen },
        });
      }),
      { numRuns: 30, endOnFailure: true },
    );
  });

  it('leaves rows and tallies that the log tells', async () => {
    const reports = await verifyLogs(f.store, f.registry);
    expect(reports.flatMap(({ faults }) => faults)).toEqual([]);
  });
});
