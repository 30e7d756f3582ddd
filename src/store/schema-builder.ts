import {
  Table,
  TableColumn,
  TableIndex,
  type ColumnOptions,
  type MigrationInterface,
  type QueryRunner,
  type TableColumnOptions,
  type TableIndexOptions,
} from 'typeorm';
import { column } from './columns';
import { dialectOf, portable } from './dialect';

/**
 * The language of migrations: tables in the words of `columns.ts`, the same on every database. Each step can be run
 * again, because MySQL commits at every DDL statement and a migration may be cut in the middle.
 */

/** A table as a migration makes it. Names of columns are the database's own. */
export interface TableDefinition {
  readonly columns: Readonly<Record<string, ColumnOptions>>;
  readonly primary: readonly string[];
  /** Name of the index → its columns. */
  readonly unique?: Readonly<Record<string, readonly string[]>>;
  readonly indices?: Readonly<Record<string, readonly string[]>>;
}

/** One step of a migration, with its way back. */
export interface Step {
  up(runner: QueryRunner): Promise<void>;
  down(runner: QueryRunner): Promise<void>;
}

/** Makes a table with its indices; the way back drops it. */
export function createTable(name: string, definition: TableDefinition): Step {
  return {
    up: (runner) => runner.createTable(tableOf(runner, name, definition), true),
    down: (runner) => runner.dropTable(name, true),
  };
}

/** Values of columns that may not be null, for a row that was there before them; both by the database's own names. */
export type Fill = (row: Readonly<Record<string, unknown>>) => Readonly<Record<string, string | number>>;

/**
 * Adds columns to a table; rows that are there get null, or by `fill` what may not be null. The way back drops the
 * columns with what is in them.
 */
export function addColumns(table: string, columns: TableDefinition['columns'], fill?: Fill): Step {
  const required = Object.keys(columns).filter((name) => columns[name]?.nullable !== true);
  return {
    async up(runner) {
      const found = await tableIn(runner, table);
      const missing = Object.entries(columns).filter(([name]) => !found.findColumnByName(name));
      const added = missing.map(
        ([name, options]) => new TableColumn(columnOf(runner, name, { ...options, nullable: true })),
      );
      await runner.addColumns(table, added);
      if (fill && required.length > 0) await fillRows(runner, { table, required, fill });
      for (const name of required) await forbidNull(runner, table, name);
    },
    async down(runner) {
      const found = await tableIn(runner, table);
      const there = Object.keys(columns).filter((name) => found.findColumnByName(name));
      await runner.dropColumns(table, there);
    },
  };
}

/** Makes an index of a table that is there; the way back drops it. */
export function createIndex(table: string, name: string, columns: readonly string[]): Step {
  return indexStep(table, { name, columnNames: [...columns] });
}

/** The same, of values that no two rows share; null is no value. */
export function createUniqueIndex(table: string, name: string, columns: readonly string[]): Step {
  return indexStep(table, { name, columnNames: [...columns], isUnique: true });
}

function indexStep(table: string, options: TableIndexOptions & { name: string }): Step {
  const { name } = options;
  const isThere = async (runner: QueryRunner): Promise<boolean> =>
    (await tableIn(runner, table)).indices.some((index) => index.name === name);
  return {
    async up(runner) {
      if (await isThere(runner)) return;
      await runner.createIndex(table, new TableIndex(options));
    },
    async down(runner) {
      if (await isThere(runner)) await runner.dropIndex(table, name);
    },
  };
}

/** Fills a new table with the columns that it shares with another; the way back leaves that one as it is. */
export function copyRows(from: string, to: string, columns: readonly string[]): Step {
  const list = columns.join(', ');
  return {
    up: async (runner) => {
      // Cut after it, the step finds its own rows here.
      await runner.query(`DELETE FROM ${to}`);
      await runner.query(`INSERT INTO ${to} (${list}) SELECT ${list} FROM ${from}`);
    },
    down: async () => undefined,
  };
}

/**
 * Makes a table of tokens: the key, and a column `tokens` of words that a full-text index finds. It is no class of
 * rows, since a database may keep it as a table of another sort, without a key.
 */
export function createTokenTable(name: string, key: Readonly<Record<string, ColumnOptions>>): Step {
  const primary = Object.keys(key);
  return {
    up: async (runner) => {
      const statement = dialectOf(runner.dataSource).createTokenTable(name, primary);
      if (statement !== null) {
        await runner.query(statement);
        return;
      }
      const table = tableOf(runner, name, { columns: { ...key, tokens: column.longText() }, primary });
      table.indices.push(new TableIndex({ name: `${name}_text`, columnNames: ['tokens'], isFulltext: true }));
      await runner.createTable(table, true);
    },
    down: async (runner) => {
      await runner.query(`DROP TABLE IF EXISTS ${name}`);
    },
  };
}

/** Drops an index that another takes the place of; the way back makes it again. */
export function dropIndex(table: string, name: string, columns: readonly string[]): Step {
  const made = createIndex(table, name, columns);
  return { up: (runner) => made.down(runner), down: (runner) => made.up(runner) };
}

/**
 * A migration class from its steps; `down` takes them back in the opposite order.
 * @param stamp 13 digits that order all migrations of core, records and kinds
 */
export function defineMigration(stamp: string, name: string, steps: readonly Step[]): new () => MigrationInterface {
  return class implements MigrationInterface {
    readonly name = `${name}${stamp}`;
    async up(runner: QueryRunner): Promise<void> {
      for (const step of steps) await step.up(runner);
    }
    async down(runner: QueryRunner): Promise<void> {
      for (const step of [...steps].reverse()) await step.down(runner);
    }
  };
}

async function tableIn(runner: QueryRunner, name: string): Promise<Table> {
  const table = await runner.getTable(name);
  if (!table) throw new Error(`there is no table ${name}`);
  return table;
}

/** Rows that are filled with one reading. */
const SLICE = 500;

async function fillRows(
  runner: QueryRunner,
  { table, required, fill }: { table: string; required: readonly string[]; fill: Fill },
): Promise<void> {
  const key = (await tableIn(runner, table)).primaryColumns.map((each) => each.name);
  const unfilled = required.map((name) => `${name} IS NULL`).join(' OR ');
  for (;;) {
    const rows = (await runner.query(
      `SELECT * FROM ${table} WHERE ${unfilled} LIMIT ${SLICE}`,
    )) as Parameters<Fill>[0][];
    for (const row of rows) {
      const values = fill(row);
      const sets = required.map((name) => `${name} = ?`).join(', ');
      const place = key.map((name) => `${name} = ?`).join(' AND ');
      const params = [...required.map((name) => values[name]), ...key.map((name) => row[name])];
      await runner.query(`UPDATE ${table} SET ${sets} WHERE ${place}`, params);
    }
    if (rows.length < SLICE) return;
  }
}

async function forbidNull(runner: QueryRunner, table: string, name: string): Promise<void> {
  const kept = (await tableIn(runner, table)).findColumnByName(name);
  if (!kept?.isNullable) return;
  const strict = kept.clone();
  strict.isNullable = false;
  await runner.changeColumn(table, kept, strict);
}

function tableOf(runner: QueryRunner, name: string, definition: TableDefinition): Table {
  const index = (isUnique: boolean, all: TableDefinition['unique'] = {}): TableIndex[] =>
    Object.entries(all).map(([key, columns]) => new TableIndex({ name: key, columnNames: [...columns], isUnique }));
  return new Table({
    name,
    columns: Object.entries(definition.columns).map(([column, options]) =>
      columnOf(runner, column, { ...options, primary: definition.primary.includes(column) }),
    ),
    indices: [...index(true, definition.unique), ...index(false, definition.indices)],
  });
}

function columnOf(runner: QueryRunner, name: string, options: ColumnOptions): TableColumnOptions {
  const { type, length, nullable, primary, precision, charset, collation } = portable(
    options,
    dialectOf(runner.dataSource),
  );
  return {
    name,
    type: runner.dataSource.driver.normalizeType({ type: type ?? 'varchar' }),
    isNullable: nullable ?? false,
    isPrimary: primary ?? false,
    ...(length === undefined ? {} : { length: String(length) }),
    ...(precision === undefined || precision === null ? {} : { precision }),
    ...(charset === undefined ? {} : { charset }),
    ...(collation === undefined ? {} : { collation }),
  };
}
