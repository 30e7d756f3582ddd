import {
  In,
  IsNull,
  type EntityManager,
  type FindOptionsOrder,
  type FindOptionsWhere,
  type ObjectLiteral,
} from 'typeorm';
import type { QueryDeepPartialEntity } from 'typeorm/query-builder/QueryPartialEntity';
import { refuse } from '../core/errors';
import { dialectOf, type Dialect, type ReadLimits } from './dialect';
import { outward } from './faults';

/** A class of rows. */
export type Rows<T extends ObjectLiteral = ObjectLiteral> = new () => T;

/** Columns by property and the value, or one of the values, that they must have. */
export type Where<T> = { readonly [K in keyof T]?: T[K] | readonly T[K][] };

/** A statement with its parameters, in the order of their question marks. */
export interface Sql {
  readonly text: string;
  readonly params: readonly unknown[];
}

/** Puts pieces of SQL together: `sql` text with values, nested pieces keep their own. */
export function sql(parts: TemplateStringsArray, ...values: readonly unknown[]): Sql {
  let text = parts[0] ?? '';
  const params: unknown[] = [];
  values.forEach((value, i) => {
    if (isSql(value)) {
      text += value.text;
      params.push(...value.params);
    } else if (Array.isArray(value)) {
      text += value.length === 0 ? 'NULL' : value.map(() => '?').join(', ');
      params.push(...(value as unknown[]));
    } else {
      text += '?';
      params.push(value);
    }
    text += parts[i + 1] ?? '';
  });
  return { text, params };
}

/** SQL text that is ours alone (names of tables, columns and indices), never a value. */
export function raw(text: string): Sql {
  return { text, params: [] };
}

/** Pieces joined by a separator such as ` AND `; of none, `otherwise`. */
export function join(pieces: readonly Sql[], separator: string, otherwise: string): Sql {
  if (pieces.length === 0) return raw(otherwise);
  return { text: pieces.map((piece) => piece.text).join(separator), params: pieces.flatMap((piece) => piece.params) };
}

function isSql(value: unknown): value is Sql {
  return typeof value === 'object' && value !== null && 'text' in value && 'params' in value;
}

/**
 * SELECTs under limits, whose time begins where they are asked for. Rows that they read must stand under the condition
 * `watch`. All throw Refusal LIMIT_EXCEEDED `time` or `rows`.
 */
export interface LimitedReads {
  readonly watch: Sql;
  select(statement: Sql): Promise<Record<string, unknown>[]>;
  selectRows<T extends ObjectLiteral>(rows: Rows<T>, statement: Sql): Promise<T[]>;
}

/** Tells limited reads apart. */
let limitedReads = 0;

/** One transaction or one snapshot on a connection of its own. Never use it from two promises at once. */
export class Session {
  readonly dialect: Dialect;

  constructor(private readonly manager: EntityManager) {
    this.dialect = dialectOf(manager.dataSource);
  }

  /** All rows that fit. */
  async find<T extends ObjectLiteral>(rows: Rows<T>, where: Where<T>, order: FindOptionsOrder<T> = {}): Promise<T[]> {
    if (Object.values(where).some((value) => Array.isArray(value) && value.length === 0)) return [];
    return this.manager.find(rows, { where: options(where), order });
  }

  /** The row that fits, or null. */
  async findOne<T extends ObjectLiteral>(rows: Rows<T>, where: Where<T>): Promise<T | null> {
    return this.manager.findOne(rows, { where: options(where) });
  }

  /** Inserts rows; a taken key is an error. */
  async insert<T extends ObjectLiteral>(rows: Rows<T>, values: readonly T[]): Promise<void> {
    if (values.length === 0) return;
    await this.manager
      .createQueryBuilder()
      .insert()
      .into(rows)
      .values([...values] as QueryDeepPartialEntity<T>[])
      .updateEntity(false)
      .execute();
  }

  /** Sets columns of the rows that fit; answers how many did. */
  async update<T extends ObjectLiteral>(rows: Rows<T>, where: Where<T>, values: Partial<T>): Promise<number> {
    const result = await this.manager.update(rows, options(where), values);
    return result.affected ?? 0;
  }

  /** Adds to a number column of the rows that fit; answers how many did. */
  async add<T extends ObjectLiteral>(
    rows: Rows<T>,
    where: Where<T>,
    step: { column: keyof T & string; by: number },
  ): Promise<number> {
    const result = await this.manager.increment(rows, options(where), step.column, step.by);
    return result.affected ?? 0;
  }

  /** Deletes the rows that fit; for projections that are written anew, never for work. */
  async delete<T extends ObjectLiteral>(rows: Rows<T>, where: Where<T>): Promise<void> {
    await this.manager.delete(rows, options(where));
  }

  /** Runs a SELECT of ours and gives the driver's rows. */
  async select(statement: Sql): Promise<Record<string, unknown>[]> {
    return this.manager.query(statement.text, [...statement.params]);
  }

  /** Runs a SELECT of whole rows of one class and gives them as such: 2 to 4 times faster than entity loading. */
  async selectRows<T extends ObjectLiteral>(rows: Rows<T>, statement: Sql): Promise<T[]> {
    const { columns } = this.manager.dataSource.getMetadata(rows);
    const { driver } = this.manager.dataSource;
    return (await this.select(statement)).map((found) => {
      const row = new rows();
      for (const column of columns) {
        Object.assign(row, {
          [column.propertyName]: driver.prepareHydratedValue(found[column.databaseName], column) as unknown,
        });
      }
      return row;
    });
  }

  /** The table that rows of a class stand in. */
  tableOf(rows: Rows): string {
    return this.manager.dataSource.getMetadata(rows).tableName;
  }

  /** Reads that are ended at limits: each at its own, or all together where the database leaves counting to us. */
  limited(limits: ReadLimits): LimitedReads {
    const { watch } = this.dialect;
    const { ms, rows = Number.MAX_SAFE_INTEGER } = limits;
    limitedReads += 1;
    const end = ({ text, params }: Sql): Sql => ({ text: this.dialect.endWithin(text, limits), params });
    return {
      watch: watch === null ? raw('1 = 1') : { text: watch, params: [performance.now() + ms, limitedReads, rows] },
      select: (statement) => this.readWhole(this.select(end(statement)), limits),
      selectRows: (rows, statement) => this.readWhole(this.selectRows(rows, end(statement)), limits),
    };
  }

  /** What a limited read gave, if it came to its end. */
  private async readWhole<R>(read: Promise<R>, { rows }: ReadLimits): Promise<R> {
    try {
      const found = await read;
      const isCut = rows !== undefined && (await this.isCut());
      if (isCut) throw refuse('LIMIT_EXCEEDED', { limit: 'rows' });
      return found;
    } catch (error) {
      throw outward(error);
    }
  }

  /** Whether the statement before was ended at its limit of rows without having failed. */
  private async isCut(): Promise<boolean> {
    const { rowsWarning } = this.dialect;
    if (rowsWarning === null) return false;
    return (await this.select(raw('SHOW WARNINGS'))).some(({ Code }) => Number(Code) === rowsWarning);
  }

  /** The value of a property as its column keeps it, to compare with in SQL. */
  columnValue<T extends ObjectLiteral>(rows: Rows<T>, property: keyof T & string, value: unknown): unknown {
    const column = this.manager.dataSource.getMetadata(rows).findColumnWithPropertyName(property);
    if (!column) throw new Error(`${rows.name} has no column ${property}`);
    return this.manager.dataSource.driver.preparePersistentValue(value, column);
  }

  /** Runs a statement that is no SELECT, as text that the driver understands. */
  async run(statement: Sql): Promise<void> {
    await this.manager.query(statement.text, [...statement.params]);
  }
}

function options<T extends ObjectLiteral>(where: Where<T>): FindOptionsWhere<T> {
  const entries = Object.entries(where).map(([key, value]: [string, unknown]) => [
    key,
    Array.isArray(value) ? In(value) : value === null ? IsNull() : value,
  ]);
  return Object.fromEntries(entries) as FindOptionsWhere<T>;
}
