import type { Actor } from './actor';
import type { Thing } from './thing';

/** What `decide` may be told beside the thing and the input: rows, read inside the command's own transaction. */

/** A row class of the store; opaque to core. */
export type RowClass<T extends object = object> = new () => T;

/** Reads rows for facts, batched from the first day: one statement a table for all subjects of a batch. */
export interface FactReader {
  /** Rows of the operation at hand in which every given column has the value, or one of the values. */
  many<T extends object>(rowClass: RowClass<T>, where: FactWhere<T>): Promise<T[]>;
  /** Rows of SYSTEM in the same way: agencies and members. */
  directory<T extends object>(rowClass: RowClass<T>, where: FactWhere<T>): Promise<T[]>;
  /** One row of the operation at hand that fits, or null: for what must not be there at all, however many there are. */
  any<T extends object>(rowClass: RowClass<T>, where: FactWhere<T>): Promise<T | null>;
  /** Whole subjects of the operation at hand by their API type, as `decide` changes them. */
  things(type: string, ids: readonly string[]): Promise<Thing[]>;
  /** References of the sealed values of the operation at hand that equal this one, by the purpose of their index. */
  sealed(purpose: string, values: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Rows of any operation: only for what must be unique or be known beyond its own operation. */
  everywhere<T extends object>(rowClass: RowClass<T>, where: FactWhere<T>): Promise<T[]>;
}

/** Columns and the value, or one of the values, that they must have. */
export type FactWhere<T> = Readonly<Partial<Record<keyof T & string, FactValue | readonly FactValue[]>>>;
type FactValue = string | number | boolean;

/** A subject and the input that is about to act on it, for `loadFacts`. */
export interface FactRequest {
  readonly action: string;
  readonly thing: Thing;
  readonly input: object;
  readonly actor: Actor;
}
