import { SYSTEM_ACTOR } from '../../src/core/actor';
import { findDivision } from '../../src/core/divisions';
import { plus } from '../../src/core/time';
import { Session } from '../../src/store/session';
import { actorOf, idOf, setPart, startTestApp, type TestApp, type Variables } from '../support/app';

/** Lists of operations, agencies, members and divisions: who sees what of them, both ways and with every page size. */

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});

const OPERATIONS = `query O($first: Int, $after: String, $last: Int, $before: String, $phase: OperationPhase, $level: OperationLevel, $exercise: Boolean) {
  operations(first: $first, after: $after, last: $last, before: $before, phase: $phase, level: $level, exercise: $exercise) {
    edges { cursor node { code } } nodes { code } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
const AGENCIES = `query A($first: Int, $after: String, $last: Int, $before: String, $types: [AgencyType!], $codes: [String!], $operationId: ID) {
  agencies(first: $first, after: $after, last: $last, before: $before, types: $types, codes: $codes, operationId: $operationId) {
    nodes { id code } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
const MEMBERS = `query M($codes: [String!], $roles: [Role!], $active: Boolean = true, $text: String, $first: Int, $after: String, $last: Int, $before: String) {
  agencies(codes: $codes) { nodes { members(roles: $roles, active: $active, text: $text, first: $first, after: $after, last: $last, before: $before) {
    nodes { id code } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } } }`;

interface Page {
  nodes: { code: string }[];
  totalCount: number;
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
}

/** Reads a list page by page until its end, from its beginning or backwards from its end. */
async function whole(read: (page: Variables) => Promise<Page>, size: number, backwards: boolean): Promise<string[]> {
  const pages: string[][] = [];
  for (let edge: string | null = null, more = true; more;) {
    const { nodes, pageInfo } = await read(backwards ? { last: size, before: edge } : { first: size, after: edge });
    expect(nodes.length).toBeLessThanOrEqual(size);
    pages.push(nodes.map(({ code }) => code));
    more = backwards ? pageInfo.hasPreviousPage : pageInfo.hasNextPage;
    edge = backwards ? pageInfo.startCursor : pageInfo.endCursor;
  }
  return (backwards ? pages.reverse() : pages).flat();
}

async function expectJoins(read: (page: Variables) => Promise<Page>): Promise<void> {
  const { nodes, totalCount } = await read({ first: 100 });
  const all = nodes.map(({ code }) => code);
  expect([totalCount, new Set(all).size]).toEqual([all.length, all.length]);
  for (let size = 1; size <= all.length + 1; size += 1) {
    expect(await whole(read, size, false)).toEqual(all);
    expect(await whole(read, size, true)).toEqual(all);
  }
}

/** The police found one more operation. */
async function create(code: string, parentId: string): Promise<void> {
  const input = { code, nameZh: '秘密行动', level: 'COUNTY', startsOn: '2026-01-01', parentId };
  const document = 'mutation($input: CreateOperationInput!) { createOperation(input: $input) { cursor } }';
  await app.ask(document, { input }, { as: 'yk-police.administrator' });
}

/** How many statements a document costs. */
async function statementsOf(document: string, variables: Variables, as: string): Promise<number> {
  const spies = (['find', 'findOne', 'select'] as const).map((name) => jest.spyOn(Session.prototype, name));
  await app.ask(document, variables, { as });
  const count = spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
  for (const spy of spies) spy.mockRestore();
  return count;
}

describe('operations', () => {
  const list = async (as: string, asked: Variables = {}): Promise<Page> =>
    (await app.ask(OPERATIONS, asked, { as })).operations;
  const codes = async (as: string, asked: Variables = {}): Promise<string[]> =>
    (await list(as, asked)).nodes.map(({ code }) => code);

  it.each([
    ['yk-police.officer', ['YK-TRAFFIC', 'YK-FRAUD', 'ZJ-FRAUD', 'CN-FRAUD']],
    ['icbc.liaison', ['YK-FRAUD', 'ZJ-FRAUD', 'CN-FRAUD']],
    ['school-1.liaison', ['YK-TRAFFIC']],
    ['zj-police.commander', ['ZJ-FRAUD', 'CN-FRAUD']],
    ['cn-office.administrator', ['CN-FRAUD']],
  ])('are for %s those of its agency and those above', async (as, expected) => {
    expect(await codes(as)).toEqual(expected);
    expect((await list(as)).totalCount).toBe(expected.length);
  });

  it.each(['yk-police.officer', 'school-1.liaison'])('join page by page for %s', async (as) => {
    await expectJoins((page) => list(as, page));
  });

  it('are filtered by phase, level and exercise', async () => {
    const as = 'yk-police.officer';
    expect(await codes(as, { level: 'COUNTY' })).toEqual(['YK-TRAFFIC', 'YK-FRAUD']);
    expect(await codes(as, { level: 'NATION', phase: 'RUNNING' })).toEqual(['CN-FRAUD']);
    expect(await codes(as, { phase: 'DRAFT' })).toEqual([]);
    expect(await codes(as, { exercise: true })).toEqual([]);
    expect(await codes(as, { exercise: false })).toHaveLength(4);
  });

  it('refuse what is no page, and cursors of other arguments and readers', async () => {
    const { pageInfo } = await list('yk-police.officer', { first: 1 });
    const wrong: [Variables, string][] = [
      [{ first: 0 }, 'first'],
      [{ first: 101 }, 'first'],
      [{ last: 101 }, 'last'],
      [{ first: 1, last: 1 }, 'last'],
      [{ last: 1, after: pageInfo.endCursor }, 'after'],
      [{ after: 'no cursor' }, 'after'],
      [{ after: pageInfo.endCursor, phase: 'RUNNING' }, 'after'],
    ];
    for (const [asked, path] of wrong) {
      expect((await app.refusal(OPERATIONS, asked)).extensions).toMatchObject({ fields: [{ path }] });
    }
    const foreign = await app.refusal(OPERATIONS, { after: pageInfo.endCursor }, { as: 'icbc.liaison' });
    expect(foreign.extensions).toMatchObject({ fields: [{ path: 'after', code: 'NOT_A_CURSOR' }] });
  });

  it('of the viewer are those that its agency takes part in', async () => {
    const document = `query V($phases: [OperationPhase!]) { viewer { operations(phases: $phases) { nodes { code } totalCount } } }`;
    const own = async (as: string, asked: Variables = {}): Promise<Page> =>
      (await app.ask(document, asked, { as })).viewer.operations;
    expect(await own('yk-police.officer')).toMatchObject({
      nodes: [{ code: 'YK-TRAFFIC' }, { code: 'YK-FRAUD' }],
      totalCount: 2,
    });
    expect(await own('icbc.liaison', { phases: ['RUNNING'] })).toMatchObject({ totalCount: 1 });
    expect(await own('icbc.liaison', { phases: ['DRAFT', 'PAUSED'] })).toEqual({ nodes: [], totalCount: 0 });
  });

  it('below are those that the viewer may know, and withheld from who only takes part below', async () => {
    const document = `query C($code: String!) { operationByCode(code: $code) { withheld children { nodes { code } totalCount } } }`;
    const below = async (code: string, as: string): Promise<any> =>
      (await app.ask(document, { code }, { as })).operationByCode;
    const empty = { nodes: [], totalCount: 0 };
    expect((await below('CN-FRAUD', 'cn-office.commander')).children).toEqual(empty);
    const hidden = await below('CN-FRAUD', 'icbc.liaison');
    expect(hidden.children).toEqual(empty);
    expect(hidden.withheld).toContain('children');
    await setPartIn('CN-FRAUD', { by: 'cn-office.commander', agency: 'zj-police', part: 'OBSERVER' });
    expect((await below('CN-FRAUD', 'zj-police.officer')).children).toEqual({
      nodes: [{ code: 'ZJ-FRAUD' }],
      totalCount: 1,
    });
    await setPartIn('CN-FRAUD', { by: 'cn-office.commander', agency: 'zj-police', part: null });
  });

  it('do not show one to whose agency it is not, nor count it, nor tell its end from its absence', async () => {
    const outsiders = ['yk-traffic.officer', 'school-1.liaison', 'cn-office.auditor', 'icbc.liaison'];
    const read = (): Promise<string[]> =>
      Promise.all(outsiders.map(async (as) => (await app.post(OPERATIONS, {}, { as })).text));
    const before = await read();
    await create('YK-SECRET', idOf(app.operations, 'YK-FRAUD'));
    expect(await read()).toEqual(before);
    expect(await codes('yk-police.officer')).toContain('YK-SECRET');
  });

  it('with all that a page shows of them cost the same statements however many there are', async () => {
    const document = `query P($first: Int!) { operations(first: $first) { totalCount nodes { code availableActions
      parent { code } participations { part agency { code liaisons { code } } } catalogue(kind: PENALTY) { code } } } }`;
    const as = 'yk-police.officer';
    for (let i = 1; i <= 12; i += 1) await create(`YK-MANY-${i}`, idOf(app.operations, 'YK-FRAUD'));
    // What is once found of an id is kept.
    await app.ask(document, { first: 12 }, { as });
    const few = await statementsOf(document, { first: 2 }, as);
    expect(await statementsOf(document, { first: 12 }, as)).toBe(few);
  });
});

async function setPartIn(
  code: string,
  { by, agency, part }: { by: string; agency: string; part: string | null },
): Promise<void> {
  const input = { operationId: idOf(app.operations, code), agencyId: idOf(app.agencies, agency), part };
  await app.services.door.execute({ action: 'setParticipation', actor: await actorOf(app, by), input });
}

describe('agencies', () => {
  const list = async (as: string, asked: Variables = {}): Promise<Page> =>
    (await app.ask(AGENCIES, asked, { as })).agencies;

  it('are for every member, and join page by page', async () => {
    const { nodes, totalCount } = await list('school-1.liaison', { first: 100 });
    expect(totalCount).toBe(app.agencies.size);
    expect(nodes).toHaveLength(app.agencies.size);
    await expectJoins((page) => list('school-1.liaison', { types: ['BANK', 'SCHOOL'], ...page }));
  });

  it('are filtered by type and code', async () => {
    const codes = async (asked: Variables): Promise<string[]> =>
      (await list('icbc.liaison', asked)).nodes.map(({ code }) => code).sort();
    expect(await codes({ types: ['MEDIA'] })).toEqual(['yk-daily', 'yk-tv']);
    expect(await codes({ codes: ['icbc', 'no-such', '工行'] })).toEqual(['icbc']);
    expect(await codes({ types: ['BANK'], codes: ['yk-tv'] })).toEqual([]);
    expect(await codes({ codes: [] })).toEqual([]);
  });

  it('of an operation are those that take part now, for its participants alone', async () => {
    const operationId = idOf(app.operations, 'YK-FRAUD');
    const before = (await list('icbc.liaison', { operationId })).totalCount;
    await setPart(app, 'yk-tv', 'OBSERVER');
    expect((await list('icbc.liaison', { operationId })).totalCount).toBe(before + 1);
    await setPart(app, 'yk-tv', null);
    expect((await list('icbc.liaison', { operationId })).totalCount).toBe(before);
    const outside = (id: string): Promise<string> =>
      app.post(AGENCIES, { operationId: id }, { as: 'school-1.liaison' }).then(({ text }) => text);
    expect(await outside(operationId)).toBe(await outside('op_01h455vb4pex5vsknk084sn02q'));
    expect(await outside(operationId)).toBe(await outside(idOf(app.operations, 'SYSTEM')));
    const above = await app.refusal(
      AGENCIES,
      { operationId: idOf(app.operations, 'ZJ-FRAUD') },
      { as: 'icbc.liaison' },
    );
    expect(above.extensions).toMatchObject({ code: 'FORBIDDEN', denial: { code: 'HIDDEN_FIELD' } });
  });

  it('show their active liaisons by code to agencies of a common operation', async () => {
    const document = `query L($codes: [String!]) { agencies(codes: $codes) { nodes { code liaisons { code roles phone } withheld } } }`;
    const asked = async (as: string): Promise<any> =>
      (await app.ask(document, { codes: ['icbc'] }, { as })).agencies.nodes[0];
    expect((await asked('yk-police.officer')).liaisons.map(({ code }: { code: string }) => code)).toEqual([
      'icbc.liaison',
      'icbc.liaison-02',
    ]);
    expect((await asked('icbc.commander')).liaisons[0].phone).toEqual(expect.any(String));
    expect(await asked('school-1.liaison')).toMatchObject({ liaisons: [], withheld: ['hotline', 'liaisons'] });
  });
});

describe('members', () => {
  const list = async (as: string, asked: Variables): Promise<Page> =>
    (await app.ask(MEMBERS, asked, { as })).agencies.nodes[0].members;
  const codes = async (as: string, asked: Variables): Promise<string[]> =>
    (await list(as, { codes: ['yk-police'], ...asked })).nodes.map(({ code }) => code).sort();

  it('are all for the own agency, and commanders and liaisons for others; counted alike', async () => {
    const all = [...app.members.keys()].filter((code) => code.startsWith('yk-police.')).sort();
    expect(await codes('yk-police.auditor', {})).toEqual(all);
    const addressable = all.filter((code) => /commander|liaison/.test(code));
    expect(await codes('icbc.liaison', {})).toEqual(addressable);
    expect((await list('icbc.liaison', { codes: ['yk-police'], first: 1 })).totalCount).toBe(addressable.length);
    expect(await codes('icbc.liaison', { roles: ['OFFICER', 'AUDITOR'] })).toEqual([]);
    expect(await codes('icbc.liaison', { text: 'officer' })).toEqual([]);
  });

  it.each(['yk-police.auditor', 'icbc.liaison'])('join page by page for %s', async (as) => {
    await expectJoins((page) => list(as, { codes: ['yk-police'], ...page }));
  });

  it('are filtered by role and by what stands in name or code', async () => {
    const as = 'yk-police.officer';
    expect(await codes(as, { roles: ['AUDITOR', 'ADMINISTRATOR'] })).toEqual([
      'yk-police.administrator',
      'yk-police.auditor',
    ]);
    expect(await codes(as, { text: '指挥长' })).toEqual(['yk-police.commander', 'yk-police.commander-02']);
    expect(await codes(as, { text: 'COMMANDER-02' })).toEqual(['yk-police.commander-02']);
    expect(await codes(as, { text: '%' })).toEqual([]);
    expect(await codes(as, { roles: [] })).toEqual([]);
    for (const [text, code] of [
      [' ', 'TOO_SHORT'],
      ['字'.repeat(65), 'TOO_LONG'],
    ]) {
      const refusal = await app.refusal(MEMBERS, { codes: ['yk-police'], text });
      expect(refusal.extensions).toMatchObject({ fields: [{ path: 'text', code }] });
    }
  });

  it('who may no longer sign in are listed only when asked for, and are no liaisons', async () => {
    const memberId = idOf(app.members, 'icbc.liaison-02');
    const input = { memberId, reason: '离任' };
    const { door } = app.services;
    await door.execute({ action: 'disableMember', actor: SYSTEM_ACTOR, input });
    const of = async (active: boolean | null): Promise<string[]> =>
      (await list('icbc.commander', { codes: ['icbc'], active })).nodes.map(({ code }) => code).sort();
    expect(await of(true)).toEqual(['icbc.commander', 'icbc.liaison']);
    expect(await of(false)).toEqual(['icbc.liaison-02']);
    expect(await of(null)).toEqual(['icbc.commander', 'icbc.liaison', 'icbc.liaison-02']);
    const document = `{ agencies(codes: ["icbc"]) { nodes { liaisons { code } } } }`;
    expect((await app.ask(document)).agencies.nodes[0].liaisons).toEqual([{ code: 'icbc.liaison' }]);
  });

  it('take their new roles into every list', async () => {
    const memberId = idOf(app.members, 'yk-police.officer-03');
    const actor = await actorOf(app, 'yk-police.administrator');
    const change = (roles: string[]): Promise<unknown> =>
      app.services.door.execute({ action: 'changeMember', actor, input: { memberId, roles } });
    await change(['OFFICER', 'LIAISON']);
    expect(await codes('icbc.liaison', { roles: ['LIAISON'] })).toContain('yk-police.officer-03');
    await change(['OFFICER']);
    expect(await codes('icbc.liaison', {})).not.toContain('yk-police.officer-03');
  });
});

describe('nodes', () => {
  const NODES = 'query N($ids: [ID!]!) { nodes(ids: $ids) { id __typename ... on Member { code } } }';

  it('answer what each id would by itself, in order', async () => {
    const ids = [...app.operations.values(), ...app.agencies.values(), ...[...app.members.values()].slice(0, 40)];
    const asked = [...ids.reverse(), ids[0]!, 'no id', 'trip_01h455vb4pex5vsknk084sn02q'];
    for (const as of ['yk-police.officer', 'icbc.liaison', 'school-1.liaison']) {
      const { nodes } = await app.ask(NODES, { ids: asked }, { as });
      const single = [];
      for (const id of asked) single.push((await app.ask(NODES, { ids: [id] }, { as })).nodes[0]);
      expect(nodes).toEqual(single);
    }
  });

  it('cost the same statements however many they are', async () => {
    const ids = [...app.members.values(), ...app.operations.values()];
    const some = [...ids.slice(0, 5), ...ids.slice(-2)];
    const many = [...ids.slice(0, 90), ...ids.slice(-4)];
    const as = 'yk-police.officer';
    await app.ask(NODES, { ids: many }, { as });
    expect(await statementsOf(NODES, { ids: many }, as)).toBe(await statementsOf(NODES, { ids: some }, as));
  });
});

describe('divisions', () => {
  const list = async (asked: Variables): Promise<{ code: string; name: string }[]> =>
    (
      await app.ask(
        'query D($within: DivisionCode, $text: String, $first: Int) { divisions(within: $within, text: $text, first: $first) { code name } }',
        asked,
      )
    ).divisions;

  it('come in the order of codes, a hundred if no more are asked for', async () => {
    const usual = await list({});
    expect(usual).toHaveLength(100);
    expect(usual.map(({ code }) => code)).toEqual(usual.map(({ code }) => code).sort());
    expect(await list({ first: 1000 })).toHaveLength(1000);
  });

  it('lie inside the one that is named', async () => {
    const inside = await list({ within: '330700' });
    expect(inside.map(({ code }) => code)).toContain('330784');
    expect(inside.every(({ code }) => code.startsWith('3307') && code !== '330700')).toBe(true);
    expect(await list({ within: '330784' })).toEqual([]);
  });

  it('are found by Chinese or English name and by the beginning of the code', async () => {
    const codes = async (text: string): Promise<string[]> => (await list({ text })).map(({ code }) => code);
    expect(await codes('永康')).toContain('330784');
    expect(await codes('yongKANG')).toEqual(['330784']);
    expect((await codes('33078')).every((code) => code.startsWith('33078'))).toBe(true);
    expect(await codes('无此地')).toEqual([]);
    expect((await list({ text: '宾阳', within: '450000' })).map(({ code }) => findDivision(code)?.nameZh)).toEqual([
      '宾阳县',
    ]);
  });

  it.each([
    [{ first: 0 }, 'first'],
    [{ first: 1001 }, 'first'],
    [{ text: '' }, 'text'],
    [{ text: 'x'.repeat(65) }, 'text'],
  ])('refuse %j', async (asked, path) => {
    const document = 'query D($text: String, $first: Int) { divisions(text: $text, first: $first) { code } }';
    expect((await app.refusal(document, asked)).extensions).toMatchObject({ fields: [{ path }] });
  });
});

describe('the head of the chain', () => {
  const HEAD = `query H($id: ID!) { chainHead(operationId: $id) { at operation { code } proof { seq hash previousHash canonical } } }`;
  const LAST = `query L($id: ID!) { operation(id: $id) { log(last: 1) { nodes { proof { seq hash previousHash canonical } } } } }`;

  it('is the newest entry, for auditors of the lead', async () => {
    const id = idOf(app.operations, 'YK-FRAUD');
    const as = 'yk-police.auditor';
    const { chainHead } = await app.ask(HEAD, { id }, { as });
    const { operation } = await app.ask(LAST, { id }, { as });
    expect(chainHead.operation).toEqual({ code: 'YK-FRAUD' });
    expect(chainHead.proof).toEqual(operation.log.nodes[0].proof);
    expect(Math.abs(Date.parse(chainHead.at) - Date.now())).toBeLessThan(60_000);
  });

  it.each([
    ['yk-police.commander', 'YK-FRAUD', 'FORBIDDEN'],
    ['yk-regulator.auditor', 'YK-FRAUD', 'FORBIDDEN'],
    ['yk-police.auditor', 'ZJ-FRAUD', 'FORBIDDEN'],
    ['zj-police.auditor', 'YK-FRAUD', 'NOT_FOUND'],
    ['yk-police.auditor', 'SYSTEM', 'NOT_FOUND'],
  ])('is refused to %s for %s: %s', async (as, code, expected) => {
    const refusal = await app.refusal(HEAD, { id: idOf(app.operations, code) }, { as });
    expect(refusal.extensions.code).toBe(expected);
  });
});

describe('the commands of an operation', () => {
  const PAYLOAD = 'cursor operation { id code name label version phase availableActions createdAt updatedAt endsOn }';
  const found = (input: Variables, as = 'yk-police.administrator'): Promise<any> =>
    app.ask(
      `mutation($input: CreateOperationInput!) { createOperation(input: $input) { ${PAYLOAD} } }`,
      { input },
      { as },
    );
  const run = (name: string, input: Variables, as = 'yk-police.commander'): Promise<any> =>
    app.ask(
      `mutation($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) { ${PAYLOAD} } }`,
      { input },
      { as },
    );

  it('lead it from its draft to its end, and offer what is next', async () => {
    const input = {
      code: 'YK-LIFE',
      nameZh: '全程行动',
      nameEn: 'Whole life',
      level: 'COUNTY',
      startsOn: '2026-01-01',
    };
    const made = (await found({ ...input, exercise: true })).createOperation;
    expect(made.operation).toMatchObject({ code: 'YK-LIFE', phase: 'DRAFT', version: 1, label: '全程行动' });
    const operationId = made.operation.id;
    const after = async (name: string, more: Variables = {}): Promise<any> =>
      (await run(name, { operationId, ...more }))[name].operation;
    const begun = await after('startOperation', { expectedVersion: 1 });
    expect(begun).toMatchObject({ phase: 'RUNNING', version: 2 });
    expect(begun.availableActions).toEqual(
      expect.arrayContaining([
        ...['PAUSE_OPERATION', 'CLOSE_OPERATION', 'SET_PARTICIPATION', 'ADD_CATALOGUE_ENTRY', 'PLAN_ARREST_TRIP'],
      ]),
    );
    const until = plus(app.services.clock.now(), { hours: 1 });
    const joining = { agencyId: idOf(app.agencies, 'icbc'), part: 'OBSERVER', until };
    expect(await after('setParticipation', joining)).toMatchObject({ version: 3 });
    expect(await after('pauseOperation', { reason: '等候通知' })).toMatchObject({ phase: 'PAUSED' });
    expect(await after('closeOperation')).toMatchObject({ phase: 'CLOSED', availableActions: [] });
    const seen = await app.ask(
      'query($id: ID!) { operation(id: $id) { exercise label(locale: EN) participations(parts: [OBSERVER]) { part until agency { code } } deniedActions { action } } }',
      { id: operationId },
      { as: 'icbc.liaison' },
    );
    expect(seen.operation).toEqual({
      ...{ exercise: true, label: 'Whole life', deniedActions: [] },
      participations: [{ part: 'OBSERVER', until, agency: { code: 'icbc' } }],
    });
  });

  it('name a task that is open to who may know it, and to others say only that there is one', async () => {
    const close = 'mutation($input: CloseOperationInput!) { closeOperation(input: $input) { cursor } }';
    const input = { operationId: idOf(app.operations, 'YK-FRAUD') };
    const refusal = await app.refusal(close, { input }, { as: 'yk-police.commander' });
    expect(refusal.extensions).toMatchObject({ code: 'PRECONDITION_FAILED', unmet: [{ code: 'TASK_OPEN' }] });
    expect(refusal.message).toMatch(/ARR-\d{4}/);
    const lead = { as: 'yk-police.commander' };
    await setPart(app, 'yk-traffic', 'LEAD');
    const hidden = await app.refusal(close, { input }, { as: 'yk-traffic.commander' });
    expect(hidden.extensions['unmet']).toEqual([{ code: 'TASK_OPEN', message: '还有任务尚未办结:***' }]);
    await app.ask(
      'mutation($input: SetParticipationInput!) { setParticipation(input: $input) { cursor } }',
      { input: { ...input, agencyId: idOf(app.agencies, 'yk-traffic') } },
      lead,
    );
  });

  it('keep catalogues, read by participants as they were added', async () => {
    const operationId = idOf(app.operations, 'YK-FRAUD');
    const lead = { as: 'yk-police.commander' };
    const ADD = `mutation($input: AddCatalogueEntryInput!) { addCatalogueEntry(input: $input) { cursor entry { id kind code label named active division { code } } } }`;
    const RETIRE = `mutation($input: RetireCatalogueEntryInput!) { retireCatalogueEntry(input: $input) { entry { code active } } }`;
    const READ = `query($id: ID!) { operation(id: $id) { withheld catalogue(kind: SOURCE_REGION) { code label(locale: EN) active } other: catalogue(kind: HAZARD_TYPE) { code } } }`;
    const ids: string[] = [];
    for (const code of ['Z', 'A', 'M']) {
      const input = {
        operationId,
        kind: 'SOURCE_REGION',
        code,
        labelZh: `地区${code}`,
        division: '450126',
        named: code !== 'M',
      };
      const { entry } = (await app.ask(ADD, { input }, lead)).addCatalogueEntry;
      expect(entry).toMatchObject({
        label: `地区${code}`,
        named: code !== 'M',
        active: true,
        division: { code: '450126' },
      });
      ids.push(entry.id);
    }
    const retired = await app.ask(RETIRE, { input: { operationId, entryId: ids[1], reason: '已整治' } }, lead);
    expect(retired.retireCatalogueEntry.entry).toEqual({ code: 'A', active: false });
    const { operation } = await app.ask(READ, { id: operationId }, { as: 'icbc.liaison' });
    const ofTheDemo = [
      ...['BINYANG', 'DIANBAI', 'SHUANGFENG', 'ZHANGZHOU', 'LONGYAN', 'UNNAMED_06', 'UNNAMED_07', 'UNNAMED_08'],
    ];
    expect(operation.catalogue).toEqual([
      ...ofTheDemo.map((code) => ({ code, label: expect.any(String), active: true })),
      { code: 'Z', label: '地区Z', active: true },
      { code: 'A', label: '地区A', active: false },
      { code: 'M', label: '地区M', active: true },
    ]);
    expect(operation.other).toEqual([]);
    const above = await app.ask(READ, { id: idOf(app.operations, 'ZJ-FRAUD') }, { as: 'icbc.liaison' });
    expect(above.operation).toMatchObject({ catalogue: [] });
    expect(above.operation.withheld).toContain('catalogue');
    const node = 'query($id: ID!) { node(id: $id) { id } }';
    expect((await app.refusal(node, { id: ids[0] }, { as: 'school-1.liaison' })).extensions.code).toBe('NOT_FOUND');
    const task = 'query($id: ID!) { task(id: $id) { id } }';
    expect((await app.refusal(task, { id: ids[0] })).extensions.code).toBe('NOT_FOUND');
    const log = await app.ask(
      'query($id: ID!) { operation(id: $id) { board { cursor } log(last: 1) { nodes { event summary position } } } }',
      { id: operationId },
      { as: 'icbc.liaison' },
    );
    const [newest] = log.operation.log.nodes;
    expect(newest).toMatchObject({ event: 'RETIRE_CATALOGUE_ENTRY', summary: '目录条目停用:A(地区A)' });
    expect(log.operation.board.cursor).toBe(newest.position);
  });
});
