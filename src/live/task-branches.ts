import type { NeedToKnow, PlacedTask } from '../access/need-to-know';
import { join, raw, sql, type Sql } from '../store/session';
import { orderColumns, type OrderColumns, type TaskOrder, type TaskPlaceInList } from './task-order';
import { rangeOf, type TaskPlan, type TaskScope } from './task-plan';
import type { ColumnBound, TaskSource, TaskSources } from './task-sources';

/** A page of a list. */
export interface TaskPage {
  /** null: the board's. */
  readonly order: TaskOrder | null;
  readonly size: number;
  /** From the end. */
  readonly backwards: boolean;
  readonly after: TaskPlaceInList | null;
  readonly before: TaskPlaceInList | null;
}

/** Part of a list: tasks with a value of what is sorted by (0), and the last without one (1). */
export type TaskSegment = 0 | 1;

/**
 * The SELECTs that together hold the next tasks of a page. Each gives operation `o`, `id`, `s` (0: it has a value, 1: it
 * is one of the last) and `k` (what is sorted by), at most one more than the page takes.
 */
export class TaskBranches {
  constructor(
    private readonly needToKnow: NeedToKnow,
    private readonly sourcesOf: (scope: TaskScope) => TaskSources,
    private readonly watch: Sql,
  ) {}

  /** Of one segment: the other need not be read, if the page is full. */
  of(plan: TaskPlan, page: TaskPage, segment: TaskSegment): Sql[] {
    const { reader } = plan.scope;
    const row = { alias: 't', id: 't.id' };
    const columns = page.order && orderColumns(page.order, this.needToKnow, { reader, row });
    if (segment === 1 && !columns?.hasValue) return [];
    if (plan.by === 'SORT') return this.sorted(plan, page, segment);
    if (plan.by === 'MERGE') return plan.sources.flatMap((source) => this.merged(plan.scope, source, page));
    if (columns === null) return [this.inBoardOrder(plan.scope, this.sourcesOf(plan.scope).index('task_board'), page)];
    return segment === 0 ? this.withValue(plan.scope, page, columns) : this.withoutValue(plan.scope, page, columns);
  }

  /** What must hold of each task, whatever it is read by. */
  fits({ reader, restrictions }: TaskScope, source: TaskSource): Sql {
    const sight = this.needToKnow.taskCondition(reader, row(source));
    const shown = [...new Set(restrictions.flatMap((each) => each.shown ?? []))];
    const levels = shown.map((field) => this.needToKnow.fieldCondition(field, reader, row(source)));
    // The watch comes first: behind a condition that fails it would not be asked. Compared with 1, no condition can make
    // an optimiser read the tasks by anything but the source.
    const asked = restrictions.map(({ condition }) => condition);
    const conditions = [sight, ...asked, ...levels].map((each) => sql`(${each}) = 1`);
    return join([this.watch, ...conditions], ' AND ', '');
  }

  private merged(scope: TaskScope, source: TaskSource, page: TaskPage): Sql[] {
    return page.order === null ? [this.inBoardOrder(scope, source, page)] : this.inPriorityOrder(scope, source, page);
  }

  private inBoardOrder(scope: TaskScope, source: TaskSource, page: TaskPage): Sql {
    const [after, before] = [page.after, page.before].map((place) => (place === null ? null : String(place.value)));
    const key = raw(source.key);
    return sql`SELECT * FROM (SELECT ${KEY} ${key} AS k FROM ${tables(source)}
      WHERE ${rangeOf(source, after, before)} AND ${this.fits(scope, source)}
      ORDER BY ${key} ${way(page, 'ASC')} LIMIT ${limit(page)}) b`;
  }

  private inPriorityOrder(scope: TaskScope, source: TaskSource, page: TaskPage): Sql[] {
    if (!source.byPriority) throw new Error('a source without an order of priority was to be merged by it');
    const { table, priority, id } = source.byPriority;
    const [rank, key] = [raw(priority), raw(id)];
    return valueRanges(page, { column: rank, id: key, bounds: [] }).map(
      (range) => sql`SELECT * FROM (SELECT ${KEY} ${rank} AS k FROM ${tables({ ...source, table })}
        WHERE ${source.where} AND ${range} AND ${this.fits(scope, source)}
        ORDER BY ${rank} ${way(page)}, ${key} ${way(page)} LIMIT ${limit(page)}) b`,
    );
  }

  private sorted({ scope, sources, valued }: TaskPlan, page: TaskPage, segment: TaskSegment): Sql[] {
    const from = segment === 0 ? (valued ?? sources) : sources;
    const selects = from.map((source) => {
      const columns =
        page.order && orderColumns(page.order, this.needToKnow, { reader: scope.reader, row: row(source) });
      const k = segment === 1 ? raw('NULL') : (columns?.column ?? raw('t.board_key'));
      const hasValue = columns?.hasValue ?? raw('1 = 1');
      // A source may hold a task twice, for two of its agencies.
      return sql`SELECT DISTINCT t.operation_id AS o, t.id AS id, ${raw(String(segment))} AS s, ${k} AS k FROM ${tables(source)}
        WHERE ${rangeOf(source)} AND ${this.fits(scope, source)} AND (${hasValue}) = ${raw(String(1 - segment))}`;
    });
    if (selects.length === 0) return [];
    return [
      sql`SELECT * FROM (SELECT * FROM (${join(selects, ' UNION ', '')}) v WHERE ${bounds(page)}
        ORDER BY ${sortedBy(page, 'v')} LIMIT ${limit(page)}) b`,
    ];
  }

  private withValue(scope: TaskScope, page: TaskPage, { column, index, hasValue }: OrderColumns): Sql[] {
    const source = this.sourcesOf(scope).index(index);
    return valueRanges(page, { column, id: raw('t.id'), bounds: boundsOf(scope, column) }).map(
      (range) => sql`SELECT * FROM (SELECT ${KEY} ${column} AS k FROM ${tables(source)}
        WHERE ${source.where} AND ${range} AND (${hasValue ?? raw('1 = 1')}) AND ${this.fits(scope, source)}
        ORDER BY ${column} ${way(page)}, t.id ${way(page)} LIMIT ${limit(page)}) b`,
    );
  }

  /** The last of the list, by id alone. */
  private withoutValue(scope: TaskScope, page: TaskPage, { column, index, hasValue, byColumn }: OrderColumns): Sql[] {
    const range = lastRange(page);
    if (hasValue === null || range === null) return [];
    // What is asked of the value holds of none that has it not.
    if (byColumn && boundsOf(scope, column).length > 0) return [];
    const sources = this.sourcesOf(scope);
    const source = byColumn ? sources.index(index, sql`${column} IS NULL`) : sources.all();
    return [
      sql`SELECT * FROM (SELECT t.operation_id AS o, t.id AS id, 1 AS s, NULL AS k FROM ${tables(source)}
        WHERE ${source.where} AND ${range} AND NOT (${hasValue}) AND ${this.fits(scope, source)}
        ORDER BY t.id ${way(page)} LIMIT ${limit(page)}) b`,
    ];
  }
}

/** What the restrictions of a list say of a column. */
function boundsOf({ restrictions }: TaskScope, column: Sql): ColumnBound[] {
  return restrictions.flatMap(({ bound }) => (bound?.column === column.text ? [bound] : []));
}

const KEY = raw('t.operation_id AS o, t.id AS id, 0 AS s,');

/** ORDER BY of a page's tasks under an alias, in the way in which it is read. */
export function sortedBy(page: TaskPage, alias: string): Sql {
  const last = page.backwards ? 'DESC' : 'ASC';
  const { text } = way(page);
  return raw(`${alias}.s ${last}, ${alias}.k ${text}, ${alias}.id ${text}`);
}

/** The tables of a source with `task t` among them. */
export function tables({ table, join: joined }: TaskSource): Sql {
  return joined ? sql`${table} ${joined}` : table;
}

/** The row of a source's tasks, for need-to-know. */
function row({ own }: TaskSource): PlacedTask {
  return { alias: 't', id: 't.id', ...(own ? { own: 'own' } : {}) };
}

/** One more than the page takes; a number of our own. */
export function limit({ size }: TaskPage): Sql {
  return raw(String(size + 1));
}

function way({ order, backwards }: TaskPage, direction = order?.direction ?? 'ASC'): Sql {
  return raw((direction === 'ASC') === backwards ? 'DESC' : 'ASC');
}

/** Comparisons with what comes later in the list, and earlier. */
function signs({ order }: TaskPage): { later: Sql; earlier: Sql } {
  return order?.direction === 'DESC' ? { later: raw('<'), earlier: raw('>') } : { later: raw('>'), earlier: raw('<') };
}

/**
 * Ranges of an index (column, id) that together hold a page's tasks with a value; each is one range, without OR, and has
 * one lower bound and one upper at most: a page's own, or else one of those that all tasks of the list have.
 */
function valueRanges(
  page: TaskPage,
  { column, id, bounds }: { column: Sql; id: Sql; bounds: readonly ColumnBound[] },
): Sql[] {
  if (page.after?.isLast) return [];
  const { later, earlier } = signs(page);
  const after = edges(page.after, { column, id }, later);
  const before = edges(page.before?.isLast ? null : page.before, { column, id }, earlier);
  const edge = [...after, ...before];
  const isOneValue = edge.length === 2 && edge[0]?.text === edge[1]?.text;
  const at = edge.map((each) => each.at);
  if (isOneValue) return [join(at, ' AND ', '')];
  const ofPage = [...after.map(() => later.text), ...before.map(() => earlier.text)];
  const ofList = bounds.filter(({ sign }) => !ofPage.includes(sign));
  const between = [
    ...edge.map((each) => each.beyond),
    ...ofList.map(({ sign, value }) => sql`${column} ${raw(sign)} ${value}`),
  ];
  return [...at, join(between, ' AND ', '1 = 1')];
}

interface Edge {
  readonly text: string;
  /** It has the value of the bound, and a further id. */
  readonly at: Sql;
  /** It has a further value. */
  readonly beyond: Sql;
}

function edges(place: TaskPlaceInList | null, { column, id }: { column: Sql; id: Sql }, sign: Sql): Edge[] {
  if (place === null) return [];
  const { value } = place;
  const at = sql`${column} = ${value} AND ${id} ${sign} ${place.id}`;
  // The text of a Date has no milliseconds.
  return [
    { text: value instanceof Date ? value.toISOString() : String(value), at, beyond: sql`${column} ${sign} ${value}` },
  ];
}

/** Of the last tasks, those of the page; null where it ends before them. */
function lastRange(page: TaskPage): Sql | null {
  const { later, earlier } = signs(page);
  if (page.before && !page.before.isLast) return null;
  return join(
    [
      ...(page.after?.isLast ? [sql`t.id ${later} ${page.after.id}`] : []),
      ...(page.before ? [sql`t.id ${earlier} ${page.before.id}`] : []),
    ],
    ' AND ',
    '1 = 1',
  );
}

/** The same bounds over `v`, for tasks that are sorted. */
function bounds(page: TaskPage): Sql {
  const { later, earlier } = signs(page);
  const beyond = ({ value, id }: TaskPlaceInList, sign: Sql): Sql =>
    page.order === null
      ? sql`v.k ${sign} ${value}`
      : sql`(v.k ${sign} ${value} OR (v.k = ${value} AND v.id ${sign} ${id}))`;
  const { after, before } = page;
  const conditions: Sql[] = [];
  if (after) {
    conditions.push(
      after.isLast ? sql`(v.s = 1 AND v.id ${later} ${after.id})` : sql`(v.s = 1 OR ${beyond(after, later)})`,
    );
  }
  if (before) {
    conditions.push(
      before.isLast ? sql`(v.s = 0 OR v.id ${earlier} ${before.id})` : sql`(v.s = 0 AND ${beyond(before, earlier)})`,
    );
  }
  return join(conditions, ' AND ', '1 = 1');
}
