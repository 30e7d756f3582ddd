import { TaskAgencyRow, TaskRow } from '../../src/store/rows/task.row';
import { idOf, startTestApp, type TestApp } from '../support/app';
import { statementsOf } from '../support/statements';
import { plan } from '../support/trips';

/** The fields of the API that list tasks, as their callers find them. */

let app: TestApp;
let id: string;

const TASKS = `query ($id: ID!, $filter: TaskFilter, $orderBy: TaskOrder, $first: Int, $after: String, $last: Int, $before: String) {
  operation(id: $id) { tasks(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { id } } nodes { id number title priority createdAt dueAt } totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  } } }`;

async function tasks(more: object = {}, as = 'yk-police.officer'): Promise<any> {
  return (await app.ask(TASKS, { id, ...more }, { as })).operation.tasks;
}

async function refusal(more: object, as = 'yk-police.officer'): Promise<any> {
  return (await app.refusal(TASKS, { id, ...more }, { as })).extensions;
}

beforeAll(async () => {
  app = await startTestApp();
  id = idOf(app.operations, 'YK-FRAUD');
  for (let i = 0; i < 12; i += 1) {
    const dueAt = i % 3 === 0 ? null : `2030-01-${String(20 - i).padStart(2, '0')}T00:00:00.000Z`;
    await plan(app, { title: `第${i + 1}批`, priority: i % 2 === 0 ? 'HIGH' : 'NORMAL', dueAt });
  }
});

describe('Operation.tasks', () => {
  it.each([null, 'CREATED_AT', 'UPDATED_AT', 'DUE_AT', 'PRIORITY', 'NUMBER'])(
    'gives every task once by %s, page by page, forwards and backwards',
    async (field) => {
      for (const direction of ['ASC', 'DESC']) {
        const orderBy = field && { field, direction };
        const whole = await tasks({ orderBy, first: 100 });
        const ids = whole.nodes.map((task: any) => task.id);
        expect(new Set(ids).size).toBe(whole.totalCount);
        const forwards: string[] = [];
        for (let after: string | null = null; ;) {
          const page: any = await tasks({ orderBy, first: 5, after });
          forwards.push(...page.nodes.map((task: any) => task.id));
          expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
          if (!page.pageInfo.hasNextPage) break;
          after = page.pageInfo.endCursor;
        }
        const backwards: string[] = [];
        for (let before: string | null = null; ;) {
          const page: any = await tasks({ orderBy, last: 5, before });
          backwards.unshift(...page.nodes.map((task: any) => task.id));
          if (!page.pageInfo.hasPreviousPage) break;
          before = page.pageInfo.startCursor;
        }
        expect([forwards, backwards]).toEqual([ids, ids]);
      }
    },
  );

  it('has tasks without dueAt last either way', async () => {
    for (const direction of ['ASC', 'DESC']) {
      const due = (await tasks({ orderBy: { field: 'DUE_AT', direction } })).nodes.map((task: any) => task.dueAt);
      const dated = due.filter((each: string | null) => each !== null);
      expect(due.slice(0, dated.length)).toEqual(dated);
      expect(dated).toEqual(direction === 'ASC' ? [...dated].sort() : [...dated].sort().reverse());
    }
  });

  it('refuses both ways at once, and a cursor of another order, filter, reader or field', async () => {
    const { endCursor: after } = (await tasks({ first: 2 })).pageInfo;
    expect(await refusal({ last: 2, after })).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'after' }] });
    expect(await refusal({ first: 2, last: 2 })).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'last' }] });
    expect(await refusal({ first: 101 })).toMatchObject({ fields: [{ path: 'first', code: 'TOO_LARGE' }] });
    for (const other of [{ orderBy: { field: 'NUMBER', direction: 'ASC' } }, { filter: { phases: ['PLANNED'] } }]) {
      expect(await refusal({ ...other, after })).toMatchObject({ fields: [{ path: 'after', code: 'NOT_A_CURSOR' }] });
    }
    expect(await refusal({ after }, 'yk-police.commander')).toMatchObject({ fields: [{ code: 'NOT_A_CURSOR' }] });
    // A filter that asks for nothing makes no other list.
    const [next, same] = [await tasks({ first: 2, after }), await tasks({ first: 2, after, filter: { kinds: null } })];
    expect(same).toEqual(next);
  });

  it.each(['CREATED_AT', 'UPDATED_AT', 'DUE_AT'])('gives what stands between two cursors by %s', async (field) => {
    const orderBy = { field, direction: 'ASC' };
    const { edges } = await tasks({ orderBy, first: 100 });
    const cursors = edges.map(({ cursor }: any) => cursor);
    const ids = edges.map(({ node }: any) => node.id);
    // Each pair that has something between it, so some of them within one second.
    for (let i = 0; i + 3 < cursors.length; i += 1) {
      const page = await tasks({ orderBy, first: 100, after: cursors[i], before: cursors[i + 3] });
      expect(page.nodes.map(({ id: found }: any) => found)).toEqual(ids.slice(i + 1, i + 3));
    }
  });

  it('has a task once, however many of its agencies are asked for, in every order', async () => {
    const agencyIds = ['yk-police', 'yk-station-1', 'yk-publicorder'].map((code) => idOf(app.agencies, code));
    for (const field of [null, 'CREATED_AT', 'NUMBER', 'PRIORITY']) {
      const orderBy = field && { field, direction: 'DESC' };
      const { nodes, totalCount } = await tasks({ orderBy, first: 100, filter: { agencyIds } });
      const ids = nodes.map((task: any) => task.id);
      expect([new Set(ids).size, totalCount]).toEqual([ids.length, ids.length]);
    }
  });

  it('refuses a bank what it sees nowhere, in a filter and in an order, in words', async () => {
    const square = {
      type: 'Polygon',
      coordinates: [
        [
          [119, 28],
          [121, 28],
          [121, 30],
          [119, 28],
        ],
      ],
    };
    const bank = await bankMember();
    for (const filter of [{ within: square }, { numbers: ['ARR-0001'] }, { divisions: ['330784'] }]) {
      expect(await refusal({ filter }, bank)).toMatchObject({ code: 'FORBIDDEN', denial: { code: 'HIDDEN_FIELD' } });
    }
    const orderBy = { field: 'NUMBER', direction: 'ASC' };
    const refused = await app.refusal(TASKS, { id, orderBy }, { as: bank });
    expect(refused.extensions).toMatchObject({ code: 'FORBIDDEN', denial: { code: 'HIDDEN_ORDER' } });
    expect(refused.message).toContain('排序');
  });

  it('takes an area of the right form alone', async () => {
    const square = [
      [119, 28],
      [121, 28],
      [121, 30],
      [119, 28],
    ];
    expect((await tasks({ filter: { within: { type: 'Polygon', coordinates: [square] } } })).nodes).toEqual([]);
    const point = { type: 'Point', coordinates: [120, 29] };
    expect(await refusal({ filter: { within: point } })).toMatchObject({
      fields: [{ path: 'filter.within', code: 'NOT_AN_AREA' }],
    });
    const open = { type: 'Polygon', coordinates: [square.slice(0, 3)] };
    expect(await refusal({ filter: { within: open } })).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('shows none to who only takes part below', async () => {
    const { operationByCode } = await app.ask(
      '{ operationByCode(code: "ZJ-FRAUD") { withheld tasks { totalCount nodes { id } } } }',
    );
    expect(operationByCode).toMatchObject({ tasks: { totalCount: 0, nodes: [] } });
    expect(operationByCode.withheld).toContain('tasks');
  });

  it('costs the same number of statements for one task and for all', async () => {
    const document = `query ($id: ID!, $first: Int) { operation(id: $id) { tasks(first: $first) {
      totalCount nodes { id title leadAgency { name } createdBy { name } availableActions ... on ArrestTrip { members { name } } } } } }`;
    const cost = async (first: number): Promise<number> =>
      (await statementsOf(app.services.store, () => app.ask(document, { id, first }))).length;
    await cost(1);
    expect(await cost(12)).toBe(await cost(1));
  });
});

describe('taskByNumber', () => {
  const BY_NUMBER =
    'query ($id: ID!, $number: String!) { taskByNumber(operationId: $id, number: $number) { id number } }';

  it('finds a task for police, and for nobody who may not see its number', async () => {
    const [{ id: taskId, number }] = (await tasks({ first: 1 })).nodes;
    expect((await app.ask(BY_NUMBER, { id, number })).taskByNumber).toEqual({ id: taskId, number });
    for (const [as, asked] of [
      ['yk-police.officer', 'ARR-9999'],
      ['yk-police.officer', '抓捕'],
      [await bankMember(), number],
    ] as const) {
      expect((await app.refusal(BY_NUMBER, { id, number: asked }, { as })).extensions.code).toBe('NOT_FOUND');
    }
  });
});

describe('Viewer.tasks', () => {
  const OWN =
    'query ($filter: TaskFilter, $orderBy: TaskOrder) { viewer { tasks(filter: $filter, orderBy: $orderBy, first: 100) { totalCount nodes { id title operation { code } } } } }';

  it('has the tasks that the own agency leads, of all its operations', async () => {
    const { tasks: own } = (await app.ask(OWN)).viewer;
    const led = await tasks({ first: 100, filter: { leadAgencyIds: [idOf(app.agencies, 'yk-police')] } });
    const ofOperation = own.nodes.filter((task: any) => task.operation.code === 'YK-FRAUD');
    expect(ofOperation.map((task: any) => task.id).sort()).toEqual(led.nodes.map((task: any) => task.id).sort());
    expect(own.totalCount).toBe(own.nodes.length);
  });

  it('shows a bank the trip that it is assigned to, by an order of any field that it sees', async () => {
    const bank = await bankMember();
    expect((await app.ask(OWN, {}, { as: bank })).viewer.tasks).toEqual({ totalCount: 0, nodes: [] });
    const agency = idOf(app.agencies, bank.split('.')[0]!);
    const task = await app.services.store.write(async (session) => {
      const [header] = await session.find(TaskRow, { operation: id }, { boardKey: 'ASC' });
      const { boardKey, priority, id: task } = header!;
      await session.insert(TaskAgencyRow, [{ operation: id, agency, boardKey, task, priority, relation: 'ASSIST' }]);
      return header!;
    });
    for (const orderBy of [null, { field: 'CREATED_AT', direction: 'DESC' }]) {
      const { tasks: own } = (await app.ask(OWN, { orderBy }, { as: bank })).viewer;
      expect(own).toMatchObject({ totalCount: 1, nodes: [{ id: task.id, title: task.title }] });
    }
  });
});

describe('BoardColumn.tasks', () => {
  const BOARD = `query ($id: ID!, $orderBy: TaskOrder, $after: String) { board(operationId: $id) {
    columns(phases: [PLANNED]) { count tasks(orderBy: $orderBy, first: 4, after: $after) {
      nodes { id number } totalCount pageInfo { hasNextPage endCursor } } } } }`;

  it('gives a column in another order, page by page', async () => {
    const orderBy = { field: 'NUMBER', direction: 'DESC' };
    const numbers: string[] = [];
    for (let after: string | null = null; ;) {
      const { count, tasks: page }: any = (await app.ask(BOARD, { id, orderBy, after })).board.columns[0];
      numbers.push(...page.nodes.map((task: any) => task.number));
      expect(page.totalCount).toBe(count);
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(numbers).toEqual([...numbers].sort().reverse());
    expect(numbers.length).toBeGreaterThanOrEqual(12);
  });

  it('refuses a bank the order by number at its own field', async () => {
    const orderBy = { field: 'NUMBER', direction: 'ASC' };
    const refused = await app.refusal(BOARD, { id, orderBy }, { as: await bankMember() });
    expect(refused.extensions).toMatchObject({ code: 'FORBIDDEN', denial: { code: 'HIDDEN_ORDER' } });
  });
});

async function bankMember(): Promise<string> {
  const code = [...app.members.keys()].find((each) => each.startsWith('icbc'));
  if (code === undefined) throw new Error('the demo has no bank');
  return code;
}
