import { statementsOf } from '../test/support/statements';
import type { Store } from '../src/store/store';

/** The SQL of a piece of work. */
export interface Statements {
  /** Transactions and snapshots; each has a statement that begins it and one that ends it. */
  readonly transactions: number;
  readonly reads: number;
  readonly writes: number;
}

const BEGINS = /^\s*(BEGIN|START)/i;
const ENDS = /^\s*(COMMIT|ROLLBACK)/i;
const READS = /^\s*SELECT/i;

/** Counts the statements that a store runs meanwhile, on all of its connections. */
export async function countStatements(store: Store, work: () => Promise<unknown>): Promise<Statements> {
  const texts = (await statementsOf(store, work)).map(({ text }) => text);
  const inside = texts.filter((text) => !BEGINS.test(text) && !ENDS.test(text));
  const reads = inside.filter((text) => READS.test(text)).length;
  return { transactions: texts.filter((text) => BEGINS.test(text)).length, reads, writes: inside.length - reads };
}
