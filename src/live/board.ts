import type { NeedToKnow } from '../access/need-to-know';
import type { Reader } from '../access/viewer';
import type { Registry } from '../core/registry';
import type { TaskThing } from '../core/thing';
import type { TaskPhase } from '../core/vocabulary';
import { TASK_PHASES } from '../core/vocabulary';
import { TaskHistoryRow, TaskRow } from '../store/rows/task.row';
import { join, raw, sql, type Session, type Sql } from '../store/session';
import { tasksOf } from '../store/things';
import { BOARD_ORDER, idOf, OPEN_ORDER, type ColumnOrder } from './column-order';
import { fewSeen } from './few-seen';
import { anyVersionAt, pastTasks, versionsAt } from './past-tasks';
import { orderShown, type TaskPlaceInList } from './task-order';

/** Which tasks a board is about: an operation's, as far as the reader may know them and the filter asks. */
export interface BoardScope {
  readonly operation: string;
  readonly reader: Reader;
  /** Over the columns of `task t`; made by the filter's own rules. */
  readonly filter: Sql;
  /** The same over versions of tasks, where that is another: what lies in an area is looked for among them. */
  readonly filterAmong?: (versions: Versions) => Promise<Sql>;
  /** The position at which it is shown, by the rights of now; left out: as it stands. */
  readonly at?: number;
  /** Ids among which all of these tasks are, by an index of the same snapshot; null: a text was asked that many hold. */
  readonly candidates?: readonly string[] | null;
}

/** Versions of tasks: a table `t` with the columns of a header, and which of its rows. */
export interface Versions {
  readonly from: Sql;
  readonly where: Sql;
}

/** Tasks of a column by the page that they were read for, one more than asked where there are more. */
export type ColumnPages = ReadonlyMap<string, readonly TaskThing[]>;

/** How many tasks a board has. */
export interface BoardFigures {
  readonly counts: Readonly<Record<TaskPhase, number>>;
  /** Those with a time limit that was recorded as missed and is not met since. */
  readonly overdue: number;
}

/** A page of a column of the past, in the board's order or in the one that its reader is shown instead. */
export interface PastPage {
  readonly phase: TaskPhase;
  readonly first: number;
  readonly after: TaskPlaceInList | null;
}

/** Reads boards, always over what the reader sees; pages of a board as it stands are lists, see task-lists.ts. */
export class BoardReader {
  constructor(
    private readonly needToKnow: NeedToKnow,
    private readonly registry: Registry,
  ) {}

  /** How many tasks stand in each column, and how many are overdue; one statement, and one before for who sees a part. */
  async figures(session: Session, scope: BoardScope): Promise<BoardFigures> {
    const shown = this.needToKnow.fieldCondition('overdue', scope.reader, 't');
    const each = (await this.tables(session, scope)).map(
      ({ table, only, filter }) => sql`SELECT t.phase AS phase, COUNT(*) AS count,
        SUM(CASE WHEN t.overdue = ${1} AND (${shown}) THEN 1 ELSE 0 END) AS overdue
        FROM ${table} WHERE ${this.rows({ ...scope, filter })} AND ${only} GROUP BY t.phase`,
    );
    const rows = await session.select(join(each, ' UNION ALL ', ''));
    const counts = Object.fromEntries(TASK_PHASES.map((phase) => [phase, 0])) as Record<TaskPhase, number>;
    for (const row of rows) counts[row['phase'] as TaskPhase] += Number(row['count']);
    return { counts, overdue: rows.reduce((sum, row) => sum + Number(row['overdue']), 0) };
  }

  /** Tasks of each page in its place, at the scope's position; one more than asked where there are more. */
  async pastPages(
    session: Session,
    scope: BoardScope & { at: number },
    pages: readonly PastPage[],
  ): Promise<TaskThing[][]> {
    const standing: TaskRow[][] = [];
    const past: TaskHistoryRow[][] = [];
    if (pages.length === 0) return [];
    const filter = await filterAmong(scope, { from: sql`${versionsAt(session, scope.operation, scope.at)} t` });
    for (const page of pages) {
      standing.push(await session.selectRows(TaskRow, this.page(session, { ...scope, changed: false }, page)));
      past.push(
        await session.selectRows(TaskHistoryRow, this.page(session, { ...scope, filter, changed: true }, page)),
      );
    }
    const order = this.orderFor(scope);
    const chosen = pages.map(({ first }, i) => order.firstOf([...(standing[i] ?? []), ...(past[i] ?? [])], first + 1));
    const headers = chosen.flat();
    const now = headers.filter((header) => header instanceof TaskRow);
    const then = headers.filter((header) => header instanceof TaskHistoryRow);
    const tasks = [
      ...(await tasksOf(session, this.registry.kinds, now)),
      ...(await pastTasks(session, this.registry, { versions: then, at: scope.at })),
    ];
    const byId = new Map(tasks.map((task) => [task.id, task]));
    return chosen.map((ofPage) => ofPage.flatMap((header) => byId.get(idOf(header)) ?? []));
  }

  /** Those of the given tasks that the reader sees within the filter, as they stand. */
  async among(session: Session, scope: BoardScope, ids: readonly string[]): Promise<TaskThing[]> {
    if (ids.length === 0) return [];
    const headers = await session.selectRows(
      TaskRow,
      sql`SELECT t.* FROM task t WHERE ${this.rows(scope)} AND t.id IN (${ids}) ORDER BY ${this.orderFor(scope).columns}`,
    );
    return tasksOf(session, this.registry.kinds, headers);
  }

  /** Those of the given tasks that were shown at the scope's position. */
  async shownAt(session: Session, scope: BoardScope & { at: number }, ids: readonly string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const versions = { from: sql`${anyVersionAt(scope.operation, scope.at)} t`, where: sql`t.id IN (${ids})` };
    const filter = await filterAmong(scope, versions);
    const rows = await session.select(
      sql`SELECT t.id AS id FROM ${versions.from} WHERE ${this.rows({ ...scope, filter })} AND ${versions.where}`,
    );
    return new Set(rows.map((row) => String(row['id'])));
  }

  /**
   * Tasks that were shown at one position and are not at a later one, each with the position of what it is then: for
   * who does not see its case, of the newest open version. To whom a task was shown is judged by the agencies that it
   * named then.
   */
  async removed(
    session: Session,
    scope: BoardScope,
    { after, until }: { after: number; until: number },
  ): Promise<{ id: string; seq: number }[]> {
    const { operation, reader } = scope;
    const shown = { from: sql`${versionsAt(session, operation, after)} t` };
    const changed = sql`t.id IN (SELECT n.id FROM task n WHERE n.operation_id = ${operation} AND n.updated_seq > ${after})`;
    const later = { from: sql`${anyVersionAt(operation, until)} t`, where: changed };
    const [filterThen, filterLater] = [await filterAmong(scope, shown), await filterAmong(scope, later)];
    const then = this.needToKnow.taskCondition(reader, { alias: 't', id: 't.id', relations: 'THEN' });
    const isCase = this.needToKnow.fieldCondition('version', reader, { alias: 'v', id: 'v.task_id' });
    const rows = await session.select(
      sql`SELECT o.id AS id, CASE WHEN v.open_seq <= ${after} OR (${isCase}) THEN v.from_seq ELSE v.open_seq END AS seq FROM (
          SELECT t.id AS id FROM ${shown.from} WHERE (${then}) AND (${filterThen})) o
        JOIN task_history v ON v.operation_id = ${operation} AND v.task_id = o.id
          AND v.from_seq <= ${until} AND v.to_seq > ${until}
        WHERE NOT EXISTS (
          SELECT 1 FROM ${later.from} WHERE t.id = o.id AND ${this.rows({ ...scope, filter: filterLater })})
        ORDER BY o.id`,
    );
    return rows.map((row) => ({ id: String(row['id']), seq: Number(row['seq']) }));
  }

  /** The tables that a scope is read from: what stands, and what stood at its position and has changed since. */
  private async tables(session: Session, scope: BoardScope): Promise<{ table: Sql; only: Sql; filter: Sql }[]> {
    const { operation, reader, at, filter } = scope;
    const { needToKnow, registry } = this;
    const few = scope.candidates ? null : await fewSeen(session, { operation, reader, needToKnow, registry });
    const standing = few ?? tasksOfScope(session, scope);
    if (at === undefined) return [{ table: standing, only: raw('1 = 1'), filter }];
    const table = sql`${versionsAt(session, operation, at)} t`;
    return [
      { table: standing, only: sql`t.updated_seq <= ${at}`, filter },
      { table, only: raw('1 = 1'), filter: await filterAmong(scope, { from: table }) },
    ];
  }

  private page(
    session: Session,
    scope: BoardScope & { at: number; changed: boolean },
    { phase, first, after }: PastPage,
  ): Sql {
    const { operation, at, changed } = scope;
    const order = this.orderFor(scope);
    const standing = tasksOfScope(session, scope, order.index);
    const from = changed ? sql`${versionsAt(session, operation, at)} t` : standing;
    const only = changed ? raw('1 = 1') : sql`t.updated_seq <= ${at}`;
    const later = after === null ? raw('1 = 1') : order.after(after);
    return sql`SELECT t.* FROM ${from} WHERE ${this.rows(scope)} AND t.phase = ${phase} AND ${only} AND ${later}
      ORDER BY ${order.columns} LIMIT ${first + 1}`;
  }

  private orderFor({ reader }: BoardScope): ColumnOrder {
    return orderShown(null, this.needToKnow, [reader]) === null ? BOARD_ORDER : OPEN_ORDER;
  }

  private rows({ operation, reader, filter, candidates }: BoardScope): Sql {
    const among = candidates ? sql`t.id IN (${candidates})` : raw('1 = 1');
    const known = this.needToKnow.taskCondition(reader, 't');
    return sql`t.operation_id = ${operation} AND ${among} AND (${known}) AND (${filter})`;
  }
}

/** The filter of a scope over versions of tasks. */
async function filterAmong(
  scope: BoardScope,
  { from, where = raw('1 = 1') }: Partial<Versions> & Pick<Versions, 'from'>,
): Promise<Sql> {
  return scope.filterAmong ? scope.filterAmong({ from, where }) : scope.filter;
}

/** The table to read: candidates are looked up, all others come in the order of an index, or in any. */
function tasksOfScope({ dialect }: Session, { candidates }: BoardScope, order?: string): Sql {
  if (candidates) return raw(`task t${dialect.useIndex('task_id')}`);
  if (order !== undefined) return raw(`task t${dialect.useIndex(order)}`);
  // To count what holds a text every row is read: as they lie, several times faster than by way of an index.
  return raw(`task t${candidates === null ? dialect.usePrimary : ''}`);
}
