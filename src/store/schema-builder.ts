import {
  Table,
  TableColumn,
  TableIndex,
  type ColumnOptions,
  type MigrationInterface,
  type QueryRunner,
  type TableColumnOptions,
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

/** Adds a column to a table; the way back drops it. */
export function addColumn(table: string, name: string, options: ColumnOptions): Step {
  return {
    up: async (runner) => {
      if (await runner.hasColumn(table, name)) return;
      await runner.addColumn(table, new TableColumn(columnOf(runner, name, options)));
    },
    down: async (runner) => {
      if (await runner.hasColumn(table, name)) await runner.dropColumn(table, name);
    },
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
