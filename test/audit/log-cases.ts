import { entryHash } from '../../src/core/entry';
import { instantOf } from '../../src/core/time';
import { IdempotencyRow } from '../../src/store/rows/ledger.row';
import { LogEntryRow } from '../../src/store/rows/log-entry.row';
import { OperationHeadRow } from '../../src/store/rows/operation.row';
import type { Session } from '../../src/store/session';
import type { Case, Place } from './cases';

/** The newest entry as a row that follows it would stand, with a hash that fits. */
async function following(session: Session, operation: string): Promise<LogEntryRow> {
  const entries = await session.find(LogEntryRow, { operation }, { seq: 'ASC' });
  const last = entries.at(-1)!;
  const next = Object.assign(new LogEntryRow(), last, { seq: last.seq + 1, id: 'log_forged' });
  return Object.assign(next, { hash: entryHash(next, last.hash) });
}

const entryOf = ({ operation, seqs }: Place): { operation: string; seq: number } => ({ operation, seq: seqs[1]! });

/** What may be done to the log, its head and the record of what was done under which key. */
export const logCases: readonly Case[] = [
  {
    name: "an entry's details edited",
    tables: [LogEntryRow],
    tamper: (session, place) =>
      session.update(LogEntryRow, entryOf(place), { details: { state: 'APPROVED', note: '不同意' } }),
    first: ({ seqs }) => `entry ${seqs[1]}: the chain is broken (HASH)`,
  },
  {
    name: "an entry's actor edited",
    tables: [LogEntryRow],
    tamper: (session, place) => session.update(LogEntryRow, entryOf(place), { actor: place.member }),
    first: ({ seqs }) => `entry ${seqs[1]}: the chain is broken (HASH)`,
  },
  {
    name: "an entry's time edited",
    tables: [LogEntryRow],
    tamper: (session, place) =>
      session.update(LogEntryRow, entryOf(place), { at: instantOf(Date.UTC(2025, 10, 24, 8)) }),
    first: ({ seqs }) => `entry ${seqs[1]}: the chain is broken (HASH)`,
  },
  {
    name: "an entry's tallies edited",
    tables: [LogEntryRow],
    tamper: (session, { operation, seqs }) =>
      session.update(LogEntryRow, { operation, seq: seqs[2]! }, { tallies: [] }),
    first: ({ seqs }) => `entry ${seqs[2]}: the chain is broken (HASH)`,
  },
  {
    name: 'an entry edited and its hash made to fit',
    tables: [LogEntryRow],
    tamper: async (session, place) => {
      const { operation, seq } = entryOf(place);
      const before = (await session.findOne(LogEntryRow, { operation, seq: seq - 1 }))!;
      const entry = Object.assign((await session.findOne(LogEntryRow, { operation, seq }))!, { actor: place.member });
      await session.update(
        LogEntryRow,
        { operation, seq },
        { actor: entry.actor, hash: entryHash(entry, before.hash) },
      );
    },
    first: ({ seqs }) => `entry ${seqs[1]! + 1}: the chain is broken (HASH)`,
  },
  {
    name: 'an entry in the middle deleted',
    tables: [LogEntryRow],
    tamper: (session, place) => session.delete(LogEntryRow, entryOf(place)),
    first: ({ seqs }) => `entry ${seqs[1]! + 1}: the chain is broken (GAP)`,
  },
  {
    name: 'the first entry deleted',
    tables: [LogEntryRow],
    tamper: (session, { operation }) => session.delete(LogEntryRow, { operation, seq: 1 }),
    first: () => 'entry 2: the chain is broken (GAP)',
  },
  {
    name: 'the tail cut',
    tables: [LogEntryRow],
    tamper: (session, { operation, last }) => session.delete(LogEntryRow, { operation, seq: [last - 1, last] }),
    first: ({ last }) => `the head says ${last}, the last entry is ${last - 2}`,
  },
  {
    name: 'the tail cut and the head set back',
    tables: [LogEntryRow, OperationHeadRow],
    tamper: async (session, { operation, last }) => {
      await session.delete(LogEntryRow, { operation, seq: last });
      const { hash } = (await session.findOne(LogEntryRow, { operation, seq: last - 1 }))!;
      await session.update(OperationHeadRow, { operation }, { seq: last - 1, hash });
    },
    first: ({ operation }) => `${operation}.version: the row and the log differ`,
  },
  {
    name: 'an entry added',
    tables: [LogEntryRow],
    tamper: async (session, { operation }) => session.insert(LogEntryRow, [await following(session, operation)]),
    first: ({ last }) => `the head says ${last}, the last entry is ${last + 1}`,
  },
  {
    name: 'an entry added and the head moved on',
    tables: [LogEntryRow, OperationHeadRow],
    tamper: async (session, { operation }) => {
      const entry = await following(session, operation);
      const { hash } = (await session.findOne(LogEntryRow, { operation, seq: entry.seq - 1 }))!;
      const forged = Object.assign(entry, { subjectVersion: entry.subjectVersion + 1 });
      forged.hash = entryHash(forged, hash);
      await session.insert(LogEntryRow, [forged]);
      await session.update(OperationHeadRow, { operation }, { seq: forged.seq, hash: forged.hash });
    },
    first: ({ operation }) => `${operation}.version: the row and the log differ`,
  },
  {
    name: "the head's position edited",
    tables: [OperationHeadRow],
    tamper: (session, { operation, last }) => session.update(OperationHeadRow, { operation }, { seq: last + 5 }),
    first: ({ last }) => `the head says ${last + 5}, the last entry is ${last}`,
  },
  {
    name: "the head's hash edited",
    tables: [OperationHeadRow],
    tamper: (session, { operation }) => session.update(OperationHeadRow, { operation }, { hash: 'f'.repeat(64) }),
    first: ({ last }) => `the head's hash is not that of entry ${last}`,
  },
  {
    name: 'the head deleted',
    tables: [OperationHeadRow],
    tamper: (session, { operation }) => session.delete(OperationHeadRow, { operation }),
    first: ({ last }) => `the head says nothing, the last entry is ${last}`,
  },
  {
    name: 'a command recorded that is not in the log',
    tables: [IdempotencyRow],
    tamper: async (session, { operation }) => {
      const known = (await session.findOne(IdempotencyRow, { operation }))!;
      await session.insert(IdempotencyRow, [Object.assign(known, { key: 'never-sent', command: 'cmd_never' })]);
    },
    first: () => 'cmd_never is recorded and not in the log',
  },
  {
    name: 'a command recorded under a second key',
    tables: [IdempotencyRow],
    tamper: async (session, { operation }) => {
      const known = (await session.findOne(IdempotencyRow, { operation, key: 'plan-1' }))!;
      await session.insert(IdempotencyRow, [Object.assign(known, { key: 'another' })]);
    },
    first: () => 'is recorded under two keys',
  },
];
