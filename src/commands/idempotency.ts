import { createHmac } from 'node:crypto';
import type { Actor } from '../core/actor';
import { canonicalJson, type Json } from '../core/canonical-json';
import { refuse } from '../core/errors';
import { IdempotencyRow } from '../store/rows/ledger.row';
import type { Session } from '../store/session';
import type { CommandResult } from './command';

/** A command's key and what its input is known by. */
export interface Claim {
  /** Who acted; keys of different members never meet. */
  readonly actor: string;
  readonly key: string;
  readonly inputMac: string;
}

/** Under whose name an actor's keys are kept; the system has one of its own. */
export function keyHolder(actor: Actor): string {
  return actor.memberId ?? 'SYSTEM';
}

/** HMAC of the canonical input with its action, without the key itself: the record holds no value of it. */
export function inputMac(macKey: Buffer, action: string, input: Readonly<Record<string, unknown>>): string {
  const { idempotencyKey: _key, ...rest } = input;
  const canonical = canonicalJson({ action, input: plain(rest) });
  return createHmac('sha256', macKey).update(canonical).digest('hex');
}

/**
 * The result that the same key had before, or null.
 * @throws Refusal IDEMPOTENCY_MISMATCH when the key was used with another input
 */
export async function findRepeated(session: Session, claim: Claim): Promise<CommandResult | null> {
  const row = await session.findOne(IdempotencyRow, { actor: claim.actor, key: claim.key });
  if (!row) return null;
  if (row.inputMac !== claim.inputMac) throw refuse('IDEMPOTENCY_MISMATCH');
  const { operation, command, subjectType, subject, version, seq } = row;
  return { operation, command, subjectType, subject, version, seq, repeated: true };
}

/** What the actor's own earlier command of this key changed, and the version that it answered; null if there is none. */
export async function findEarlier(
  session: Session,
  actor: string,
  key: string,
): Promise<Pick<IdempotencyRow, 'subject' | 'version'> | null> {
  return session.findOne(IdempotencyRow, { actor, key });
}

/** Keeps the result under its key, in the command's own transaction. */
export async function keepResult(
  session: Session,
  claim: Claim,
  { result, at }: { result: CommandResult; at: IdempotencyRow['at'] },
): Promise<void> {
  const { operation, command, subjectType, subject, version, seq } = result;
  await session.insert(IdempotencyRow, [{ ...claim, operation, command, subjectType, subject, version, seq, at }]);
}

/** A checked input as JSON: fields left out and null ones are the same. */
function plain(value: unknown): Json {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, each]) => each !== undefined && each !== null);
    return Object.fromEntries(entries.map(([key, each]: [string, unknown]) => [key, plain(each)]));
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return null;
}
