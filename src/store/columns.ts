import type { ColumnOptions, PrimaryColumnOptions, ValueTransformer } from 'typeorm';
import { epochMsOf, instantOf, type Instant } from '../core/time';
import { PRIORITIES, type Priority } from '../core/vocabulary';

/**
 * Portable columns: the same for SQLite and MySQL/MariaDB, used by rows and by migrations. What a database does not
 * know (collations on SQLite) is left out by the dialect when the data source opens.
 */

/** The first that DATETIME promises to keep. MariaDB makes 2001 of the year 1 without a word. */
const EARLIEST_INSTANT = '1000-01-01T00:00:00.000Z';

const instants: ValueTransformer = {
  to(value: Instant | null | undefined) {
    if (!value) return value;
    if (value < EARLIEST_INSTANT) throw new RangeError(`an instant before the year 1000 cannot be stored: ${value}`);
    return new Date(epochMsOf(value));
  },
  from: (value: Date | null | undefined) => (value ? instantOf(value.getTime()) : value),
};

/** MySQL's driver gives BIGINT as text; positions and amounts stay below 2^53. */
const integers: ValueTransformer = {
  to: (value: unknown) => value,
  from: (value: string | number | null | undefined) => (typeof value === 'string' ? Number(value) : value),
};

const json: ValueTransformer = {
  to: (value: unknown) => (value === null || value === undefined ? value : JSON.stringify(value)),
  from: (value: string | null | undefined): unknown => (typeof value === 'string' ? JSON.parse(value) : value),
};

const priorities: ValueTransformer = {
  to: (value: Priority | undefined) => (value === undefined ? value : PRIORITIES.indexOf(value)),
  from: (value: number | null | undefined) => (value === null || value === undefined ? value : PRIORITIES[value]),
};

/** ASCII with bytewise order: ids, codes, keys. */
const ASCII = { charset: 'ascii', collation: 'ascii_bin' } as const;
/** Any text with bytewise order: the same comparison on every database. */
const UTF8 = { charset: 'utf8mb4', collation: 'utf8mb4_bin' } as const;

function named(name?: string): { name?: string } {
  return name === undefined ? {} : { name };
}

/** Options of a column that may be part of a key. */
type KeyColumnOptions = Omit<PrimaryColumnOptions, 'nullable'>;

/** Kinds of column; each takes the column's name where it differs from the property's. */
export const column = {
  /** A TypeID. */
  id: (name?: string): KeyColumnOptions => ({ type: 'varchar', length: 40, ...ASCII, ...named(name) }),
  /** A word of a closed list, a division code, a hash: ASCII of at most `length` characters. */
  code: (length: number, name?: string): KeyColumnOptions => ({ type: 'varchar', length, ...ASCII, ...named(name) }),
  /** Text for people, at most `length` characters. */
  text: (length: number, name?: string): KeyColumnOptions => ({ type: 'varchar', length, ...UTF8, ...named(name) }),
  /** Text of up to 16 MiB that is never compared. */
  longText: (name?: string): KeyColumnOptions => ({ type: 'mediumtext', ...UTF8, ...named(name) }),
  /** JSON of up to 16 MiB, kept as text and never looked into by SQL. */
  json: (name?: string): KeyColumnOptions => ({ type: 'mediumtext', ...UTF8, transformer: json, ...named(name) }),
  /** An instant from the year 1000 on: UTC with milliseconds. */
  instant: (name?: string): KeyColumnOptions => ({
    type: 'datetime',
    precision: 3,
    transformer: instants,
    ...named(name),
  }),
  /** A calendar date as YYYY-MM-DD. */
  date: (name?: string): KeyColumnOptions => ({ type: 'varchar', length: 10, ...ASCII, ...named(name) }),
  /** A whole number below 2^31. */
  integer: (name?: string): KeyColumnOptions => ({ type: 'integer', ...named(name) }),
  /** A whole number below 2^53: positions in a log, fen, sums. */
  big: (name?: string): KeyColumnOptions => ({ type: 'bigint', transformer: integers, ...named(name) }),
  /** Degrees of longitude or latitude. */
  degrees: (name?: string): KeyColumnOptions => ({ type: 'double', ...named(name) }),
  /** A priority, kept as its rank so that it sorts. */
  priority: (name?: string): KeyColumnOptions => ({ type: 'smallint', transformer: priorities, ...named(name) }),
  flag: (name?: string): KeyColumnOptions => ({ type: 'boolean', ...named(name) }),
  /** Up to 64 KiB of bytes. */
  bytes: (name?: string): KeyColumnOptions => ({ type: 'blob', ...named(name) }),
} as const;

/** The same column, but it may be null. */
export function optional(options: KeyColumnOptions): ColumnOptions {
  return { ...options, nullable: true };
}
