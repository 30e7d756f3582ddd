import type { Thing } from '../core/thing';
import type { Instant } from '../core/time';
import { beyondPlace } from './keyset';
import { raw, sql, type Rows, type Session, type Sql } from './session';

/** Beyond it, counting would cost more than the page. */
export const MOST_COUNTED = 10_000;

/** Where a record stands in the fixed order of records: the newest first, of one instant the id that comes later. */
export interface RecordPlace {
  readonly createdAt: Instant;
  readonly id: string;
}

/** Which records are asked for. */
export interface RecordPage {
  readonly rows: Rows<Thing>;
  /** Over the columns of the row under the alias `r`. */
  readonly condition: Sql;
  /** An index of (…, created_at, id) whose first columns the condition fixes; null where there are few. */
  readonly index: string | null;
  readonly after: RecordPlace | null;
  readonly before: RecordPlace | null;
  readonly size: number;
  /** From the end: the oldest of what is between. */
  readonly backwards: boolean;
}

/** Records of a page in the fixed order; one more where there is one, at the end that the page goes on to. */
export async function findRecordPage<T extends Thing>(session: Session, page: RecordPage): Promise<T[]> {
  const { rows, condition, index, after, before, size, backwards } = page;
  const table = `${session.tableOf(rows)} r${index === null ? '' : session.dialect.useIndex(index)}`;
  const order = raw(backwards ? 'r.created_at ASC, r.id ASC' : 'r.created_at DESC, r.id DESC');
  const found = await session.selectRows(
    rows,
    sql`SELECT r.* FROM ${raw(table)} WHERE (${condition})
      AND ${beyond(session, { rows, place: after, compare: '<' })}
      AND ${beyond(session, { rows, place: before, compare: '>' })}
      ORDER BY ${order} LIMIT ${size + 1}`,
  );
  return (backwards ? found.reverse() : found) as T[];
}

/** How many records fit; null past MOST_COUNTED. */
export async function countRecords(
  session: Session,
  { rows, condition }: Pick<RecordPage, 'rows' | 'condition'>,
): Promise<number | null> {
  const table = raw(session.tableOf(rows));
  const [row] = await session.select(
    sql`SELECT COUNT(*) AS count FROM
      (SELECT 1 AS one FROM ${table} r WHERE (${condition}) LIMIT ${MOST_COUNTED + 1}) counted`,
  );
  const count = Number(row?.['count'] ?? 0);
  return count > MOST_COUNTED ? null : count;
}

function beyond(
  session: Session,
  { rows, place, compare }: { rows: Rows<Thing>; place: RecordPlace | null; compare: '<' | '>' },
): Sql {
  if (place === null) return raw('1 = 1');
  const value = session.columnValue(rows, 'createdAt', place.createdAt);
  return beyondPlace(session, { alias: 'r', column: 'created_at' }, { value, id: place.id, compare });
}
