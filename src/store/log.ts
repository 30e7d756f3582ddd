import { entryHash, type Entry } from '../core/entry';
import { GENESIS_HASH } from '../core/hash-chain';
import { LogEntryRow } from './rows/log-entry.row';
import { OperationHeadRow } from './rows/operation.row';
import { sql, type Session } from './session';

/** Where an operation's log ends. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

/**
 * Locks the head of an operation and gives it; null where there is no such operation. It must be the first statement
 * of its transaction, before any SELECT: it puts commands of one operation in order, and what is read after it is
 * what the command before has left.
 */
export async function lockHead(session: Session, operation: string): Promise<Head | null> {
  await session.run(sql`UPDATE operation_head SET seq = seq WHERE operation_id = ${operation}`);
  return findHead(session, operation);
}

/** The head as this snapshot shows it. */
export async function findHead(session: Session, operation: string): Promise<Head | null> {
  return session.findOne(OperationHeadRow, { operation });
}

/** Makes the head of a new operation; the first statement of its transaction. */
export async function foundHead(session: Session, operation: string): Promise<Head> {
  const head = { seq: 0, hash: GENESIS_HASH };
  await session.insert(OperationHeadRow, [{ operation, ...head }]);
  return head;
}

/** Appends entries right after the locked head and moves it; gives the new head. */
export async function append(session: Session, head: Head, entries: readonly Omit<Entry, 'seq'>[]): Promise<Head> {
  let { seq, hash } = head;
  const rows: LogEntryRow[] = [];
  for (const entry of entries) {
    seq += 1;
    hash = entryHash({ ...entry, seq }, hash);
    rows.push(Object.assign(new LogEntryRow(), { ...entry, seq, hash }));
  }
  await session.insert(LogEntryRow, rows);
  const operation = entries[0]?.operation;
  if (operation !== undefined) await session.update(OperationHeadRow, { operation }, { seq, hash });
  return { seq, hash };
}
