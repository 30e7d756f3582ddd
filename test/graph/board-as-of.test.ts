import { idOf, setPart, startTestApp, type TestApp, type Variables } from '../support/app';
import { approve, depart, plan, tripsAtHome } from '../support/trips';

/** A board as it was, and one that is never older than what its reader knows. */

let app: TestApp;
let id: string;

beforeAll(async () => {
  app = await startTestApp();
  id = idOf(app.operations, 'YK-FRAUD');
});

const BOARD = `query Board($id: ID!, $filter: TaskFilter, $asOf: DateTime, $atLeast: Cursor, $first: Int, $after: String, $phases: [TaskPhase!]) {
  board(operationId: $id, filter: $filter, asOf: $asOf, atLeast: $atLeast) {
    id cursor at overdue columns(phases: $phases) { id phase count tasks(first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
      nodes { id version state phase updatedAt availableActions deniedActions { action } ... on ArrestTrip { departedAt number leader { id } members { id } } } } }
  } }`;

const boardOf = async (given: Variables = {}, as = 'yk-police.officer'): Promise<any> =>
  (await app.ask(BOARD, { id, ...given }, { as })).board;

/** Now, and later than everything so far. */
async function moment(): Promise<string> {
  await new Promise((resolve) => setTimeout(resolve, 5));
  const { serverTime } = await app.ask('{ serverTime }');
  await new Promise((resolve) => setTimeout(resolve, 5));
  return serverTime;
}

const tasksOf = (board: any): any[] => board.columns.flatMap((column: any) => column.tasks.nodes);
const idsOf = (board: any): string[] =>
  tasksOf(board)
    .map((task) => task.id)
    .sort();
const soonAfter = (instant: string): string => new Date(Date.parse(instant) + 1_000).toISOString();

describe('a board as it was', () => {
  it('is the board that was read then, but for what can be done in it', async () => {
    const trip = await plan(app);
    const before = await boardOf({ first: 100 });
    const asOf = await moment();
    await depart(app, (await approve(app, trip.id)).id);
    await plan(app);
    const then = await boardOf({ asOf, first: 100 });
    const plain = (board: any): any => ({
      cursor: board.cursor,
      overdue: board.overdue,
      columns: board.columns.map(({ phase, count }: any) => ({ phase, count })),
      tasks: tasksOf(board).map(({ availableActions: _a, deniedActions: _d, ...task }) => task),
    });
    expect(plain(then)).toEqual(plain(before));
    expect(then.at).toBe(asOf);
    expect(then.id).not.toBe(before.id);
    const past = tasksOf(then).find((task) => task.id === trip.id);
    expect(past).toMatchObject({
      version: 1,
      state: 'PLANNED',
      departedAt: null,
      availableActions: [],
      deniedActions: [],
    });
  });

  it('is empty before the first entry of its operation, and refused where it is yet to come', async () => {
    const board = await boardOf({ asOf: '2001-01-01T00:00:00.000Z' });
    expect(board.columns.map((column: any) => column.count)).toEqual([0, 0, 0, 0, 0]);
    expect([board.overdue, tasksOf(board)]).toEqual([0, []]);
    const refused = await app.refusal(BOARD, { id, asOf: '2999-01-01T00:00:00.000Z' });
    expect(refused.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'asOf', code: 'IN_FUTURE' }] });
    // The same for who asks for what is not there.
    const nothing = { id: 'op_01h455vb4pex5vsknk084sn02q', asOf: '2999-01-01T00:00:00.000Z' };
    expect((await app.refusal(BOARD, nothing)).extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('is read page by page, changed tasks and others in one order', async () => {
    const trips = [];
    for (let i = 0; i < 6; i += 1) trips.push(await plan(app, { priority: i % 2 === 0 ? 'URGENT' : 'LOW' }));
    const asOf = await moment();
    const idsOnPage = (board: any): string[] => board.columns[0].tasks.nodes.map((task: any) => task.id);
    const whole = idsOnPage(await boardOf({ first: 100 }));
    for (const trip of [trips[0], trips[3]]) await depart(app, (await approve(app, trip?.id ?? '')).id);
    const ids: string[] = [];
    for (let after: string | null = null; ;) {
      const page = await boardOf({ asOf, first: 2, after, phases: ['PLANNED'] });
      ids.push(...idsOnPage(page));
      const { pageInfo, totalCount } = page.columns[0].tasks;
      expect(totalCount).toBe(whole.length);
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(ids).toEqual(whole);
  });

  it('shows what lay in an area then, and nothing that came there later', async () => {
    const { id: taskId } = await depart(app, (await approve(app, (await plan(app)).id)).id);
    const square = (west: number, south: number): Variables => ({
      type: 'Polygon',
      coordinates: [
        [
          [west, south],
          [west + 0.01, south],
          [west + 0.01, south + 0.01],
          [west, south + 0.01],
          [west, south],
        ],
      ],
    });
    const report = async (longitude: number): Promise<void> => {
      const location = { type: 'Point', coordinates: [longitude, 23.005] };
      await app.ask(
        `mutation($input: ReportPositionInput!) { reportPosition(input: $input) { cursor } }`,
        { input: { taskId, at: app.services.clock.now(), location } },
        { as: 'yk-police.officer-02' },
      );
    };
    const start = await moment();
    await report(108.005);
    const there = await moment();
    await report(109.005);
    const shown = async (west: number, asOf: string | null): Promise<[number, string[]]> => {
      const board = await boardOf({ asOf, filter: { within: square(west, 23) }, first: 100 }, 'yk-police.commander');
      return [board.columns.reduce((sum: number, { count }: { count: number }) => sum + count, 0), idsOf(board)];
    };
    const alone = [1, [taskId]];
    expect(await shown(108, start)).toEqual([0, []]);
    expect([await shown(108, there), await shown(109, there)]).toEqual([alone, [0, []]]);
    expect([await shown(108, null), await shown(109, null)]).toEqual([[0, []], alone]);
    expect([await shown(108, await moment()), await shown(109, await moment())]).toEqual([[0, []], alone]);
  });

  it.each(['yk-police.commander', 'icbc.liaison'])('tells %s what was counted by then', async (as) => {
    const document = `query($id: ID!, $asOf: DateTime) { board(operationId: $id, asOf: $asOf) {
      tallies { metric amount money asOf } sent: tallies(metrics: [TRIPS_SENT]) { amount } } }`;
    const countedAt = async (asOf: string | null): Promise<any> =>
      (await app.ask(document, { id, asOf }, { as })).board;
    const before = await countedAt(null);
    const then = await moment();
    for (let i = 0; i < 2; i += 1) await depart(app, (await approve(app, (await plan(app)).id)).id);
    const after = await countedAt(null);
    const plain = ({ tallies, sent }: any): any => [tallies.map(({ asOf: _, ...rest }: any) => rest), sent];
    expect(plain(await countedAt(then))).toEqual(plain(before));
    const live = as === 'yk-police.commander' ? 2 : 0;
    expect(after.sent[0].amount - before.sent[0].amount).toBe(live);
    const early = await countedAt('2001-01-01T00:00:00.000Z');
    expect(early.tallies.map(({ amount }: any) => amount)).toEqual(early.tallies.map(() => 0));
    if (live > 0) expect((await countedAt(then)).tallies[0].asOf).toBe(then);
  });

  it('filters by what stood then', async () => {
    const { id: trip } = await plan(app);
    const asOf = await moment();
    await approve(app, trip);
    const shown = async (filter: Variables): Promise<boolean> =>
      tasksOf(await boardOf({ asOf, filter, first: 100 })).some((task) => task.id === trip);
    expect([await shown({ states: ['PLANNED'] }), await shown({ states: ['APPROVED'] })]).toEqual([true, false]);
  });

  it('goes by the rights of now: who sees trips at home alone is told nothing of a plan, nor is its place', async () => {
    const then = await boardOf({ asOf: await moment(), first: 100 }, 'icbc.liaison');
    await plan(app);
    const later = await boardOf({ asOf: await moment(), first: 100 }, 'icbc.liaison');
    const plain = (board: any): any => ({
      ...{ ...board, id: '', at: '', columns: [] },
      columns: board.columns.map(({ phase, count }: any) => ({ phase, count })),
      tasks: tasksOf(board),
    });
    expect(plain(later)).toEqual(plain(then));
    const home = (await tripsAtHome(app)).map((trip) => trip.id);
    expect(idsOf(later)).toEqual(home.sort());
    await setPart(app, 'yk-tv', 'OBSERVER');
    expect((await boardOf({ asOf: await moment() }, 'icbc.liaison')).cursor).not.toBe(then.cursor);
    await setPart(app, 'yk-tv', null);
  });

  it('shows lists and the log of a task as they stood', async () => {
    const lists = `query($id: ID!, $asOf: DateTime) { board(operationId: $id, asOf: $asOf) { columns { tasks(first: 100) { nodes { id version
      clocks { code metAt } assignments { agency { code } } timeline(last: 1) { nodes { event taskVersion } } ... on ArrestTrip {
      suspects { id } arrests { at familyNotifiedAt suspect { id } warrant { number } } documents { number }
      legs { number } recoveries { amount } positions { at } } } } } } }`;
    const read = async (asOf: string | null): Promise<Map<string, any>> => {
      const { board } = await app.ask(lists, { id, asOf });
      return new Map(tasksOf(board).map((task) => [task.id, task]));
    };
    const now = await read(null);
    const whole = [...now.values()].find(({ arrests, legs }) => arrests.length > 1 && legs.length > 0);
    const [first] = whole.arrests;
    const log = 'query($id: ID!) { task(id: $id) { timeline(first: 100) { nodes { event at } } } }';
    const told = (await app.ask(log, { id: whole.id })).task.timeline.nodes;
    const arrested = soonAfter(told.find(({ event }: any) => event === 'RECORD_ARREST').at);
    const { version, ...then } = (await read(arrested)).get(whole.id);
    expect(then).toMatchObject({ id: whole.id, suspects: [first.suspect], legs: [], recoveries: [], positions: [] });
    expect(then.arrests).toEqual([{ ...first, familyNotifiedAt: null }]);
    expect(then.documents).toContainEqual(first.warrant);
    const owed = then.clocks.filter(({ code }: any) => /house|notice/.test(code));
    expect(owed.map(({ metAt }: any) => metAt)).toEqual([null, null]);
    expect(then.assignments).toEqual(whole.assignments);
    expect(then.timeline.nodes).toEqual([{ event: 'RECORD_ARREST', taskVersion: version }]);
  });

  it('shows to who sees trips at home alone those that were home then, and not what is home by now', async () => {
    const closed = tasksOf(await boardOf({ first: 100, filter: { states: ['CLOSED'] } }));
    const onTheWay = closed.map(({ id: trip, departedAt }) => ({ trip, asOf: soonAfter(departedAt) }));
    expect(onTheWay.length).toBeGreaterThan(10);
    for (const { trip, asOf } of onTheWay) {
      const ofPolice = tasksOf(await boardOf({ asOf, first: 100 }));
      expect(ofPolice.find((task) => task.id === trip)?.state).toBe('EN_ROUTE');
      const wereHome = ofPolice.filter(({ state }) => ['RETURNED', 'CLOSED'].includes(state)).map((task) => task.id);
      const ofBank = await boardOf({ asOf, first: 100 }, 'icbc.liaison');
      expect(idsOf(ofBank)).toEqual(wereHome.sort());
      expect(ofBank.columns.map(({ count }: any) => count).reduce((a: number, b: number) => a + b)).toBe(
        wereHome.length,
      );
    }
  });
});

describe('a board at least as new as a place', () => {
  it('shows what was done up to there', async () => {
    const { id: trip, cursor: atLeast } = await plan(app);
    const board = await boardOf({ atLeast, first: 100 });
    expect(tasksOf(board).some((task) => task.id === trip)).toBe(true);
    expect(board.cursor).toBe(atLeast);
  });

  it('is UNAVAILABLE on a database that is behind, after a while', async () => {
    const agency = idOf(app.agencies, 'yk-police');
    const atLeast = app.services.positions.encode(id, agency, 1_000_000);
    expect((await app.refusal(BOARD, { id, atLeast })).extensions).toEqual({ code: 'UNAVAILABLE', retryable: true });
  });

  it('waits for a database that catches up', async () => {
    const agency = idOf(app.agencies, 'yk-police');
    const { positions } = app.services;
    const { cursor } = await plan(app);
    const here = positions.decode(id, agency, cursor) as { seq: number };
    const asked = boardOf({ atLeast: positions.encode(id, agency, here.seq + 1), first: 100 });
    const { id: trip } = await plan(app);
    expect(tasksOf(await asked).some((task) => task.id === trip)).toBe(true);
  });

  it('refuses places that are none, and those of another operation', async () => {
    const refused = async (atLeast: string): Promise<unknown> => (await app.refusal(BOARD, { id, atLeast })).extensions;
    expect(await refused('made-up')).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'atLeast' }] });
    const agency = idOf(app.agencies, 'yk-police');
    const elsewhere = app.services.positions.encode(idOf(app.operations, 'ZJ-FRAUD'), agency, 1);
    expect(await refused(elsewhere)).toEqual({ code: 'CURSOR_EXPIRED' });
  });
});
