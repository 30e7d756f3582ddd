import type { NeedToKnow } from '../access/need-to-know';
import type { Reader } from '../access/viewer';
import { LogEntryRow } from '../store/rows/log-entry.row';
import { join, raw, sql, type Session, type Sql } from '../store/session';

/** Part of an operation's log, both ends as positions: (after, until]. */
export interface Span {
  readonly operation: string;
  readonly after: number;
  readonly until: number;
}

/** Which entries are asked for. */
export interface EntriesRequest {
  readonly span: Span;
  readonly limit: number;
  /** From the span's end. */
  readonly backwards?: boolean;
  /** Over the columns of `log_entry e`. */
  readonly filter?: Sql;
}

/** The log as one reader may see it: each entry by the visibility of its own subject. */
export class VisibleLog {
  constructor(private readonly needToKnow: NeedToKnow) {}

  /** Entries of a span in order (or from its end with `backwards`), at most `limit`. */
  async entries(
    session: Session,
    reader: Reader,
    { span, limit, backwards = false, filter = raw('1 = 1') }: EntriesRequest,
  ): Promise<LogEntryRow[]> {
    const rows = await session.selectRows(
      LogEntryRow,
      sql`SELECT e.* FROM log_entry e
        LEFT JOIN task t ON t.operation_id = e.operation_id AND t.id = e.task_id
        WHERE e.operation_id = ${span.operation} AND e.seq > ${span.after} AND e.seq <= ${span.until}
          AND (${filter}) AND ${this.condition(reader)}
        ORDER BY e.seq ${raw(backwards ? 'DESC' : 'ASC')} LIMIT ${limit}`,
    );
    return backwards ? rows.reverse() : rows;
  }

  /**
   * The last position that tells this reader anything. A cursor stands there and not at the head, or it would move
   * with everything that the reader must not know of; to continue after it is the same as to continue after the head.
   */
  async lastPosition(session: Session, reader: Reader, operation: string): Promise<number> {
    const parts: Sql[] = [];
    if (reader.standing.part !== null) {
      for (const definition of this.needToKnow.recordsOf(reader)) {
        const table = raw(session.tableOf(definition.row));
        parts.push(
          sql`SELECT MAX(r.updated_seq) AS seq FROM ${table} r
            WHERE r.operation_id = ${operation} AND (${this.needToKnow.recordCondition(definition, reader, 'r')})`,
        );
      }
      parts.push(
        sql`SELECT MAX(t.updated_seq) AS seq FROM task t
          WHERE t.operation_id = ${operation} AND (${this.needToKnow.taskCondition(reader, 't')})`,
      );
    }
    const rows = parts.length === 0 ? [] : await session.select(join(parts, ' UNION ALL ', ''));
    return Math.max(0, ...rows.map((row) => Number(row['seq'] ?? 0)));
  }

  private condition(reader: Reader): Sql {
    const records = this.needToKnow.recordTypes(reader);
    return sql`((e.task_id IS NULL AND e.subject_type IN (${records}))
      OR (t.id IS NOT NULL AND (${this.needToKnow.taskCondition(reader, 't')})))`;
  }
}
