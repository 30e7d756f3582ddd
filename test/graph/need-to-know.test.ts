import { createHash } from 'node:crypto';
import { GENESIS_HASH, type ChainEntry } from '../../src/core/hash-chain';
import { LogEntryRow } from '../../src/store/rows/log-entry.row';
import type { TaskRow } from '../../src/store/rows/task.row';
import { errorOf, idOf, setPart, startTestApp, type TestApp, type Variables } from '../support/app';
import { clientOf } from '../support/clients';
import { ABORT, APPROVE, approve, DEPART, depart, plan, tripsAtHome, type TripNow } from '../support/trips';

/** Who must not know of a trip cannot tell that there is one: not by any document, count, place, stream or text. */

let app: TestApp;
let fraud: string;
let trip: TripNow & { readonly number: string };
/** Of the right form, and of nothing. */
const NOTHING = 'trip_01h455vb4pex5vsknk084sn02q';

beforeAll(async () => {
  app = await startTestApp();
  fraud = idOf(app.operations, 'YK-FRAUD');
  trip = { number: '', ...(await plan(app)) };
});

/** They take part in the operation, and see no trip of it before it is home. */
const INSIDE = ['icbc.liaison', 'icbc.commander', 'yk-regulator.officer', 'yk-regulator.auditor', 'mobile.liaison'];
/** They do not take part, although some of them are police, or lead the operation above. */
const OUTSIDE = [
  'yk-traffic.officer',
  'school-1.liaison',
  'zj-police.commander',
  'cn-office.auditor',
  'yk-daily.officer',
];

const WHOLE = `query Whole($code: String!, $filter: TaskFilter, $log: LogFilter) {
  operationByCode(code: $code) {
    id code name level phase startsOn endsOn version createdAt updatedAt withheld exercise timeZone label
    availableActions deniedActions { action code reason } division { code } parent { code }
    participations { part since until agency { code } }
    log(filter: $log) { edges { cursor node { id position at event summary details withheld proof { seq } subject { id } task { id } } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
    last: log(filter: $log, last: 3) { nodes { id } pageInfo { hasNextPage hasPreviousPage } }
    board(filter: $filter) { id cursor overdue columns { id phase count tasks(first: 100) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } } }
  }
}`;
const BOARD = `query Board($id: ID!, $filter: TaskFilter) { board(operationId: $id, filter: $filter) { cursor overdue
  columns { phase count tasks(first: 100) { totalCount nodes { id title } } } } }`;
const AT_HOME = `query AtHome($id: ID!) { operation(id: $id) { tasks(first: 100) { totalCount nodes {
  __typename id title state number dueAt overdue location division { code } createdBy { id }
  assignments { asked } clocks { code } progress { done } availableActions
  ... on ArrestTrip { batch destination { code } stops { code } departOn departedAt returnedAt leader { id } members { id }
    gang { id } suspects { id } hostAgency cooperationLetter moneyRecovered report
    arrests { at } documents { number } legs { number } positions { at } recoveries { at } } } } } }`;
const LOG_OF_TRIPS = `query Log($id: ID!, $after: String) { operation(id: $id) { log(first: 100, after: $after) {
  nodes { event task { id } subject { id } } pageInfo { hasNextPage endCursor } } } }`;

interface TripEntry {
  readonly event: string;
  readonly task: { readonly id: string };
}

/** Entries of the log that are about a trip or within one, as one member reads it. */
async function logOfTrips(as: string): Promise<TripEntry[]> {
  const entries: any[] = [];
  for (let after: string | null = null; ;) {
    const { log }: any = (await app.ask(LOG_OF_TRIPS, { id: fraud, after }, { as })).operation;
    entries.push(...log.nodes);
    if (!log.pageInfo.hasNextPage) break;
    after = log.pageInfo.endCursor;
  }
  return entries.filter(({ task, subject }) => task !== null || String(subject?.id).startsWith('trip_'));
}

/** The whole text of an answer. */
async function textOf(document: string, variables: Variables, as: string): Promise<string> {
  return (await app.post(document, variables, { as })).text;
}

/** A trip's life in every state but those at home, out of the sight of who must not know. */
async function liveATrip(): Promise<void> {
  const officerIds = ['yk-police.officer-02', 'yk-police.officer'].map((code) => idOf(app.members, code));
  const { id } = await plan(app, { priority: 'URGENT', dueAt: '2026-12-20T18:00:00+08:00', memberIds: officerIds });
  const number = '永公刑拘字〔2026〕1号';
  await act('recordDocument', id, { document: { kind: 'DETENTION_WARRANT', number, issuedOn: '2015-12-01' } });
  await approve(app, id);
  await depart(app, id);
  await act('arriveArrestTrip', id, { hostAgency: '宾阳县公安局', cooperationLetter: '永公协〔2026〕1号' });
  const at = app.services.clock.now();
  const newSuspect = { name: '测试' };
  const detained = await act('recordArrest', id, { newSuspect, at, place: '宾阳县城', warrantNumber: number });
  const [{ id: suspectId }] = detained.suspects;
  const way = { mode: 'TRAIN', from: '南宁', to: '永康', departAt: app.services.clock.now() };
  await act('beginEscort', id, { legs: [{ ...way, suspectIds: [suspectId], officerIds }] });
  await act('reportPosition', id, { at: app.services.clock.now(), place: '南宁' });
  const enteredAt = app.services.clock.now();
  await act('recordCustody', id, { suspectId, house: '宾阳县看守所', enteredAt, temporary: false });
  expect(await act('abortArrestTrip', id, { reason: '线索有变' })).toMatchObject({ state: 'ABORTED' });
}

/** A command of the lead's commander on a trip. */
async function act(action: string, taskId: string, given: Variables): Promise<any> {
  const type = `${action.charAt(0).toUpperCase()}${action.slice(1)}Input`;
  const document = `mutation($input: ${type}!) { ${action}(input: $input) { task { state ... on ArrestTrip { suspects { id } } } } }`;
  return (await app.ask(document, { input: { taskId, ...given } }, { as: 'yk-police.commander' }))[action].task;
}

/** Ids of trips that stand anywhere in a text, each once. */
function tripsIn(text: string): string[] {
  return [...new Set(text.match(/trip_[0-9a-z]{26}/g))].sort();
}

describe.each(INSIDE)('%s, who takes part but sees no trip before it is home,', (as) => {
  it('reads the same to the last byte before a trip and after', async () => {
    const filters: Variables[] = [
      {},
      { filter: { kinds: ['ARREST_TRIP'] } },
      { log: { actions: ['PLAN_ARREST_TRIP'] } },
    ];
    const read = (): Promise<string[]> =>
      Promise.all(filters.map((each) => textOf(WHOLE, { code: 'YK-FRAUD', ...each }, as)));
    const before = await read();
    await liveATrip();
    expect(await read()).toEqual(before);
    const home = (await tripsAtHome(app)).map(({ id }) => id).sort();
    for (const text of before) {
      expect(tripsIn(text)).toEqual(home);
      expect(text).not.toMatch(/ARR-\d/);
    }
    // Nor is it told of those at home that they were planned once.
    expect(JSON.parse(before[2] ?? '').data.operationByCode).toMatchObject({ log: { edges: [] }, last: { nodes: [] } });
  });

  it('is told of a trip at home where it went and when, and no more', async () => {
    const { operation } = await app.ask(AT_HOME, { id: fraud }, { as });
    const home = await tripsAtHome(app);
    expect(operation.tasks.totalCount).toBe(home.length);
    const shown = new Map(operation.tasks.nodes.map((trip: any) => [trip.id, trip]));
    for (const { id, title, state } of home) {
      expect(shown.get(id)).toEqual({
        ...{ __typename: 'ArrestTrip', id, title, state, destination: { code: expect.any(String) } },
        ...{ departOn: expect.any(String), departedAt: expect.any(String), returnedAt: expect.any(String) },
        ...{ number: null, batch: null, dueAt: null, overdue: false, location: null, division: null, createdBy: null },
        ...{ leader: null, members: [], gang: null, suspects: [], stops: [], hostAgency: null, report: null },
        ...{ cooperationLetter: null, moneyRecovered: null, arrests: [], documents: [], legs: [], positions: [] },
        ...{ recoveries: [], assignments: [], clocks: [], progress: null, availableActions: [] },
      });
    }
  });

  it('reads nothing of a trip in the log but that it came home and was closed', async () => {
    const told = await logOfTrips(as);
    const home = await tripsAtHome(app);
    const closed = home.filter(({ state }) => state === 'CLOSED');
    const idsOf = (event: string): string[] => told.filter((each) => each.event === event).map(({ task }) => task.id);
    expect(idsOf('COMPLETE_RETURN').sort()).toEqual(home.map(({ id }) => id).sort());
    expect(idsOf('CLOSE_ARREST_TRIP').sort()).toEqual(closed.map(({ id }) => id).sort());
    expect(told).toHaveLength(home.length + closed.length);
  });

  it('finds nothing by its id, in any way, as if there were none', async () => {
    const documents = [
      'query Q($id: ID!) { node(id: $id) { id __typename } }',
      'query Q($id: ID!) { nodes(ids: [$id]) { id __typename } }',
      'query Q($id: ID!) { task(id: $id) { id title } }',
      'query Q($id: ID!) { operation(id: $id) { id } }',
      'query Q($id: ID!) { operationByCode(code: "YK-FRAUD") { log(filter: { subjectIds: [$id] }) { nodes { id } pageInfo { hasNextPage } } } }',
    ];
    for (const document of documents) {
      expect(await textOf(document, { id: trip.id }, as)).toBe(await textOf(document, { id: NOTHING }, as));
    }
    const { nodes } = await app.ask(documents[1] ?? '', { id: trip.id }, { as });
    expect(nodes).toEqual([null]);
  });

  it('is refused every command on it with the same words as for one that is not there', async () => {
    const inputs = (taskId: string): [string, Variables][] => [
      [APPROVE, { taskId }],
      [APPROVE, { taskId, expectedVersion: 1 }],
      [APPROVE, { taskId, expectedVersion: 99, idempotencyKey: 'one', follows: 'none' }],
      [DEPART, { taskId, follows: 'none' }],
      [ABORT, { taskId, reason: 'not mine' }],
      [ABORT, { taskId, reason: '' }],
    ];
    const others = inputs(NOTHING);
    for (const [i, [document, input]] of inputs(trip.id).entries()) {
      const text = await textOf(document, { input }, as);
      expect(text).toBe(await textOf(others[i]?.[0] ?? '', { input: others[i]?.[1] }, as));
      expect(text).toContain(i === 5 ? 'BAD_USER_INPUT' : 'NOT_FOUND');
    }
  });

  it('counts trips at home on the board, and no other, whatever it filters by', async () => {
    const police = idOf(app.agencies, 'yk-police');
    const home = await tripsAtHome(app);
    const filters: [Variables, (trip: TaskRow) => boolean][] = [
      [{}, () => true],
      [{ kinds: ['ARREST_TRIP'] }, () => true],
      [{ states: ['PLANNED', 'APPROVED', 'EN_ROUTE', 'ON_SITE', 'ESCORTING', 'ABORTED'] }, () => false],
      [{ states: ['RETURNED'] }, ({ state }) => state === 'RETURNED'],
      [{ leadAgencyIds: [police] }, ({ leadAgency }) => leadAgency === police],
      [{ priorities: ['NORMAL'] }, ({ priority }) => priority === 'NORMAL'],
      [{ phases: ['PLANNED', 'ACTIVE', 'CANCELLED'] }, ({ phase }) => phase === 'ACTIVE'],
      [{ createdAfter: '2000-01-01T00:00:00Z' }, () => true],
      [{ updatedAfter: '2000-01-01T00:00:00Z' }, () => true],
    ];
    for (const [filter, fits] of filters) {
      const { board } = await app.ask(BOARD, { id: fraud, filter }, { as });
      expect({ filter, overdue: board.overdue }).toEqual({ filter, overdue: 0 });
      for (const { phase, count, tasks } of board.columns) {
        const fitting = home.filter((trip) => trip.phase === phase && fits(trip)).map(({ id }) => id);
        expect({ filter, phase, ids: tasks.nodes.map(({ id }: { id: string }) => id).sort() }).toEqual({
          ...{ filter, phase, ids: fitting.sort() },
        });
        expect([count, tasks.totalCount]).toEqual([fitting.length, fitting.length]);
      }
    }
  });

  it('may not filter by what it never sees', async () => {
    const filters: Variables[] = [
      { numbers: [trip.number] },
      { numbers: ['ARR-9999'] },
      { dueBefore: '2100-01-01T00:00:00Z' },
      { overdue: false },
      { paused: false },
      { divisions: ['450126'] },
    ];
    const denial = { code: 'HIDDEN_FIELD', reason: '不能按您无权查看的内容筛选' };
    const refused = { code: 'FORBIDDEN', denial };
    for (const filter of filters) {
      expect((await app.refusal(BOARD, { id: fraud, filter }, { as })).extensions).toEqual(refused);
      const document = `subscription($id: ID!, $filter: TaskFilter) { boardChanged(operationId: $id, filter: $filter) { cursor } }`;
      const answer = await clientOf(app, as).ask(document, { id: fraud, filter });
      expect(errorOf(answer).extensions).toEqual(refused);
    }
  });

  it('is sent nothing while a trip is planned, approved and gone', async () => {
    const document = `subscription($id: ID!) { boardChanged(operationId: $id) { after cursor entries { event } tasks { id } } }`;
    const live = clientOf(app, as).follow(document, { id: fraud });
    const first = (await live.next()).data.boardChanged;
    await liveATrip();
    // What all participants see comes next, and its range begins where the first message ended.
    await setPart(app, 'yk-daily', 'OBSERVER');
    let told = (await live.next()).data.boardChanged;
    // A beat of the clock may come between, and tells nothing.
    while (told.entries.length === 0) {
      expect(told).toMatchObject({ after: first.cursor, cursor: first.cursor, tasks: [] });
      told = (await live.next()).data.boardChanged;
    }
    expect(told).toEqual({
      ...{ after: first.cursor, cursor: expect.any(String), entries: [{ event: 'SET_PARTICIPATION' }], tasks: [] },
    });
    await setPart(app, 'yk-daily', null);
    live.unsubscribe();
  });
});

describe.each(OUTSIDE)('%s, who does not take part,', (as) => {
  it('cannot tell the operation from none', async () => {
    const nowhere = 'op_01h455vb4pex5vsknk084sn02q';
    const documents = [
      'query Q($id: ID!) { operation(id: $id) { id } }',
      'query Q($id: ID!) { node(id: $id) { id } }',
      'query Q($id: ID!) { nodes(ids: [$id]) { id } }',
      BOARD,
      'mutation M($id: ID!) { planArrestTrip(input: { operationId: $id, title: "计划", destination: "450126", leaderId: "mbr_01h455vb4pex5vsknk084sn02q", memberIds: ["mbr_01h455vb4pex5vsknk084sn02q"], departOn: "2026-12-01" }) { cursor } }',
    ];
    for (const document of documents) {
      expect(await textOf(document, { id: fraud }, as)).toBe(await textOf(document, { id: nowhere }, as));
    }
    const byCode = (code: string): Promise<string> => textOf(WHOLE, { code }, as);
    expect(await byCode('YK-FRAUD')).toBe(await byCode('NO-SUCH'));
    expect(await byCode('YK-FRAUD')).toContain('NOT_FOUND');
  });

  it('cannot tell a trip from none, wherever it stands', async () => {
    const documents = ['query Q($id: ID!) { node(id: $id) { id } }', 'query Q($id: ID!) { task(id: $id) { id } }'];
    for (const { id } of [trip, ...(await tripsAtHome(app))]) {
      for (const document of documents) {
        const text = await textOf(document, { id }, as);
        expect(text).toBe(await textOf(document, { id: NOTHING }, as));
        expect(text).toContain('NOT_FOUND');
      }
      const text = await textOf(APPROVE, { input: { taskId: id } }, as);
      expect(text).toBe(await textOf(APPROVE, { input: { taskId: NOTHING } }, as));
    }
  });

  it('cannot follow its board', async () => {
    const document = `subscription($id: ID!) { boardChanged(operationId: $id) { cursor } }`;
    const answer = await clientOf(app, as).ask(document, { id: fraud });
    expect(errorOf(answer).extensions).toEqual({ code: 'NOT_FOUND' });
  });
});

describe('an operation above', () => {
  const POLICE = 'yk-police.officer';

  it.each(['ZJ-FRAUD', 'CN-FRAUD'])('%s shows those below what it is and how far, and nothing inside', async (code) => {
    const { operationByCode: shown } = await app.ask(WHOLE, { code }, { as: POLICE });
    expect(shown).toMatchObject({ code, name: expect.any(String), phase: 'RUNNING', level: expect.any(String) });
    expect(shown).toMatchObject({ startsOn: expect.any(String), endsOn: expect.any(String) });
    expect(shown).toMatchObject({ division: null, participations: [] });
    expect(shown.withheld).toEqual([
      ...[
        'board',
        'catalogue',
        'children',
        'division',
        'durations',
        'gangs',
        'log',
        'participations',
        'rules',
        'suspects',
        'tallies',
        'tasks',
      ],
    ]);
    expect(shown.parent).toEqual(code === 'ZJ-FRAUD' ? { code: 'CN-FRAUD' } : null);
    expect(shown.log.edges).toEqual([]);
    expect(shown.availableActions).toEqual([]);
    for (const { count, tasks } of shown.board.columns) expect([count, tasks.nodes]).toEqual([0, []]);
  });

  it('has no board of its own to be asked for or followed by them', async () => {
    const id = idOf(app.operations, 'ZJ-FRAUD');
    expect((await app.refusal(BOARD, { id })).extensions).toEqual({ code: 'NOT_FOUND' });
    const document = `subscription($id: ID!) { boardChanged(operationId: $id) { cursor } }`;
    expect(errorOf(await clientOf(app, POLICE).ask(document, { id })).extensions).toEqual({ code: 'NOT_FOUND' });
  });

  it('does not see those below', async () => {
    const document = `{ operationByCode(code: "YK-FRAUD") { id } }`;
    const error = await app.refusal(document, {}, { as: 'zj-police.commander' });
    expect(error.extensions).toEqual({ code: 'NOT_FOUND' });
  });
});

describe('SYSTEM', () => {
  const ASKING = ['yk-police.administrator', 'cn-office.administrator', 'icbc.liaison'];

  it.each(ASKING)('is not there for %s, by whatever way', async (as) => {
    const id = idOf(app.operations, 'SYSTEM');
    const documents = [
      '{ operationByCode(code: "SYSTEM") { id } }',
      'query Q($id: ID!) { operation(id: $id) { id } }',
      'query Q($id: ID!) { node(id: $id) { id } }',
      BOARD,
    ];
    for (const document of documents) {
      expect((await app.refusal(document, { id }, { as })).extensions).toEqual({ code: 'NOT_FOUND' });
    }
    const { nodes } = await app.ask('query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: [id] }, { as });
    expect(nodes).toEqual([null]);
    const document = `subscription($id: ID!) { boardChanged(operationId: $id) { cursor } }`;
    expect(errorOf(await clientOf(app, as).ask(document, { id })).extensions).toEqual({ code: 'NOT_FOUND' });
  });

  it('shows no entry of its log', async () => {
    const operation = idOf(app.operations, 'SYSTEM');
    const entries = await app.services.store.read((session) => session.find(LogEntryRow, { operation }));
    const ids = entries.slice(0, 100).map((entry) => entry.id);
    const asked = { ids };
    const { nodes } = await app.ask('query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }', asked, {
      as: 'yk-police.auditor',
    });
    expect(nodes).toEqual(ids.map(() => null));
  });

  it('lets others find commanders and liaisons by their ids, and officers by what names them alone', async () => {
    const document = 'query Q($id: ID!) { node(id: $id) { ... on Member { code } } }';
    const officer = idOf(app.members, 'yk-police.officer-02');
    for (const as of ['icbc.liaison', 'school-1.liaison']) {
      expect((await app.refusal(document, { id: officer }, { as })).extensions).toEqual({ code: 'NOT_FOUND' });
      const commander = await app.ask(document, { id: idOf(app.members, 'yk-police.commander') }, { as });
      expect(commander.node).toEqual({ code: 'yk-police.commander' });
    }
    expect((await app.ask(document, { id: officer }, { as: 'yk-police.auditor' })).node.code).toBe(
      'yk-police.officer-02',
    );
    const trip = await plan(app);
    const { task } = await app.ask(
      'query T($id: ID!) { task(id: $id) { ... on ArrestTrip { leader { code } } } }',
      { id: trip.id },
      { as: 'yk-station-1.officer' },
    );
    expect(task.leader.code).toBe('yk-police.officer-02');
  });

  it('shows the hotline to agencies of a common operation', async () => {
    const document = 'query Q($id: ID!) { node(id: $id) { ... on Agency { hotline withheld } } }';
    const id = idOf(app.agencies, 'icbc');
    expect((await app.ask(document, { id }, { as: 'yk-police.liaison' })).node).toEqual({
      hotline: expect.any(String),
      withheld: [],
    });
    expect((await app.ask(document, { id }, { as: 'school-1.liaison' })).node).toEqual({
      hotline: null,
      withheld: ['hotline', 'liaisons'],
    });
  });

  it('keeps telephones of who is not on duty for their own agency', async () => {
    const document = `query Q($id: ID!) { node(id: $id) { ... on Member { code phone withheld agency { code hotline withheld } } } }`;
    const id = idOf(app.members, 'icbc.liaison-02');
    const asked = async (as: string): Promise<any> => (await app.ask(document, { id }, { as })).node;
    expect(await asked('icbc.commander')).toMatchObject({
      code: 'icbc.liaison-02',
      phone: expect.stringMatching(/^1990000/),
      withheld: [],
    });
    for (const as of ['yk-police.officer', 'rcb.liaison', 'yk-police.administrator']) {
      expect(await asked(as)).toMatchObject({ code: 'icbc.liaison-02', phone: null, withheld: ['phone'] });
    }
  });
});

describe('a place', () => {
  const LOG = `query Log($id: ID!, $since: Cursor, $after: String, $first: Int) { operation(id: $id) {
    log(since: $since, after: $after, first: $first) { edges { cursor node { position } } } } }`;

  it('of one agency is no place of another', async () => {
    const { board } = await app.ask(BOARD, { id: fraud }, { as: 'icbc.liaison' });
    const error = await app.refusal(LOG, { id: fraud, since: board.cursor }, { as: 'mobile.liaison' });
    expect(error.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'since', code: 'NOT_A_CURSOR' }],
    });
    const document = `subscription($id: ID!, $after: Cursor) { boardChanged(operationId: $id, after: $after) { cursor } }`;
    const answer = await clientOf(app, 'mobile.liaison').ask(document, { id: fraud, after: board.cursor });
    expect(errorOf(answer).extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'after' }] });
  });

  it('of a page is of that page alone: its reader, field, arguments and column', async () => {
    const { operation } = await app.ask(LOG, { id: fraud, first: 1 });
    const [{ cursor }] = operation.log.edges;
    expect((await app.ask(LOG, { id: fraud, first: 1, after: cursor })).operation.log.edges).toHaveLength(1);
    const fields = [{ path: 'after', code: 'NOT_A_CURSOR', message: expect.any(String) }];
    const refused = { code: 'BAD_USER_INPUT', fields };
    expect((await app.refusal(LOG, { id: fraud, after: cursor }, { as: 'icbc.liaison' })).extensions).toEqual(refused);
    const filtered = `query L($id: ID!, $after: String) { operation(id: $id) { log(filter: { actions: [PLAN_ARREST_TRIP] }, after: $after) { nodes { id } } } }`;
    expect((await app.refusal(filtered, { id: fraud, after: cursor })).extensions).toEqual(refused);
    const { board } = await app.ask(
      `query B($id: ID!) { board(operationId: $id) { columns { tasks(first: 1) { pageInfo { endCursor } } } } }`,
      { id: fraud },
    );
    const columns = `query B($id: ID!, $after: String) { board(operationId: $id) { columns { tasks(after: $after) { nodes { id } } } } }`;
    for (const after of [cursor, board.columns[0].tasks.pageInfo.endCursor, board.cursor]) {
      if (after === undefined) continue;
      expect((await app.refusal(columns, { id: fraud, after })).extensions).toEqual(refused);
    }
  });
});

describe('the proof of the log', () => {
  const LOG = `query Log($id: ID!, $after: String) { operation(id: $id) { log(first: 100, after: $after) {
    nodes { id event proof { seq hash previousHash canonical } } pageInfo { hasNextPage endCursor } } } }`;

  async function wholeLog(as: string): Promise<{ id: string; proof: ChainEntry | null }[]> {
    const nodes: { id: string; proof: ChainEntry | null }[] = [];
    for (let after: string | null = null; ;) {
      const { log }: any = (await app.ask(LOG, { id: fraud, after }, { as })).operation;
      nodes.push(...log.nodes);
      if (!log.pageInfo.hasNextPage) return nodes;
      after = log.pageInfo.endCursor;
    }
  }

  it("lets an auditor of the lead check the chain, gapless from the first entry to the head's", async () => {
    const entries = await wholeLog('yk-police.auditor');
    const chain = entries.map(({ proof }) => proof).filter((proof) => proof !== null);
    expect(chain).toHaveLength(entries.length);
    for (const [i, { canonical, hash, previousHash }] of chain.entries()) {
      expect(previousHash).toBe(chain[i - 1]?.hash ?? GENESIS_HASH);
      if (canonical === '') continue;
      expect(createHash('sha256').update(canonical).digest('hex')).toBe(hash);
      expect(JSON.parse(canonical)).toMatchObject({ id: entries[i]?.id, operation: fraud, seq: i + 1 });
    }
    expect(chain.filter(({ canonical }) => canonical !== '').length).toBeGreaterThan(chain.length / 2);
  });

  it('has no bytes of what is hidden from the auditor: where a trip of another agency is', async () => {
    const { operation }: any = await app.ask(
      `query($id: ID!) { operation(id: $id) { log(last: 100, filter: { actions: [BEGIN_ESCORT, REPORT_POSITION] }) {
        nodes { details withheld proof { canonical } task { leadAgency { code } } } } } }`,
      { id: fraud },
      { as: 'yk-police.auditor' },
    );
    const others = operation.log.nodes.filter(({ task }: any) => task && task.leadAgency.code !== 'yk-police');
    expect(others.length).toBeGreaterThan(0);
    for (const { details, proof } of others) {
      expect(details).not.toHaveProperty('legs');
      expect(details).not.toHaveProperty('positions');
      expect(proof.canonical).toBe('');
    }
  });

  it('tells the auditor of a lead that sees no trips nothing of one that its operation has', async () => {
    const traffic = idOf(app.operations, 'YK-TRAFFIC');
    const { id } = await plan(app, { operationId: traffic, title: '不该知道的抓捕' });
    const head = `query H($id: ID!) { chainHead(operationId: $id) { proof { canonical hash } } }`;
    const { chainHead } = await app.ask(head, { id: traffic }, { as: 'yk-traffic.auditor' });
    expect(chainHead.proof).toEqual({ canonical: '', hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(JSON.stringify(chainHead)).not.toContain(id);
  });

  it.each([
    'yk-police.commander',
    'yk-police.administrator',
    'yk-publicorder.officer',
    'yk-regulator.auditor',
    'icbc.liaison',
  ])('is null for %s', async (as) => {
    const entries = await wholeLog(as);
    expect(entries.length).toBeGreaterThan(0);
    expect(entries.every(({ proof }) => proof === null)).toBe(true);
  });
});
