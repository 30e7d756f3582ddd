import type { NeedToKnow } from '../access/need-to-know';
import type { Reader } from '../access/viewer';
import { isKind } from '../core/definition';
import type { Registry } from '../core/registry';
import type { Instant } from '../core/time';
import { LogEntryRow } from '../store/rows/log-entry.row';
import { join, raw, sql, type Session, type Sql } from '../store/session';
import { findThings, groupBy } from '../store/things';
import { fewSeen } from './few-seen';
import { versionsAt } from './past-tasks';

/** Part of an operation's log, both ends as positions: (after, until]. */
interface Span {
  readonly operation: string;
  readonly after: number;
  readonly until: number;
}

/** An entry that was found to be told to the reader: no other is shown. */
export type ToldEntry = LogEntryRow & { readonly [TOLD]: true };

declare const TOLD: unique symbol;

/** Which entries are asked for. */
export interface EntriesRequest {
  readonly span: Span;
  readonly limit: number;
  /** From the span's end. */
  readonly backwards?: boolean;
  /** Over the columns of `log_entry e`. */
  readonly filter?: Sql;
  /** How long reading may take, for who can ask for less; left out: a minute. */
  readonly limitMs?: number;
}

const PATIENT_MS = 60_000;

/**
 * The log as one reader may see it: each entry by the visibility of its own subject, and one about a task by the version
 * that it made, or that stood. What is not told moves nothing that the reader is shown, so it moves no cursor either.
 */
export class VisibleLog {
  constructor(
    private readonly needToKnow: NeedToKnow,
    private readonly registry: Registry,
  ) {}

  /** Entries of a span in order (or from its end with `backwards`), at most `limit`. @throws Refusal LIMIT_EXCEEDED */
  async entries(
    session: Session,
    reader: Reader,
    { span, limit, backwards = false, filter = raw('1 = 1'), limitMs = PATIENT_MS }: EntriesRequest,
  ): Promise<ToldEntry[]> {
    const reads = session.limited({ ms: limitMs });
    const rows = await reads.selectRows(
      LogEntryRow,
      sql`SELECT e.* FROM log_entry e
        LEFT JOIN task t ON t.operation_id = e.operation_id AND t.id = e.task_id
        WHERE e.operation_id = ${span.operation} AND e.seq > ${span.after} AND e.seq <= ${span.until}
          AND ${reads.watch} AND (${filter}) AND ${this.condition(reader)} AND ${this.toldCondition(reader)}
        ORDER BY e.seq ${raw(backwards ? 'DESC' : 'ASC')} LIMIT ${limit}`,
    );
    return (backwards ? rows.reverse() : rows) as ToldEntry[];
  }

  /**
   * Those of the entries whose subjects the reader may know. What SQL cannot ask of a record (a list that must hold a
   * value) is asked here: a message must not come for what it will not show.
   */
  async known(session: Session, reader: Reader, rows: readonly ToldEntry[]): Promise<ToldEntry[]> {
    const hidden = new Set<string>();
    for (const [type, ofType] of groupBy(rows, (row) => row.subjectType)) {
      const definition = this.registry.getType(type);
      // A task's rows were found by its own condition, and a type that the reader sees whole by the reader alone.
      if (isKind(definition) || this.needToKnow.seesAll(definition, reader)) continue;
      const ids = [...new Set(ofType.map((row) => row.subject))];
      const things = await findThings(session, definition, { operation: ofType[0]?.operation ?? '', ids });
      const shown = things.filter((thing) => this.needToKnow.mayKnow(definition, thing, reader));
      const seen = new Set(shown.map((thing) => thing.id));
      for (const id of ids) if (!seen.has(id)) hidden.add(id);
    }
    return rows.filter((row) => !hidden.has(row.subject));
  }

  /** Those of the entries that are told. */
  async told(session: Session, reader: Reader, rows: readonly LogEntryRow[]): Promise<ToldEntry[]> {
    const [first] = rows;
    if (first === undefined) return [];
    const found = await session.select(
      sql`SELECT e.seq AS seq FROM log_entry e WHERE e.operation_id = ${first.operation}
        AND e.seq IN (${rows.map(({ seq }) => seq)}) AND ${this.toldCondition(reader)}`,
    );
    const told = new Set(found.map(({ seq }) => Number(seq)));
    return rows.filter(({ seq }) => told.has(seq)) as ToldEntry[];
  }

  /**
   * The last position that tells this reader anything, up to one. A cursor stands there and not at the head, or it
   * would move with everything that the reader must not know of; to continue after it is the same as to continue after
   * the head.
   */
  async lastPosition(
    session: Session,
    reader: Reader,
    { operation, until }: { operation: string; until: number },
  ): Promise<number> {
    if (reader.standing.part === null) return 0;
    const records = this.needToKnow.recordTypes(reader);
    const entry = raw(`log_entry e${session.dialect.useIndex('log_entry_task')}`);
    // Each is read from the end of an index, and stops at the first that is seen; who sees few has those sorted.
    const last = [
      sql`SELECT e.seq AS seq FROM ${entry} WHERE e.operation_id = ${operation} AND e.task_id IS NULL
        AND e.seq <= ${until} AND e.subject_type IN (${records}) ORDER BY e.seq DESC LIMIT 1`,
      // Of a task it is the operation's own entries that tell beside the task's.
      sql`SELECT e.seq AS seq FROM log_entry e${raw(session.dialect.useIndex('log_entry_subject'))}
        WHERE e.operation_id = ${operation} AND e.subject_id = ${operation} AND e.task_id IS NOT NULL
        AND e.seq <= ${until} AND ${this.needToKnow.besideCondition(reader)} ORDER BY e.seq DESC LIMIT 1`,
      ...(await this.lastVersions(session, reader, { operation, until })),
    ];
    const each = last.map((one) => sql`SELECT * FROM (${one}) x`);
    const rows = await session.select(join(each, ' UNION ALL ', ''));
    return Math.max(0, ...rows.map((row) => Number(row['seq'])));
  }

  /**
   * Positions of the newest versions that are told: any version of tasks whose case the reader sees, the open ones of
   * those that it merely sees; of tasks as they stand, and of those that have changed since.
   */
  private async lastVersions(
    session: Session,
    reader: Reader,
    { operation, until }: { operation: string; until: number },
  ): Promise<Sql[]> {
    const { needToKnow, registry } = this;
    const few = await fewSeen(session, { operation, reader, needToKnow, registry });
    const newest = (of: { column: string; index: string; shown: Sql }): Sql[] => {
      const column = raw(`t.${of.column}`);
      const then = versionsAt(session, operation, until);
      return [
        sql`SELECT ${column} AS seq FROM ${few ?? raw(`task t${session.dialect.useIndex(of.index)}`)}
          WHERE t.operation_id = ${operation} AND ${column} <= ${until} AND (${of.shown}) ORDER BY ${column} DESC LIMIT 1`,
        sql`SELECT ${column} AS seq FROM ${then} t WHERE ${of.shown} ORDER BY ${column} DESC LIMIT 1`,
      ];
    };
    const whole = needToKnow.fieldCondition('version', reader, 't');
    const isNone = needToKnow.hiddenEverywhere('version', reader);
    const versions = isNone ? [] : newest({ column: 'updated_seq', index: 'task_changed', shown: whole });
    if (needToKnow.shownWhereverSeen('version', reader)) return versions;
    const seen = needToKnow.taskCondition(reader, 't');
    return [...versions, ...newest({ column: 'open_seq', index: 'task_open', shown: seen })];
  }

  /** The last entry at or before a moment; 0 before the first. */
  async positionAt(session: Session, operation: string, instant: Instant): Promise<number> {
    const moment = session.columnValue(LogEntryRow, 'at', instant);
    const [row] = await session.select(
      sql`SELECT e.seq AS seq FROM log_entry e${raw(session.dialect.useIndex('log_entry_at'))}
        WHERE e.operation_id = ${operation} AND e.at <= ${moment} ORDER BY e.at DESC, e.seq DESC LIMIT 1`,
    );
    return Number(row?.['seq'] ?? 0);
  }

  /** Over `log_entry e`: the reader is told who acted. */
  actorCondition(reader: Reader): Sql {
    return sql`(e.task_id IS NULL OR e.subject_id <> e.task_id OR ${this.needToKnow.actorCondition(reader)})`;
  }

  private toldCondition(reader: Reader): Sql {
    const { needToKnow } = this;
    return sql`(e.task_id IS NULL OR (e.subject_id = e.task_id AND ${needToKnow.entryCondition(reader)})
      OR (e.subject_id <> e.task_id AND ${needToKnow.besideCondition(reader)}))`;
  }

  private condition(reader: Reader): Sql {
    const records = this.needToKnow.recordTypes(reader);
    return sql`((e.subject_type IN (${records}))
      OR (e.subject_id = e.task_id AND t.id IS NOT NULL AND (${this.needToKnow.taskCondition(reader, 't')})))`;
  }
}
