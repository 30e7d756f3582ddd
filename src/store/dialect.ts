import type { ColumnOptions, DataSource } from 'typeorm';

/** What reading may cost. */
export interface ReadLimits {
  /** Milliseconds of one statement. */
  readonly ms: number;
  /** Rows, with those that are looked up for others where the database counts them; left out: as many as there are. */
  readonly rows?: number;
}

/**
 * What the databases differ in, asked by capability and never by product. This is the one place that knows which
 * driver runs.
 */
export interface Dialect {
  /** Text columns carry a character set and a collation. */
  readonly collations: boolean;
  /** One connection writes at a time, and it is this process that must queue. */
  readonly singleWriter: boolean;
  /** Statement that begins a transaction that writes. */
  readonly beginWrite: string;
  /** Statement that begins a read-only snapshot. */
  readonly beginSnapshot: string;
  /** Statement that brings everything committed into the database's own file, or null where there is no such thing. */
  readonly checkpoint: string | null;
  /** Statement that reads the database's clock as UTC text, or null where the process's own clock is it. */
  readonly clockQuery: string | null;
  /** SELECT of names and values of the settings that decide whether a commit is on the disk once it is answered. */
  readonly durabilityQuery: string;
  /** Changes of the schema are part of a transaction, so a migration that is cut leaves nothing. */
  readonly transactionalSchema: boolean;
  /** Queries that take and give back the right to change the schema and answer 1; null where it needs none. */
  readonly schemaLock: { readonly take: string; readonly giveBack: string } | null;
  /** Several columns are compared as one row by an index over them; elsewhere such a comparison reads the whole table. */
  readonly rowComparison: boolean;
  /** Appended to a table's name and alias to make it be read by this index. */
  useIndex(index: string): string;
  /** The same for the primary key. */
  readonly usePrimary: string;
  /** Joins tables in the order in which they are written, so that the first is the one that a page is read from. */
  readonly joinInOrder: string;
  /** The SELECT, which must end without a LIMIT, as one that the database ends at its limits. */
  endWithin(select: string, limits: ReadLimits): string;
  /**
   * How it tells that the SELECT before was ended at its limit of rows, and so did not give all: the number of the
   * warning. Null where such a SELECT fails.
   */
  readonly rowsWarning: number | null;
  /**
   * Where the database has no limits: a condition that holds for every row, until it ends the statement. Its
   * parameters: the time of the process's clock (`performance.now()`) at which it does, a key of the reads that share
   * the limit, and how many rows they may read.
   */
  readonly watch: string | null;
  /** Statement that makes a table of tokens, or null where it is an ordinary table with a full-text index. */
  createTokenTable(name: string, columns: readonly string[]): string | null;
  /** Condition that rows of a table of tokens hold all of these, which must be small letters and digits alone. */
  holdsTokens(table: string, tokens: readonly string[]): { text: string; params: string[] };
}

const sqlite: Dialect = {
  collations: false,
  singleWriter: true,
  // Deferred, it could read first and then fail to write for want of a fresh snapshot.
  beginWrite: 'BEGIN IMMEDIATE',
  beginSnapshot: 'BEGIN',
  checkpoint: 'PRAGMA wal_checkpoint(TRUNCATE)',
  clockQuery: null,
  durabilityQuery: "SELECT 'synchronous' AS name, synchronous AS value FROM pragma_synchronous",
  transactionalSchema: true,
  schemaLock: null,
  rowComparison: true,
  // Without statistics it would often take an index with one more equality, and then sort everything.
  useIndex: (index) => ` INDEXED BY ${index}`,
  // It has no name of ours, and is taken where nothing else fits.
  usePrimary: '',
  joinInOrder: 'CROSS JOIN',
  endWithin: (select) => select,
  rowsWarning: null,
  // Asked for one row of 256, as `ROWS_A_LOOK` of the driver says: each time costs as much as reading five rows.
  watch: '(random() & 255 OR within_limits(?, ?, ?))',
  createTokenTable: (name, columns) =>
    // Only whether a token is there is asked, never where: the index keeps no places and no lengths.
    `CREATE VIRTUAL TABLE IF NOT EXISTS ${name} USING fts5(${columns.map((column) => `${column} UNINDEXED`).join(', ')},
      tokens, detail = none, columnsize = 0, tokenize = 'ascii')`,
  holdsTokens: (table, tokens) => ({ text: `${table} MATCH ?`, params: [tokens.join(' ')] }),
};

const mariadb: Dialect = {
  collations: true,
  singleWriter: false,
  beginWrite: 'START TRANSACTION',
  beginSnapshot: 'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY',
  checkpoint: null,
  clockQuery: 'SELECT UTC_TIMESTAMP(3) AS now',
  // Without a binary log there is none to bring to the disk.
  durabilityQuery: `SELECT 'innodb_flush_log_at_trx_commit' AS name, @@GLOBAL.innodb_flush_log_at_trx_commit AS value
    UNION ALL SELECT 'sync_binlog', @@GLOBAL.sync_binlog FROM DUAL WHERE @@GLOBAL.log_bin = 1`,
  transactionalSchema: false,
  // Such locks are the whole server's and their names short, but a server may hold several databases of ours.
  schemaLock: {
    take: "SELECT GET_LOCK(CONCAT('schema.', MD5(DATABASE())), 60) AS got",
    giveBack: "SELECT RELEASE_LOCK(CONCAT('schema.', MD5(DATABASE()))) AS got",
  },
  rowComparison: false,
  // MariaDB otherwise takes the index by its equality alone and scans like OFFSET.
  useIndex: (index) => ` FORCE INDEX (${index})`,
  usePrimary: ' FORCE INDEX (PRIMARY)',
  joinInOrder: 'STRAIGHT_JOIN',
  endWithin: (select, { ms, rows }) => {
    const time = `max_statement_time = ${ms / 1_000}`;
    if (rows === undefined) return `SET STATEMENT ${time} FOR ${select}`;
    // A server may keep no warnings by itself, and what was cut would pass as whole.
    return `SET STATEMENT ${time}, max_error_count = 64 FOR ${select} LIMIT ROWS EXAMINED ${rows}`;
  },
  rowsWarning: 1931,
  watch: null,
  createTokenTable: () => null,
  holdsTokens: (table, tokens) => ({
    text: `MATCH(${table}.tokens) AGAINST(? IN BOOLEAN MODE)`,
    params: [tokens.map((token) => `+${token}`).join(' ')],
  }),
};

const mysql: Dialect = {
  ...mariadb,
  // It counts no rows: there is its time alone.
  endWithin: (select, { ms }) => select.replace(/^\s*SELECT\b/, `SELECT /*+ MAX_EXECUTION_TIME(${ms}) */`),
  rowsWarning: null,
};

const BY_TYPE: Readonly<Partial<Record<DataSource['options']['type'], Dialect>>> = {
  'better-sqlite3': sqlite,
  mariadb,
};

/** The dialect of an open or opening data source. */
export function dialectOf(dataSource: DataSource): Dialect {
  return BY_TYPE[dataSource.options.type] ?? mysql;
}

/** Column options without what the database does not know. */
export function portable<T extends Pick<ColumnOptions, 'charset' | 'collation'>>(options: T, dialect: Dialect): T {
  if (dialect.collations) return options;
  const { charset: _charset, collation: _collation, ...rest } = options;
  return rest as T;
}
