import { divisionsWithin } from '../../src/core/divisions';
import { fieldsOf } from '../../src/core/definition';
import type { TaskThing } from '../../src/core/thing';
import { PRIORITIES } from '../../src/core/vocabulary';
import type { Reader } from '../../src/access/viewer';
import { taskFilter } from '../../src/graph/task-filter';
import { findWithin } from '../../src/graph/task-within';
import type { TaskFilter } from '../../src/graph/types/board';
import type { TaskOrder } from '../../src/live/task-order';
import { TaskRow } from '../../src/store/rows/task.row';
import { raw, sql } from '../../src/store/session';
import type { Store } from '../../src/store/store';
import { filters, ORDERS, SurveyLists } from '../support/list-cases';
import { rowsRead } from '../support/rows-read';
import { seedSurveys } from '../support/seed-surveys';
import { statementsOf } from '../support/statements';
import { openTestStore } from '../support/store';
import {
  bankReader,
  carrierReader,
  OFFICER,
  OPERATION,
  policeReader,
  stationReader,
  survey,
  surveyRows,
} from '../support/surveys';

/** Lists of many tasks: they show what need-to-know shows, in order, and read little more than that. */

const COUNT = 20_000;
/** A page of 50 costs this much on MariaDB, whose counters tell of each look-up and temporary row. */
const MOST_ROWS = 2_000;
/** To look a text up costs a sample of the operation besides, which is as large however many tasks there are. */
const SAMPLE_ROWS = 3_000;

const lists = new SurveyLists(60_000);
const readers: Readonly<Record<string, Reader>> = { police: policeReader, bank: bankReader, carrier: carrierReader };
const everyReader: Readonly<Record<string, Reader>> = { ...readers, station: stationReader };
const byFilter = filters(COUNT);
const combined: readonly { order: TaskOrder; filter: string | null }[] = [
  { order: { field: 'CREATED_AT', direction: 'DESC' }, filter: 'overdue: true' },
  { order: { field: 'DUE_AT', direction: 'ASC' }, filter: 'states: few' },
  { order: { field: 'NUMBER', direction: 'DESC' }, filter: 'agencyIds: few' },
  // Ranges of what the list is sorted by, more than are sorted for a page.
  { order: { field: 'CREATED_AT', direction: 'ASC' }, filter: 'createdAfter: most' },
  { order: { field: 'UPDATED_AT', direction: 'DESC' }, filter: 'updatedAfter: most' },
  { order: { field: 'DUE_AT', direction: 'ASC' }, filter: 'dueAfter' },
  { order: { field: 'DUE_AT', direction: 'DESC' }, filter: 'dueBefore' },
  { order: { field: 'PRIORITY', direction: 'ASC' }, filter: 'priorities: most' },
];
const cases = Object.keys(readers).flatMap((who) => [
  ...ORDERS.map((order) => ({ who, order, filter: null as string | null })),
  ...Object.keys(byFilter).map((filter) => ({ who, order: null as TaskOrder | null, filter })),
  ...combined.map((each) => ({ ...each, who })),
]);
for (const filter of ['handovers: most', 'handovers: few']) cases.push({ who: 'station', order: null, filter });

type Handed = ReturnType<typeof surveyRows>['assignments'][number];

let store: Store;
let all: (TaskThing & Pick<TaskRow, 'boardKey'>)[];
/** By task: whom it was handed to. */
let handed: Map<TaskThing, readonly Handed[]>;

beforeAll(async () => {
  store = await openTestStore({ definitions: [survey] });
  await seedSurveys(store, COUNT);
  handed = new Map();
  all = Array.from({ length: COUNT }, (_, i) => {
    const { task, agencies, members, assignments } = surveyRows(i);
    const thing = Object.assign(task, { agencies, members: members.map(({ member }) => member) });
    handed.set(thing, assignments);
    return thing;
  });
}, 120_000);

/** What a reader sees: always the same, so each question is asked once. */
interface Seen {
  /** In the order of the board. */
  readonly tasks: readonly TaskThing[];
  readonly inFull: Map<string, ReadonlySet<TaskThing>>;
}

const seenBy = new Map<Reader, Seen>();

function seenOf(reader: Reader): Seen {
  let seen = seenBy.get(reader);
  if (!seen) {
    const tasks = all.filter((task) => lists.needToKnow.mayKnow(survey, task, reader));
    seen = { tasks: tasks.sort((a, b) => compare(a.boardKey, b.boardKey)), inFull: new Map() };
    seenBy.set(reader, seen);
  }
  return seen;
}

/** Whether the reader sees a task at all, and one of its fields in full. */
function sees(task: TaskThing, field: string, reader: Reader): boolean {
  const { tasks, inFull } = seenOf(reader);
  let full = inFull.get(field);
  if (!full) {
    const of = fieldsOf(survey).get(field)!.class;
    full = new Set(tasks.filter((each) => lists.needToKnow.level(survey, each, { reader, of }) === 'FULL'));
    inFull.set(field, full);
  }
  return full.has(task);
}

const coveredBy = new Map<string, ReadonlySet<string>>();

/** A division and all within it. */
function covered(division: string): ReadonlySet<string> {
  const codes = coveredBy.get(division) ?? new Set([division, ...divisionsWithin(division).map(({ code }) => code)]);
  coveredBy.set(division, codes);
  return codes;
}

const isAssigned = (task: TaskThing, ids: readonly string[], relations: readonly string[]): boolean =>
  task.agencies.some(({ agency, relation }) => ids.includes(agency) && relations.includes(relation));

const ASSIGNED = ['LEAD', 'HOLDER', 'ASSIST'];

/** What a filter means, told by the task alone. */
const MEANINGS: { [K in keyof TaskFilter]-?: (task: TaskThing, value: any, reader: Reader) => boolean } = {
  kinds: (task, kinds, reader) => kinds.includes(task.kind) && sees(task, 'kind', reader),
  states: (task, states, reader) => states.includes(task.state) && sees(task, 'state', reader),
  phases: (task, phases, reader) => phases.includes(task.phase) && sees(task, 'phase', reader),
  priorities: (task, values, reader) => values.includes(task.priority) && sees(task, 'priority', reader),
  numbers: (task, numbers, reader) => numbers.includes(task.number) && sees(task, 'number', reader),
  leadAgencyIds: (task, ids, reader) => ids.includes(task.leadAgency) && sees(task, 'leadAgency', reader),
  agencyIds: (task, ids, reader) =>
    [
      ids.includes(task.leadAgency),
      isAssigned(task, ids, ASSIGNED) && sees(task, 'holder', reader),
      ids.includes(reader.actor.agencyId) && isAssigned(task, [reader.actor.agencyId!], ASSIGNED),
    ].includes(true),
  assignedToMe: (task, value) => task.members.includes(OFFICER) === value,
  handovers: (task, values, reader) =>
    handed.get(task)!.some(({ agency, handover }) => agency === reader.actor.agencyId && values.includes(handover)),
  holderIds: (task, ids, reader) => ids.includes(task.holder) && sees(task, 'holder', reader),
  gangId: (task, _gang, reader) => (task.numberSeq - 1) % 10_000 === 9 && sees(task, 'gang', reader),
  overdue: (task, value, reader) => task.overdue === value && sees(task, 'overdue', reader),
  paused: (task, value, reader) => task.paused === value && sees(task, 'paused', reader),
  divisions: (task, codes: string[], reader) =>
    task.division !== null && codes.some((code) => covered(code).has(task.division!)) && sees(task, 'division', reader),
  within: (task, { coordinates: [ring] }, reader) => {
    const [[west, south], , [east, north]] = ring;
    if (task.location?.type !== 'Point' || !sees(task, 'location', reader)) return false;
    const [longitude, latitude] = task.location.coordinates;
    return longitude >= west && longitude <= east && latitude >= south && latitude <= north;
  },
  text: (task, text: string, reader) =>
    (task.title.includes(text) && sees(task, 'title', reader)) ||
    (task.number.includes(text.toUpperCase()) && sees(task, 'number', reader)),
  dueAfter: (task, at, reader) => task.dueAt !== null && task.dueAt > at && sees(task, 'dueAt', reader),
  dueBefore: (task, at, reader) => task.dueAt !== null && task.dueAt < at && sees(task, 'dueAt', reader),
  createdAfter: (task, at, reader) => task.createdAt > at && sees(task, 'createdAt', reader),
  updatedAfter: (task, at, reader) => (sees(task, 'updatedAt', reader) ? task.updatedAt : task.openAt) > at,
};

const FIELD = {
  ...{ CREATED_AT: 'createdAt', UPDATED_AT: 'updatedAt', DUE_AT: 'dueAt', PRIORITY: 'priority' },
  ...{ NUMBER: 'numberKey', OPEN_AT: 'openAt' },
} as const;

function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What an order that was not asked for is to readers to whom dueAt and number are not shown of every task. */
const OPEN_ORDER: TaskOrder = { field: 'PRIORITY', direction: 'DESC' };

/** The whole list by the memory alone. */
function expected(reader: Reader, asked: TaskOrder | null, filter: TaskFilter | null): string[] {
  const order = asked ?? ([bankReader, carrierReader].includes(reader) ? OPEN_ORDER : null);
  const seen = seenOf(reader).tasks.filter((task) =>
    Object.entries(filter ?? {}).every(([name, value]) => MEANINGS[name as keyof TaskFilter](task, value, reader)),
  );
  const key = (task: any, name: string): any => (name === 'priority' ? PRIORITIES.indexOf(task[name]) : task[name]);
  if (order === null) return seen.map(({ id }) => id);
  const name = FIELD[order.field];
  const value = (task: TaskThing): string | number | null =>
    sees(task, name === 'numberKey' ? 'number' : name, reader) ? key(task, name) : null;
  const turn = order.direction === 'ASC' ? 1 : -1;
  return seen
    .map((task) => ({ id: task.id, value: value(task) }))
    .sort(
      (a, b) =>
        Number(a.value === null) - Number(b.value === null) ||
        turn * (compare(a.value ?? 0, b.value ?? 0) || compare(a.id, b.id)),
    )
    .map(({ id }) => id);
}

function isHidden(who: string, filter: string | null): boolean {
  return ['bank', 'carrier'].includes(who) && filter === 'within';
}

describe.each(cases.filter(({ who, filter }) => !isHidden(who, filter)))(
  'a list of surveys for $who in the order $order with the filter $filter',
  ({ who, order, filter }) => {
    const reader = everyReader[who]!;
    const asked = { reader, order, filter: filter === null ? null : byFilter[filter]! };

    it('gives the right tasks from both ends and in the midst, and counts them', async () => {
      const ids = expected(asked.reader, asked.order, asked.filter);
      const middle = Math.floor(ids.length / 2);
      await store.read(async (session) => {
        const page = async (more: object): Promise<string[]> =>
          (await lists.page(session, { ...asked, size: 9, ...more })).headers.map(({ id }) => id);
        const header = async (i: number) => (await session.find(TaskRow, { operation: OPERATION, id: ids[i]! }))[0];
        expect(await page({})).toEqual(ids.slice(0, 10));
        expect(await page({ backwards: true })).toEqual(ids.slice(-10));
        const { count } = await lists.page(session, { ...asked, size: 1, counted: true });
        expect(count).toBe(ids.length > 10_000 ? null : ids.length);
        if (ids.length < 3) return;
        expect(await page({ after: await header(middle) })).toEqual(ids.slice(middle + 1, middle + 11));
        expect(await page({ backwards: true, before: await header(middle) })).toEqual(
          ids.slice(Math.max(0, middle - 10), middle),
        );
        const far = ids.length - 3;
        expect(await page({ after: await header(far) })).toEqual(ids.slice(far + 1));
        const between = { after: await header(0), before: await header(Math.min(5, ids.length - 1)) };
        expect(await page(between)).toEqual(ids.slice(1, Math.min(5, ids.length - 1)));
      });
    });
  },
);

/** What reads more, and why, stands in docs/queries.md. */
const READS_MORE: readonly string[] = ['createdAfter: most', 'updatedAfter: most', 'handovers: most'];
const bounded = cases.filter(
  ({ who, order, filter }) => who !== 'carrier' && !(order === null && READS_MORE.includes(filter ?? '')),
);

describe('a page of 50 of 20,000 tasks', () => {
  it.each(bounded.filter(({ who, filter }) => !isHidden(who, filter)))(
    'reads few rows for $who at both ends of $order $filter',
    async ({ who, order, filter }) => {
      const asked = { reader: everyReader[who]!, order, filter: filter === null ? null : byFilter[filter]! };
      const far = await store.read(
        async (session) => (await lists.page(session, { ...asked, backwards: true, size: 60 })).headers[0],
      );
      const most = asked.filter?.text === undefined ? MOST_ROWS : MOST_ROWS + SAMPLE_ROWS;
      for (const more of [{}, { after: far }, { backwards: true }]) {
        expect(await rowsRead(store, (session) => lists.page(session, { ...asked, ...more }))).toBeLessThan(most);
      }
    },
  );

  it('reads no agency but the own by the bound of a far page, which no counter of rows would tell', async () => {
    if (store.dialect.watch === null) return;
    for (const order of ORDERS) {
      const asked = { reader: bankReader, order, filter: null };
      const far = await store.read(
        async (session) => (await lists.page(session, { ...asked, backwards: true, size: 60 })).headers[0],
      );
      const statements = await statementsOf(store, () =>
        store.read((session) => lists.page(session, { ...asked, after: far })),
      );
      const selects = statements.filter(({ text }) => text.trimStart().startsWith('SELECT'));
      const plans = await store.read(async (session) => {
        const steps = [];
        for (const { text, params } of selects) {
          steps.push(...(await session.select({ text: `EXPLAIN QUERY PLAN ${text}`, params })));
        }
        return steps.map((step) => String(step['detail']));
      });
      const ofAgencies = plans.filter((step) => step.startsWith('SEARCH own'));
      expect(ofAgencies.length).toBeGreaterThan(0);
      for (const step of ofAgencies) expect(step).toContain('operation_id=? AND agency_id=?');
    }
  });

  it('is read in few statements, whatever is asked', async () => {
    for (const { who, order, filter } of cases.filter((each) => !isHidden(each.who, each.filter))) {
      const asked = {
        reader: everyReader[who]!,
        order,
        filter: filter === null ? null : byFilter[filter]!,
        counted: true,
      };
      const statements = await statementsOf(store, () => store.read((session) => lists.page(session, asked)));
      // Two that begin and end the snapshot, and one that looks for what is within an area.
      expect(statements.length).toBeLessThanOrEqual(2 + 1 + 5);
    }
  });
});

describe('a filter that would take too long', () => {
  it('is ended by the database, and refused with the limit', async () => {
    const slow = store.read(async (session) => {
      const reads = session.limited({ ms: 20 });
      const watched = { ...reads.watch };
      return reads.select({
        text: `SELECT COUNT(*) AS c FROM task a, task b WHERE ${watched.text} AND a.title < b.title`,
        params: watched.params,
      });
    });
    await expect(slow).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', details: { limit: 'time' } });
  });
});

describe('a filter for which too many tasks would be passed', () => {
  const asked = { reader: policeReader, order: null };

  it('is refused with the limit, and never answered in part', async () => {
    // Far fewer than are passed: an embedded database counts about one in 256, by chance.
    const narrow = new SurveyLists(60_000, 200);
    const order: TaskOrder = { field: 'NUMBER', direction: 'ASC' };
    // A tenth was created before, and has lower numbers.
    const passing = { ...asked, order, filter: byFilter['createdAfter: most']! };
    await expect(store.read((session) => narrow.page(session, passing))).rejects.toMatchObject({
      ...{ code: 'LIMIT_EXCEEDED', details: { limit: 'rows' } },
    });
    const { headers } = await store.read((session) => lists.page(session, passing));
    expect(headers).toHaveLength(51);
  });

  it('is refused by a server that speaks another language, and by one that keeps no warnings', async () => {
    if (store.dialect.rowsWarning === null) return;
    const narrow = new SurveyLists(60_000, 1_000);
    const order: TaskOrder = { field: 'NUMBER', direction: 'ASC' };
    for (const setting of ["lc_messages = 'zh_CN'", 'max_error_count = 0']) {
      const refused = store.read(async (session) => {
        await session.run(raw(`SET SESSION ${setting}`));
        try {
          return await narrow.page(session, { ...asked, order, filter: byFilter['createdAfter: most']! });
        } finally {
          await session.run(raw(`SET SESSION ${setting.split(' ')[0]} = DEFAULT`));
        }
      });
      await expect(refused).rejects.toMatchObject({ details: { limit: 'rows' } });
    }
  });

  it('leaves the page there where only the count needs more', async () => {
    const narrow = new SurveyLists(60_000, 4_000);
    const filter: TaskFilter = { createdAfter: all[COUNT * 0.6]!.createdAt, text: '排查' };
    const counted = { ...asked, filter, counted: true, size: 5 };
    const short = await store.read((session) => narrow.page(session, counted));
    const whole = await store.read((session) => lists.page(session, counted));
    expect(short).toEqual({ headers: whole.headers, count: null });
    expect(whole.count).toBeGreaterThan(4_000);
  });
});

describe('a filter over the history of headers', () => {
  it.each(Object.keys(byFilter))('asks the same of its columns: %s', async (name) => {
    const [row, filter] = [{ alias: 'h', id: 'h.task_id' }, byFilter[name]!];
    const rows = { from: raw('task_history h'), where: sql`h.operation_id = ${OPERATION}` };
    await store.read(async (session) => {
      const context = { session, needToKnow: lists.needToKnow, reader: policeReader, row };
      const condition = taskFilter(filter, { ...context, within: await findWithin(filter, context, rows) });
      const sight = lists.needToKnow.taskCondition(bankReader, row);
      const asked = sql`SELECT h.task_id FROM ${rows.from} WHERE ${rows.where} AND (${sight}) AND (${condition})`;
      expect(await session.select(asked)).toEqual([]);
    });
  });
});
