import { verifyLogs } from '../../src/audit/verify-log';
import { dateIn } from '../../src/core/time';
import { OutsiderTallyRow, TallyRow } from '../../src/store/rows/ledger.row';
import { idOf, startTestApp, type TestApp, type Variables } from '../support/app';
import { clientOf } from '../support/clients';
import { ABORT, approve, depart, plan } from '../support/trips';

/** What the correction of a trip's counts tells those who may not know of the trip: nothing, until they are told these. */

let app: TestApp;
let fraud: string;

beforeAll(async () => {
  app = await startTestApp();
  fraud = idOf(app.operations, 'YK-FRAUD');
});

const bank = { as: 'icbc.liaison' };
const commander = { as: 'yk-police.commander' };
const LEADER = 'yk-police.officer-02';

const CORRECT = `mutation ($input: CorrectTallyInput!) { correctTally(input: $input) { cursor tally { amount } } }`;
const CORRECTIONS = `query ($id: ID!) { operation(id: $id) {
  log(filter: { actions: [CORRECT_TALLY] }, last: 50) { nodes { id task { id } details actor { code } } } } }`;
const SEEN = `query ($id: ID!) { operation(id: $id) { version updatedAt board { cursor }
  log(last: 3) { nodes { id position } pageInfo { endCursor } } tallies { metric amount } } }`;

async function correct(given: Variables): Promise<void> {
  const day = dateIn(app.services.clock.now(), 'Asia/Shanghai');
  const input = { operationId: fraud, metric: 'TRIPS_SENT', amount: 2, day, reason: '补登', ...given };
  await app.ask(CORRECT, { input }, commander);
}

async function tripOut(): Promise<string> {
  const { id } = await plan(app);
  await approve(app, id);
  await depart(app, id);
  return id;
}

async function comeHome(taskId: string): Promise<void> {
  const arrive = `mutation($input: ArriveArrestTripInput!) { arriveArrestTrip(input: $input) { task { state } } }`;
  const letter = { hostAgency: '宾阳县公安局', cooperationLetter: '永公函〔2026〕9201号' };
  await app.ask(arrive, { input: { taskId, ...letter } }, { as: LEADER });
  const complete = `mutation($input: CompleteReturnInput!) { completeReturn(input: $input) { task { state } } }`;
  await app.ask(complete, { input: { taskId, at: app.services.clock.now(), custody: [] } }, { as: LEADER });
}

/** How many trips are counted, for who sees them and for everyone else. */
async function counted(): Promise<{ inside: number; outside: number }> {
  const where = { operation: fraud, metric: 'TRIPS_SENT' };
  const sum = (rows: readonly { amount: number }[]): number => rows.reduce((all, { amount }) => all + amount, 0);
  return app.services.store.read(async (session) => ({
    inside: sum(await session.find(TallyRow, where)),
    outside: sum(await session.find(OutsiderTallyRow, where)),
  }));
}

const corrections = async (as: string): Promise<{ task: { id: string } | null; details: any; actor: unknown }[]> =>
  (await app.ask(CORRECTIONS, { id: fraud }, { as })).operation.log.nodes;

describe('the correction of a trip that is out', () => {
  let trip: string;

  beforeAll(async () => {
    trip = await tripOut();
  });

  it('counts for who sees trips, and leaves no trace for others', async () => {
    const [before, seen] = [await counted(), await app.ask(SEEN, { id: fraud }, bank)];
    const live = clientOf(app, bank.as).follow(
      'subscription($id: ID!) { boardChanged(operationId: $id) { cursor entries { event } } }',
      { id: fraud },
    );
    const begun = (await live.next()).data.boardChanged;
    await correct({ taskId: trip });
    expect(await counted()).toEqual({ inside: before.inside + 2, outside: before.outside });
    expect(await app.ask(SEEN, { id: fraud }, bank)).toEqual(seen);
    expect(await corrections(bank.as)).toEqual([]);
    // The next message tells of something else, and begins where the first stood.
    await correct({ metric: 'GANGS_BROKEN', amount: 1 });
    const { entries } = (await live.next()).data.boardChanged;
    expect(entries).toEqual([{ event: 'CORRECT_TALLY' }]);
    expect(begun.cursor).toBe(seen.operation.board.cursor);
    live.unsubscribe();
  });

  it('stands in the log with its trip for police, and by its id for nobody else', async () => {
    const entry = (await corrections(commander.as)).find(({ task }) => task?.id === trip) as any;
    expect(entry).toMatchObject({ details: { correction: { amount: 2, task: trip } }, actor: { code: commander.as } });
    const node = 'query($id: ID!) { node(id: $id) { id } }';
    expect(await app.ask(node, { id: entry.id }, commander)).toEqual({ node: { id: entry.id } });
    expect((await app.refusal(node, { id: entry.id }, bank)).extensions.code).toBe('NOT_FOUND');
    expect(await corrections('yk-station-1.officer')).toContainEqual(
      expect.objectContaining({ task: { id: trip }, details: {} }),
    );
  });

  it('counts for others with what the trip counted, once it is home; the entry stays untold', async () => {
    const before = await counted();
    await comeHome(trip);
    expect(await counted()).toEqual({ inside: before.inside, outside: before.outside + 3 });
    expect((await corrections(bank.as)).map(({ task }) => task)).toEqual([null]);
  });

  it('counts for others at once from then on', async () => {
    const before = await counted();
    await correct({ taskId: trip, amount: -1 });
    expect(await counted()).toEqual({ inside: before.inside - 1, outside: before.outside - 1 });
    expect((await corrections(bank.as)).map(({ task }) => task)).toEqual([null]);
  });
});

describe('the correction of a trip that is called off', () => {
  it('never counts for others', async () => {
    const trip = await tripOut();
    await correct({ taskId: trip });
    const before = await counted();
    await app.ask(ABORT, { input: { taskId: trip, reason: '线索有变' } }, commander);
    await correct({ taskId: trip, amount: -2 });
    expect(await counted()).toEqual({ inside: before.inside - 2, outside: before.outside });
  });
});

describe('the log', () => {
  it('agrees with all rows', async () => {
    const { store, registry } = app.services;
    expect((await verifyLogs(store, registry)).flatMap(({ faults }) => faults)).toEqual([]);
  });
});
