import { coreMigrations } from '../migrations';
import type { Reader } from '../src/access/viewer';
import { coreRows } from '../src/store/rows';
import { Store } from '../src/store/store';
import { filters, ORDERS, SurveyLists, type ListCase } from '../test/support/list-cases';
import { rowsRead } from '../test/support/rows-read';
import { seedSurveys } from '../test/support/seed-surveys';
import { bankReader, OPERATION, policeReader, stationReader, survey, SurveyRow } from '../test/support/surveys';
import { tasksOf } from '../src/store/things';
import { TaskRow } from '../src/store/rows/task.row';
import type { BenchDatabase } from './databases';
import { table } from './report';
import { isRefusal } from '../src/core/errors';
import type { TaskListPage } from '../src/live/task-lists';
import type { Session } from '../src/store/session';

/** Far above what a server gives: a busy machine shall not decide what is refused. The limit of rows is a server's. */
const LIMIT_MS = 60_000;
const ROUNDS = 15;
/** Of one list: what takes longer is read less often. */
const MOST_MS = 3_000;

const RANGES = [
  ['CREATED_AT', 'ASC', 'createdAfter: most'],
  ['UPDATED_AT', 'DESC', 'updatedAfter: most'],
  ['DUE_AT', 'ASC', 'dueAfter'],
  ['DUE_AT', 'DESC', 'dueBefore'],
  ['PRIORITY', 'ASC', 'priorities: most'],
] as const;

interface QueryCase extends ListCase {
  readonly name: string;
}

/** A number of rows; or of those after which the list was refused. */
type Rows = number | string;

/** What a list reads at its beginning, at its far end, and to be counted; and the pages at both. */
interface Places {
  readonly first: Rows;
  readonly last: Rows;
  readonly counted: Rows;
  readonly near: ListCase;
  readonly far: ListCase;
}

/** Reads every order and every filter of task lists over so many tasks; the answer is a Markdown table. */
export async function measureQueries(
  database: BenchDatabase,
  { count, only }: { count: number; only: RegExp },
): Promise<string> {
  const store = await Store.open({
    url: database.url,
    rows: [...coreRows, SurveyRow],
    migrations: [...coreMigrations, ...survey.migrations],
  });
  try {
    if (!(await isSeeded(store))) await seedSurveys(store, count);
    const lists = new SurveyLists(LIMIT_MS);
    const rows: (string | number)[][] = [];
    for (const each of casesOf(policeReader, count).filter(({ name }) => only.test(name))) {
      const all = await placesOf(store, lists, each);
      const few = await placesOf(store, lists, { ...each, reader: bankReader });
      const times = await leastMs(store, lists, [all.near, few.near, all.far, few.far]);
      const [ms = 0, fewMs = 0, farMs = 0, fewFarMs = 0] = times;
      const ratios = [fewMs / ms, fewFarMs / farMs].map((ratio) => ratio.toPrecision(2));
      rows.push([each.name, ...cells(all, ms, farMs), ...cells(few, fewMs, fewFarMs), ...ratios]);
    }
    const one = ['rows', 'far end', 'counted', 'ms', 'far ms'];
    const head = [
      'order or filter',
      ...one.map((each) => `all: ${each}`),
      ...one.map((each) => `few: ${each}`),
      ...['few/all', 'far: few/all'],
    ];
    return `${database.name}, ${count.toLocaleString('en')} tasks\n\n${table(head, rows)}\n`;
  } finally {
    await store.close();
  }
}

function casesOf(reader: Reader, count: number): QueryCase[] {
  const ordered = ORDERS.map((order) => ({
    ...{ name: order ? `${order.field} ${order.direction}` : "the board's", reader, order, filter: null },
  }));
  const filtered = Object.entries(filters(count)).map(([name, filter]) => ({
    ...{ name, order: null, filter },
    // Only who was handed tasks asks how; it sees all, too.
    reader: filter.handovers ? stationReader : reader,
  }));
  // What is asked for together: the time that a list is sorted by, and since when.
  const ranges = RANGES.map(([field, direction, name]) => ({
    ...{
      name: `${name}, by ${field} ${direction}`,
      reader,
      order: { field, direction },
      filter: filters(count)[name] ?? null,
    },
  }));
  return [...ordered, ...filtered, ...ranges];
}

async function placesOf(store: Store, lists: SurveyLists, near: ListCase): Promise<Places> {
  const end = await store.read((session) => pageOrNull(session, lists, { ...near, backwards: true, size: 60 }));
  const far = end === null ? { ...near, backwards: true } : { ...near, after: end.headers[0] };
  const read = async (page: ListCase): Promise<{ rows: number; isRefused: boolean }> => {
    let isRefused = false;
    const rows = await rowsRead(store, async (session) => {
      isRefused = (await pageOrNull(session, lists, page)) === null;
    });
    return { rows, isRefused };
  };
  const [first, last, counted] = [await read(near), await read(far), await read({ ...near, counted: true })];
  const told = ({ rows, isRefused }: { rows: number; isRefused: boolean }): Rows =>
    isRefused ? `${rows} refused` : rows;
  return { first: told(first), last: told(last), counted: counted.rows - first.rows, near, far };
}

/** A page; null where it is refused. */
async function pageOrNull(session: Session, lists: SurveyLists, page: ListCase): Promise<TaskListPage | null> {
  try {
    return await lists.page(session, page);
  } catch (error) {
    if (isRefusal(error) && error.code === 'LIMIT_EXCEEDED') return null;
    throw error;
  }
}

/**
 * The least time of each page with all that its tasks are made of: others use the machine too. The pages take turns, so
 * that what is slow meanwhile is slow for all of them.
 */
async function leastMs(store: Store, lists: SurveyLists, pages: readonly ListCase[]): Promise<number[]> {
  const least = pages.map(() => Infinity);
  const endAt = performance.now() + MOST_MS;
  for (let round = 0; round < ROUNDS && (round === 0 || performance.now() < endAt); round += 1) {
    for (const [i, page] of pages.entries()) {
      const beganAt = performance.now();
      await store.read(async (session) =>
        tasksOf(session, [survey], (await pageOrNull(session, lists, page))?.headers ?? []),
      );
      least[i] = Math.min(least[i] ?? Infinity, performance.now() - beganAt);
    }
  }
  return least;
}

function cells({ first, last, counted }: Places, ms: number, farMs: number): (string | number)[] {
  return [first, last, counted, Number(ms.toPrecision(2)), Number(farMs.toPrecision(2))];
}

async function isSeeded(store: Store): Promise<boolean> {
  return store.read(
    async (session) => (await session.findOne(TaskRow, { operation: OPERATION, number: 'SVY-0001' })) !== null,
  );
}
