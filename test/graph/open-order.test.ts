import { boardKey } from '../../src/core/board-key';
import { instantOf } from '../../src/core/time';
import { PRIORITIES } from '../../src/core/vocabulary';
import { TaskAgencyRow, TaskRow } from '../../src/store/rows/task.row';
import { raw } from '../../src/store/session';
import { actorOf, idOf, startTestApp, type TestApp } from '../support/app';
import { plan } from '../support/trips';

/** Who is not shown when trips are due, nor their numbers, learns of neither by the order in which they come. */

const BANK = 'icbc.liaison';
const TASKS = `query ($id: ID!, $first: Int, $after: String, $last: Int, $before: String) {
  operation(id: $id) { tasks(first: $first, after: $after, last: $last, before: $before) {
    edges { cursor node { id } } nodes { id number dueAt } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`;
const OWN = '{ viewer { tasks(first: 100) { nodes { id } } } }';
const BOARD = `query ($id: ID!, $asOf: DateTime, $after: String) { board(operationId: $id, asOf: $asOf) {
  columns(phases: [PLANNED]) { tasks(first: 4, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage endCursor } } } } }`;

let app: TestApp;
let id: string;
/** Trips that the bank is let in to, as it must see them: what is most urgent first, and of that the newest. */
let open: string[];

beforeAll(async () => {
  app = await startTestApp();
  id = idOf(app.operations, 'YK-FRAUD');
  for (let i = 0; i < 10; i += 1) {
    // Neither the order of their numbers nor of their due dates is that of their ids, forwards or backwards.
    const dueAt = i % 4 === 0 ? null : `2030-01-${String(10 + ((i * 7) % 10))}T00:00:00.000Z`;
    await plan(app, { title: `第${i + 1}批`, priority: PRIORITIES[i % 3], dueAt });
  }
  const agency = idOf(app.agencies, 'icbc');
  await app.services.store.write(async (session) => {
    const planned = await session.find(TaskRow, { operation: id, state: 'PLANNED' });
    const rows = planned.map(({ id: task, priority, boardKey: key }) => ({ task, priority, boardKey: key }));
    await session.insert(
      TaskAgencyRow,
      rows.map((row) => ({ ...row, operation: id, agency, relation: 'ASSIST' as const })),
    );
    open = planned.sort((a, b) => (isBefore(a, b) ? -1 : 1)).map((row) => row.id);
  });
});

function isBefore(a: TaskRow, b: TaskRow): boolean {
  const rank = (row: TaskRow): number => PRIORITIES.indexOf(row.priority);
  return rank(a) === rank(b) ? a.id > b.id : rank(a) > rank(b);
}

const tasks = async (page: object, as = BANK): Promise<any> =>
  (await app.ask(TASKS, { id, ...page }, { as })).operation.tasks;
const idsOf = (page: any): string[] => page.edges.map((edge: any) => edge.node.id);

/** The edges of the column, page by page. */
async function column(asOf: string | null = null): Promise<any[]> {
  const edges: any[] = [];
  for (let after: string | null = null; ;) {
    const { board }: any = await app.ask(BOARD, { id, asOf, after }, { as: BANK });
    const page = board.columns[0].tasks;
    edges.push(...page.edges);
    if (!page.pageInfo.hasNextPage) return edges;
    after = page.pageInfo.endCursor;
  }
}

/** The planned of a list: beside them, the bank sees trips that are home. */
const planned = (ids: readonly string[]): string[] => ids.filter((each) => open.includes(each));

describe('the order of lists for a bank', () => {
  it('is by priority, the newest first, and pages have each task once in both directions', async () => {
    const whole = await tasks({ first: 100 });
    expect(planned(idsOf(whole))).toEqual(open);
    expect(new Set(whole.nodes.flatMap((task: any) => [task.number, task.dueAt]))).toEqual(new Set([null]));
    const [forwards, backwards]: string[][] = [[], []];
    for (let after: string | null = null; ;) {
      const page = await tasks({ first: 4, after });
      forwards!.push(...idsOf(page));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    for (let before: string | null = null; ;) {
      const page = await tasks({ last: 4, before });
      backwards!.unshift(...idsOf(page));
      if (!page.pageInfo.hasPreviousPage) break;
      before = page.pageInfo.startCursor;
    }
    expect([forwards, backwards]).toEqual([idsOf(whole), idsOf(whole)]);
    expect(forwards).toHaveLength(whole.totalCount);
  });

  it('is the same for its own tasks, for columns, for columns of the past and for what a board tells', async () => {
    const { viewer } = await app.ask(OWN, {}, { as: BANK });
    expect(planned(viewer.tasks.nodes.map((task: any) => task.id))).toEqual(open);
    expect((await column()).map((edge) => edge.node.id)).toEqual(open);
    const { serverTime } = await app.ask('{ serverTime }');
    expect((await column(serverTime)).map((edge) => edge.node.id)).toEqual(open);
    const { boards, store } = app.services;
    const reader = { actor: await actorOf(app, BANK), standing: { part: 'MEMBER', descendant: false } } as const;
    const told = await store.read((session) =>
      boards.among(session, { operation: id, reader, filter: raw('1 = 1') }, [...open].sort()),
    );
    expect(told.map((task) => task.id)).toEqual(open);
  });

  it('stays, with every cursor, when a trip is due at another time and has another number', async () => {
    const before = [(await tasks({ first: 100 })).edges, await column()];
    const forPolice = idsOf(await tasks({ first: 100 }, 'yk-police.officer'));
    await app.services.store.write(async (session) => {
      for (const [i, row] of (await session.find(TaskRow, { operation: id, state: 'PLANNED' })).entries()) {
        const changed = { dueAt: instantOf(Date.UTC(2029, 0, 30 - i)), number: `ARR-9${String(99 - i)}` };
        const key = boardKey({ ...changed, id: row.id, priority: row.priority });
        await session.update(TaskRow, { operation: id, id: row.id }, { ...changed, boardKey: key });
        await session.update(TaskAgencyRow, { operation: id, task: row.id }, { boardKey: key });
      }
    });
    expect([(await tasks({ first: 100 })).edges, await column()]).toEqual(before);
    expect(idsOf(await tasks({ first: 100 }, 'yk-police.officer'))).not.toEqual(forPolice);
  });
});
