import { canonicalJson, type Json } from './canonical-json';
import type { TallyStep } from './decision';
import { linkHash } from './hash-chain';
import type { Instant } from './time';

/** An entry of an operation's log, without its hash: what one command changed of one subject. */
export interface Entry {
  readonly operation: string;
  readonly seq: number;
  readonly id: string;
  readonly command: string;
  readonly at: Instant;
  readonly occurredAt: Instant | null;
  readonly actor: string | null;
  readonly agency: string | null;
  readonly subjectType: string;
  readonly subject: string;
  readonly task: string | null;
  readonly subjectVersion: number;
  readonly action: string | null;
  readonly event: string;
  readonly details: Readonly<Record<string, Json>>;
  readonly tallies: readonly TallyStep[];
}

/** The bytes that an entry's hash covers: RFC 8785 over the entry and the hash before. */
export function canonicalEntry(entry: Entry, previousHash: string): string {
  const { operation, seq, id, command, at, occurredAt, actor, agency } = entry;
  const { subjectType, subject, task, subjectVersion, action, event, details } = entry;
  const tallies = entry.tallies.map((step) => ({ ...step }));
  return canonicalJson({
    ...{ operation, seq, id, command, at, occurredAt, actor, agency, subjectType, subject, task, subjectVersion },
    ...{ action, event, details, tallies, previousHash },
  });
}

/** The hash of an entry in its place of the chain. */
export function entryHash(entry: Entry, previousHash: string): string {
  return linkHash(canonicalEntry(entry, previousHash));
}
