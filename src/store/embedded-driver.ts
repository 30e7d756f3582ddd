import { DatabaseSync } from '@photostructure/sqlite';

/**
 * SQLite for TypeORM: the API of `node:sqlite` in the shape that TypeORM's `better-sqlite3` driver asks for. The
 * package brings its binary inside npm, so that nobody needs a compiler; on Node 22 the built-in module takes its place.
 */

type Value = null | number | bigint | string | Uint8Array;
type Row = Record<string, unknown>;
type Connection = InstanceType<typeof DatabaseSync>;
type Statement = ReturnType<Connection['prepare']>;

/** Names of the result codes that callers look at; https://www.sqlite.org/rescode.html */
const RESULT_CODES: Readonly<Record<number, string>> = {
  5: 'SQLITE_BUSY',
  6: 'SQLITE_LOCKED',
  8: 'SQLITE_READONLY',
  10: 'SQLITE_IOERR',
  11: 'SQLITE_CORRUPT',
  13: 'SQLITE_FULL',
  14: 'SQLITE_CANTOPEN',
  19: 'SQLITE_CONSTRAINT',
  26: 'SQLITE_NOTADB',
  261: 'SQLITE_BUSY_RECOVERY',
  517: 'SQLITE_BUSY_SNAPSHOT',
  1299: 'SQLITE_CONSTRAINT_NOTNULL',
  1555: 'SQLITE_CONSTRAINT_PRIMARYKEY',
  2067: 'SQLITE_CONSTRAINT_UNIQUE',
};

/** What `within_limits` throws, by its code; of an error within a statement the driver keeps the text alone. */
const OVER: Readonly<Record<'OVER_TIME' | 'OVER_ROWS', string>> = {
  OVER_TIME: 'the time limit of the statement is over',
  OVER_ROWS: 'the statement has read as many rows as it may',
};

/** For so many rows `within_limits` is asked once, on average; see `watch` of the dialect. */
const ROWS_A_LOOK = 256;

/** Runs a call and gives its error the result code's name as `code`. */
function named<R>(call: () => R): R {
  try {
    return call();
  } catch (error) {
    // Not `instanceof Error`: the native module's errors may be of another realm (a VM context, as Jest has).
    if (typeof error === 'object' && error !== null) Object.assign(error, codeOf(error));
    throw error;
  }
}

function codeOf({ errcode, message }: { errcode?: unknown; message?: unknown }): { code?: string } {
  const over = Object.entries(OVER).find(([, text]) => typeof message === 'string' && message.includes(text));
  if (over) return { code: over[0] };
  if (typeof errcode !== 'number') return {};
  return { code: RESULT_CODES[errcode] ?? RESULT_CODES[errcode & 0xff] ?? 'SQLITE_ERROR' };
}

/** What SQLite can keep; text with a NUL would be cut there without a word. */
function bindable(value: unknown): Value {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string') {
    if (value.includes('\0')) throw new RangeError('text with a NUL character cannot be stored');
    return value;
  }
  if (value === null || typeof value === 'number' || typeof value === 'bigint') return value;
  if (value instanceof Uint8Array) return value;
  throw new TypeError(`a value of type ${typeof value} cannot be stored`);
}

/** Whether bytes may stand in a column: in one that is declared for them, or in an expression, which is not declared. */
function mayHoldBytes({ type }: { type: string | null }): boolean {
  return type === null || type.toUpperCase() === 'BLOB';
}

class EmbeddedStatement {
  /** Whether it gives rows. */
  readonly reader: boolean;
  private readonly bytes: readonly string[];

  constructor(private readonly statement: Statement) {
    const columns = statement.columns();
    this.reader = columns.length > 0;
    this.bytes = columns.filter(mayHoldBytes).map(({ name }) => name);
  }

  run(...params: unknown[]): { changes: number | bigint; lastInsertRowid: number | bigint } {
    return named(() => this.statement.run(...params.map(bindable)));
  }

  all(...params: unknown[]): Row[] {
    const rows = named(() => this.statement.all(...params.map(bindable)) as Row[]);
    for (const row of rows) this.toBuffers(row);
    return rows;
  }

  /** Bytes come as Uint8Array and leave as Buffer, in the driver's own row: to copy each row takes longer than to read it. */
  private toBuffers(row: Row): void {
    for (const name of this.bytes) {
      const value = row[name];
      if (!(value instanceof Uint8Array)) continue;
      row[name] = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    }
  }
}

/** A connection to one database file. */
export class EmbeddedDatabase {
  private readonly database: Connection;
  /** The reads that were looked after last: their key, and how often. */
  private watched = { key: 0, looks: 0 };

  constructor(path: string, { timeout = 0 }: { timeout?: number } = {}) {
    this.database = named(() => new DatabaseSync(path, { timeout }));
    // SQLite keeps no limits itself; see `watch` of the dialect.
    this.database.function('within_limits', (until: number, key: number, rows: number) => {
      const looks = key === this.watched.key ? this.watched.looks + 1 : 1;
      this.watched = { key, looks };
      if (performance.now() > until) throw new Error(OVER.OVER_TIME);
      if (looks * ROWS_A_LOOK > rows) throw new Error(OVER.OVER_ROWS);
      return 1;
    });
  }

  prepare(text: string): EmbeddedStatement {
    return named(() => new EmbeddedStatement(this.database.prepare(text)));
  }

  exec(text: string): void {
    named(() => {
      this.database.exec(text);
    });
  }

  pragma(text: string): Row[] {
    return this.prepare(`PRAGMA ${text}`).all();
  }

  close(): void {
    this.database.close();
  }
}
