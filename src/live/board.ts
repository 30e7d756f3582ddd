import type { NeedToKnow } from '../access/need-to-know';
import type { Reader } from '../access/viewer';
import type { Registry } from '../core/registry';
import type { TaskThing } from '../core/thing';
import type { TaskPhase } from '../core/vocabulary';
import { TASK_PHASES } from '../core/vocabulary';
import { TaskRow } from '../store/rows/task.row';
import { raw, sql, type Session, type Sql } from '../store/session';
import { tasksOf } from '../store/things';

/** Which tasks a board is about: an operation's, as far as the reader may know them and the filter asks. */
export interface BoardScope {
  readonly operation: string;
  readonly reader: Reader;
  /** Over the columns of `task t`; made by the filter's own rules. */
  readonly filter: Sql;
  /** Ids among which all of these tasks are, by an index of the same snapshot; null: a text was asked that many hold. */
  readonly candidates?: readonly string[] | null;
}

/** A page of one column in the default order. */
export interface ColumnPage {
  readonly phase: TaskPhase;
  readonly first: number;
  /** board_key of the last task of the page before. */
  readonly afterKey: string | null;
}

/** Tasks of a column by the page that they were read for, one more than asked where there are more. */
export type ColumnPages = ReadonlyMap<string, readonly TaskThing[]>;

/** Reads boards: counts and pages, always over what the reader sees. */
export class BoardReader {
  constructor(
    private readonly needToKnow: NeedToKnow,
    private readonly registry: Registry,
  ) {}

  /** How many tasks stand in each column. */
  async counts(session: Session, scope: BoardScope): Promise<Readonly<Record<TaskPhase, number>>> {
    const rows = await session.select(
      sql`SELECT t.phase AS phase, COUNT(*) AS count FROM ${tasksOfScope(session, scope)}
        WHERE ${this.rows(scope)} GROUP BY t.phase`,
    );
    const counts = new Map(rows.map((row) => [String(row['phase']), Number(row['count'])]));
    return Object.fromEntries(TASK_PHASES.map((phase) => [phase, counts.get(phase) ?? 0])) as Record<TaskPhase, number>;
  }

  /** How many tasks have a clock that was missed. */
  async overdue(session: Session, scope: BoardScope): Promise<number> {
    const shown = this.needToKnow.fieldCondition('overdue', scope.reader, 't');
    const [row] = await session.select(
      sql`SELECT COUNT(*) AS count FROM ${tasksOfScope(session, scope)}
        WHERE ${this.rows(scope)} AND t.overdue = ${1} AND (${shown})`,
    );
    return Number(row?.['count'] ?? 0);
  }

  /** Tasks of each page in its place, one more than asked where there are more. */
  async pages(session: Session, scope: BoardScope, pages: readonly ColumnPage[]): Promise<TaskThing[][]> {
    const headers: TaskRow[][] = [];
    for (const page of pages) headers.push(await this.headers(session, scope, page));
    const tasks = await tasksOf(session, this.registry.kinds, headers.flat());
    let from = 0;
    return headers.map(({ length }) => tasks.slice(from, (from += length)));
  }

  private async headers(
    session: Session,
    scope: BoardScope,
    { phase, first, afterKey }: ColumnPage,
  ): Promise<TaskRow[]> {
    const from = tasksOfScope(session, scope, 'task_column');
    const after = afterKey === null ? raw('1 = 1') : sql`t.board_key > ${afterKey}`;
    return session.selectRows(
      TaskRow,
      sql`SELECT t.* FROM ${from} WHERE ${this.rows(scope)} AND t.phase = ${phase} AND ${after}
        ORDER BY t.board_key LIMIT ${first + 1}`,
    );
  }

  /** Those of the given tasks that the reader sees within the filter. */
  async among(session: Session, scope: BoardScope, ids: readonly string[]): Promise<TaskThing[]> {
    if (ids.length === 0) return [];
    const headers = await session.selectRows(
      TaskRow,
      sql`SELECT t.* FROM task t WHERE ${this.rows(scope)} AND t.id IN (${ids}) ORDER BY t.board_key`,
    );
    return tasksOf(session, this.registry.kinds, headers);
  }

  private rows({ operation, reader, filter, candidates }: BoardScope): Sql {
    const among = candidates ? sql`t.id IN (${candidates})` : raw('1 = 1');
    const known = this.needToKnow.taskCondition(reader, 't');
    return sql`t.operation_id = ${operation} AND ${among} AND (${known}) AND (${filter})`;
  }
}

/** The table to read: candidates are looked up, all others come in the order of an index, or in any. */
function tasksOfScope(session: Session, { candidates }: BoardScope, order?: string): Sql {
  if (candidates) return raw(`task t${session.dialect.lookUp('task_id')}`);
  // To count what holds a text every row is read: as they lie, several times faster than by way of an index.
  const index = order ?? (candidates === null ? 'PRIMARY' : null);
  return raw(`task t${index === null ? '' : session.dialect.useIndex(index)}`);
}
