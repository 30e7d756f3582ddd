import type { NeedToKnow } from '../access/need-to-know';
import type { Reader } from '../access/viewer';
import type { Registry } from '../core/registry';
import type { TaskThing } from '../core/thing';
import type { TaskPhase } from '../core/vocabulary';
import { TASK_PHASES } from '../core/vocabulary';
import { TaskRow } from '../store/rows/task.row';
import { sql, type Session, type Sql } from '../store/session';
import { tasksOf } from '../store/things';

/** Which tasks a board is about: an operation's, as far as the reader may know them and the filter asks. */
export interface BoardScope {
  readonly operation: string;
  readonly reader: Reader;
  /** Over the columns of `task t`; made by the filter's own rules. */
  readonly filter: Sql;
}

/** Tasks of a column by the page that they were read for, one more than asked where there are more. */
export type ColumnPages = ReadonlyMap<string, readonly TaskThing[]>;

/** Reads boards, always over what the reader sees; their pages are lists, see task-lists.ts. */
export class BoardReader {
  constructor(
    private readonly needToKnow: NeedToKnow,
    private readonly registry: Registry,
  ) {}

  /** How many tasks stand in each column. */
  async counts(session: Session, scope: BoardScope): Promise<Readonly<Record<TaskPhase, number>>> {
    const rows = await session.select(
      sql`SELECT t.phase AS phase, COUNT(*) AS count FROM task t WHERE ${this.rows(scope)} GROUP BY t.phase`,
    );
    const counts = new Map(rows.map((row) => [String(row['phase']), Number(row['count'])]));
    return Object.fromEntries(TASK_PHASES.map((phase) => [phase, counts.get(phase) ?? 0])) as Record<TaskPhase, number>;
  }

  /** How many tasks have a clock that was missed. */
  async overdue(session: Session, scope: BoardScope): Promise<number> {
    const shown = this.needToKnow.fieldCondition('overdue', scope.reader, 't');
    const [row] = await session.select(
      sql`SELECT COUNT(*) AS count FROM task t WHERE ${this.rows(scope)} AND t.overdue = ${1} AND (${shown})`,
    );
    return Number(row?.['count'] ?? 0);
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

  private rows({ operation, reader, filter }: BoardScope): Sql {
    return sql`t.operation_id = ${operation} AND (${this.needToKnow.taskCondition(reader, 't')}) AND (${filter})`;
  }
}
