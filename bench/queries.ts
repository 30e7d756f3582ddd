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

/** Reading beside the limits of a server: what is measured shall be told, even where it would be refused. */
const LIMIT_MS = 60_000;
const ROUNDS = 9;

interface QueryCase extends ListCase {
  readonly name: string;
}

/** What one list costs: at its beginning, at its far end, and counted. */
interface Figures {
  readonly first: number;
  readonly far: number;
  readonly counted: number;
  /** Of a page with all that its tasks are made of; the least of all rounds, since others use the machine too. */
  readonly ms: number;
  /** The same at the far end. */
  readonly farMs: number;
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
      const all = await figures(store, lists, each);
      const few = await figures(store, lists, { ...each, reader: bankReader });
      const ratios = [few.ms / all.ms, few.farMs / all.farMs].map((ratio) => ratio.toPrecision(2));
      rows.push([each.name, ...cells(all), ...cells(few), ...ratios]);
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
  return [...ordered, ...filtered];
}

async function figures(store: Store, lists: SurveyLists, asked: ListCase): Promise<Figures> {
  const end = await store.read((session) => lists.page(session, { ...asked, backwards: true, size: 60 }));
  const after = end.headers[0];
  const first = await rowsRead(store, (session) => lists.page(session, asked));
  const far = await rowsRead(store, (session) => lists.page(session, { ...asked, after }));
  const counted = (await rowsRead(store, (session) => lists.page(session, { ...asked, counted: true }))) - first;
  const ms = await leastMs(store, lists, asked);
  return { first, far, counted, ms, farMs: await leastMs(store, lists, { ...asked, after }) };
}

async function leastMs(store: Store, lists: SurveyLists, asked: ListCase): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const beganAt = performance.now();
    await store.read(async (session) => tasksOf(session, [survey], (await lists.page(session, asked)).headers));
    times.push(performance.now() - beganAt);
  }
  return Math.min(...times);
}

function cells({ first, far, counted, ms, farMs }: Figures): (string | number)[] {
  return [first, far, counted, Number(ms.toPrecision(2)), Number(farMs.toPrecision(2))];
}

async function isSeeded(store: Store): Promise<boolean> {
  return store.read(
    async (session) => (await session.findOne(TaskRow, { operation: OPERATION, number: 'SVY-0001' })) !== null,
  );
}
