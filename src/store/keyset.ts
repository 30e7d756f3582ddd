import { raw, sql, type Session, type Sql } from './session';

/** Rows in the order of a column and, of one value, of their ids; `alias` is the table's. */
export interface KeysetOrder {
  readonly alias: string;
  readonly column: string;
}

/** Condition that a row has a greater, or a lesser, place than this one; bounded by an index (…, column, id). */
export function beyondPlace(
  { dialect }: Session,
  { alias, column }: KeysetOrder,
  { value, id, compare }: { readonly value: unknown; readonly id: unknown; readonly compare: '<' | '>' },
): Sql {
  const [by, own, sign] = [raw(`${alias}.${column}`), raw(`${alias}.id`), raw(compare)];
  if (dialect.rowComparison) return sql`(${by}, ${own}) ${sign} (${value}, ${id})`;
  return sql`(${by} ${sign} ${value} OR (${by} = ${value} AND ${own} ${sign} ${id}))`;
}
