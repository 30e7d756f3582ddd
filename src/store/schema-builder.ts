import {
  Table,
  TableColumn,
  TableIndex,
  type ColumnOptions,
  type MigrationInterface,
  type QueryRunner,
  type TableColumnOptions,
} from 'typeorm';
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

/** A column that a table gets when it may have rows already. */
export interface AddedColumn {
  readonly column: string;
  readonly options: ColumnOptions;
  /** SQL expression over the row's other columns: its value in the rows that are there. */
  readonly fill: string;
}

/** Adds a column that is never null, filled in every row that is there; the way back drops it. */
export function addColumn(table: string, { column, options, fill }: AddedColumn): Step {
  return {
    async up(runner) {
      const made = columnOf(runner, column, { ...options, nullable: true });
      if (!(await runner.hasColumn(table, column))) await runner.addColumn(table, new TableColumn(made));
      await runner.query(`UPDATE ${table} SET ${column} = ${fill} WHERE ${column} IS NULL`);
      const found = (await runner.getTable(table))?.findColumnByName(column);
      if (!found?.isNullable) return;
      const whole = found.clone();
      whole.isNullable = false;
      await runner.changeColumn(table, found, whole);
    },
    async down(runner) {
      if (await runner.hasColumn(table, column)) await runner.dropColumn(table, column);
    },
  };
}

/** Adds an index to a table that is there; the way back drops it. */
export function createIndex(table: string, name: string, columns: readonly string[]): Step {
  const has = async (runner: QueryRunner): Promise<boolean> =>
    (await runner.getTable(table))?.indices.some((index) => index.name === name) ?? false;
  return {
    async up(runner) {
      if (await has(runner)) return;
      await runner.createIndex(table, new TableIndex({ name, columnNames: [...columns] }));
    },
    async down(runner) {
      if (await has(runner)) await runner.dropIndex(table, name);
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
