import { idOf, startTestApp, type TestApp } from '../support/app';
import { plan } from '../support/trips';

/** A board is one snapshot: its cursor, counts and pages were read at one moment. */

let app: TestApp;
let id: string;

beforeAll(async () => {
  app = await startTestApp();
  id = idOf(app.operations, 'YK-FRAUD');
  for (let i = 0; i < 7; i += 1) await plan(app, { title: `第${i + 1}批`, priority: i % 2 === 0 ? 'HIGH' : 'NORMAL' });
});

const NUMBERS = 'nodes { number } pageInfo { hasNextPage hasPreviousPage endCursor } totalCount';

async function planned(args: string): Promise<any> {
  const { board } = await app.ask(
    `query ($id: ID!) { board(operationId: $id) { columns(phases: [PLANNED]) { count tasks(${args}) { ${NUMBERS} } } } }`,
    { id },
  );
  return board.columns[0].tasks;
}

describe('a board', () => {
  it('gives a column page by page: every task once, in the order of priority and number', async () => {
    const whole = (await planned('first: 100')).nodes.map((task: any) => task.number);
    const numbers: string[] = [];
    let page = await planned('first: 2');
    for (; page.pageInfo.hasNextPage; page = await planned(`first: 2, after: "${page.pageInfo.endCursor}"`)) {
      numbers.push(...page.nodes.map((task: any) => task.number));
      expect(page.totalCount).toBe(whole.length);
    }
    numbers.push(...page.nodes.map((task: any) => task.number));
    expect(numbers).toEqual(whole);
    expect(new Set(numbers).size).toBe(9);
  });

  it('reads what is asked by aliases, fragments and variables, and not what is skipped', async () => {
    const { board } = await app.ask(
      `query ($id: ID!, $first: Int!, $no: Boolean!) {
        board(operationId: $id) {
          columns(phases: [PLANNED]) {
            ...Pages
            ... on BoardColumn { three: tasks(first: 3) { nodes { number } } }
            none: tasks(first: 4) @include(if: $no) { nodes { number } }
          }
        }
      }
      fragment Pages on BoardColumn { tasks(first: $first) { nodes { number } } all: tasks { nodes { number } } }`,
      { id, first: 2, no: false },
    );
    const [column] = board.columns;
    expect([column.tasks, column.three, column.all].map(({ nodes }) => nodes.length)).toEqual([2, 3, 9]);
    expect(column).not.toHaveProperty('none');
  });

  it('refuses sizes and cursors that are none, each at its own field', async () => {
    const over = await app.refusal(
      'query ($id: ID!) { board(operationId: $id) { columns(phases: [DONE]) { tasks(first: 101) { totalCount } } } }',
      { id },
    );
    expect(over).toMatchObject({ path: ['board', 'columns', 0, 'tasks'], extensions: { code: 'BAD_USER_INPUT' } });
    expect(over.extensions['fields']).toMatchObject([{ path: 'first', code: 'TOO_LARGE' }]);
    const { endCursor } = (await planned('first: 1')).pageInfo;
    const foreign = await app.refusal(
      `query ($id: ID!) { board(operationId: $id) { columns(phases: [ACTIVE]) { tasks(after: "${endCursor}") { totalCount } } } }`,
      { id },
    );
    expect(foreign.extensions['fields']).toMatchObject([{ path: 'after', code: 'NOT_A_CURSOR' }]);
  });

  it('counts what its pages show, while others plan', async () => {
    const document = `query ($id: ID!) { board(operationId: $id) { columns { count tasks(first: 100) { nodes { id } totalCount } } } }`;
    const plans = Array.from({ length: 10 }, () => plan(app));
    const boards = await Promise.all(Array.from({ length: 20 }, () => app.ask(document, { id })));
    await Promise.all(plans);
    for (const { board } of boards) {
      for (const { count, tasks } of board.columns) {
        expect([tasks.totalCount, tasks.nodes.length]).toEqual([count, count]);
      }
    }
  });

  it('is the same under the same filter, and empty for who only takes part below', async () => {
    const document = `query ($id: ID!, $filter: TaskFilter) { board(operationId: $id, filter: $filter) { id } }`;
    const ids = await Promise.all(
      [{}, {}, { phases: ['DONE'] }].map(async (filter) => (await app.ask(document, { id, filter })).board.id),
    );
    expect(ids[0]).toBe(ids[1]);
    expect(ids[0]).not.toBe(ids[2]);
    const { operationByCode } = await app.ask(
      '{ operationByCode(code: "ZJ-FRAUD") { withheld board { overdue columns { count tasks { totalCount } } } } }',
    );
    expect(operationByCode.withheld).toContain('board');
    expect(operationByCode.board.columns.map((column: any) => column.count)).toEqual([0, 0, 0, 0, 0]);
  });
});
