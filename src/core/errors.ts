/**
 * The refusals that a client may see, each with a code and its own details. INTERNAL is not among them: whatever is
 * thrown and is no Refusal is a bug, and its text stays in our log.
 */
import type { Instant } from './time';

/** Values for the placeholders of a text. */
export type TextParams = Record<string, string | number>;

/** What is wrong with one field of an input: where (`input.amount`, `items.3.name`), and a code that has a text. */
export interface FaultSpec {
  path: string;
  code: string;
  params?: TextParams;
}

/** A condition that a command needs and that does not hold; the code has a text. */
export interface UnmetCondition {
  code: string;
  params?: TextParams;
  /** Id of the thing that it is about: the answer names it to who may know it. */
  about?: string;
}

/**
 * The code of each refusal, and what a client is told besides. The text in the viewer's language is found by code
 * later.
 */
export interface ErrorDetails {
  /** Nobody is signed in, or the session has ended. */
  UNAUTHENTICATED: Record<string, never>;
  /** The viewer may know the thing but not do this to it; without an action: may not ask in this way. */
  FORBIDDEN: { denial: { action?: string; code: string } };
  /** There is no such thing, or the viewer may not know of it: never distinguishable. */
  NOT_FOUND: Record<string, never>;
  /** The input breaks rules that need no look at the state; every fault is listed. */
  BAD_USER_INPUT: { fields: FaultSpec[] };
  /** The thing was changed since the viewer saw it. */
  VERSION_CONFLICT: { currentVersion: number };
  /** The action does not exist in this state; `allowed` names those that do, `label` is the key of the state's text. */
  ILLEGAL_TRANSITION: { state: string; allowed: string[]; label: string };
  /** The action exists in this state, but something else must be so first. */
  PRECONDITION_FAILED: { unmet: UnmetCondition[] };
  /** The idempotency key was used before with other input. */
  IDEMPOTENCY_MISMATCH: Record<string, never>;
  /** The clock 时限 of that code ran out at `dueAt`. */
  DEADLINE_PASSED: { clock: string; dueAt: Instant };
  /** The place can no longer be continued from; read a new snapshot. */
  CURSOR_EXPIRED: Record<string, never>;
  /** More than one may ask for; when waiting helps, for how many seconds. */
  LIMIT_EXCEEDED: { limit: string; retryAfterSeconds?: number };
  /** Not now; the same request may succeed when sent again. */
  UNAVAILABLE: { retryable: true };
}

/** The code of a refusal. */
export type ErrorCode = keyof ErrorDetails;

/** The codes that need no details. */
export type BareErrorCode = 'UNAUTHENTICATED' | 'NOT_FOUND' | 'IDEMPOTENCY_MISMATCH' | 'CURSOR_EXPIRED';

/** An expected No. Its message is its code alone, so that nothing about the thing refused can leak by way of a text. */
export class Refusal<C extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'Refusal';
  readonly code: C;
  readonly details: ErrorDetails[C];

  constructor(code: C, details: ErrorDetails[C]) {
    super(code);
    this.code = code;
    this.details = details;
  }
}

/** Any refusal, as a union in which the code decides the type of the details. */
export type AnyRefusal = { [C in ErrorCode]: Refusal<C> }[ErrorCode];

/**
 * Makes a refusal for the caller to throw: `throw refuse('NOT_FOUND')`, `throw refuse('VERSION_CONFLICT', {
 * currentVersion })`.
 */
export function refuse<C extends BareErrorCode>(code: C): Refusal<C>;
export function refuse<C extends ErrorCode>(code: C, details: ErrorDetails[C]): Refusal<C>;
export function refuse(code: ErrorCode, details: ErrorDetails[ErrorCode] = {}): Refusal {
  return new Refusal(code, details);
}

/** BAD_USER_INPUT with all its faults. Throws RangeError when there is none: such an input is not bad. */
export function badInput(fields: readonly FaultSpec[]): Refusal<'BAD_USER_INPUT'> {
  if (fields.length === 0) throw new RangeError('bad input without a fault');
  return new Refusal('BAD_USER_INPUT', { fields: [...fields] });
}

/** UNAVAILABLE: always worth trying again. */
export function unavailable(): Refusal<'UNAVAILABLE'> {
  return new Refusal('UNAVAILABLE', { retryable: true });
}

/** The code of what was thrown: a refusal's own, INTERNAL for what is a bug. */
export function outcomeOf(error: unknown): ErrorCode | 'INTERNAL' {
  return isRefusal(error) ? error.code : 'INTERNAL';
}

/** Whether something caught is a refusal; what is not, is a bug. */
export function isRefusal(error: unknown): error is AnyRefusal {
  return error instanceof Refusal;
}
