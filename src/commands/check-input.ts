import type { ActionDefinition, InputIssue } from '../core/action-table';
import { badInput, type FaultSpec, type TextParams } from '../core/errors';
import { plus, type Instant, type Step } from '../core/time';
import type { CommonInput } from './command';

/** When something may have happened that is recorded now. */
export interface OccurredLimit {
  readonly now: Instant;
  /** Furthest back: rule `command.occurred_at_max_age`. */
  readonly maxAge: Step;
  /** How far the clock of a phone may be ahead of ours: rule `command.clock_skew`. */
  readonly skew: Step;
}

/** Inputs of every action that tell when something happened. */
const MOMENTS = ['occurredAt', 'at'] as const;

/**
 * Checks an input by its action's own limits: what the input alone shows, the same whoever asks and whenever.
 * @throws Refusal BAD_USER_INPUT with every fault, each with its path, code and the values of its text
 */
export function checkInput(
  action: ActionDefinition,
  input: Readonly<Record<string, unknown>>,
): CommonInput & Readonly<Record<string, unknown>> {
  const illFormed = illFormedTexts(input, []);
  if (illFormed.length > 0) throw badInput(illFormed);
  const checked = action.limits.safeParse(input);
  if (!checked.success) throw badInput(checked.error.issues.flatMap(faultsOf));
  return { ...checked.data };
}

/** What is wrong with when a checked input says that it happened: what is done again was right when it was sent. */
export function momentFaults(input: Readonly<Record<string, unknown>>, limit: OccurredLimit): FaultSpec[] {
  return MOMENTS.flatMap((path) => momentFault(path, input[path], limit) ?? []);
}

/** The input with what a clock ahead of ours called a little later than now as of now: nothing is told before it happened. */
export function notAhead<T extends Readonly<Record<string, unknown>>>(
  { moments = [] }: ActionDefinition,
  input: T,
  { now, skew }: Pick<OccurredLimit, 'now' | 'skew'>,
): T {
  const names: ReadonlySet<string> = new Set([...MOMENTS, ...moments]);
  const latest = plus(now, skew);
  const moved = (name: string, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((each: unknown) => moved(name, each));
    if (typeof value === 'object' && value !== null) return movedAll(value);
    return names.has(name) && typeof value === 'string' && value > now && value <= latest ? now : value;
  };
  const movedAll = (value: object): object =>
    Object.fromEntries(Object.entries(value).map(([name, each]) => [name, moved(name, each)]));
  return movedAll(input) as T;
}

/** Texts with half a character (a lone surrogate) have no canonical form: no hash or HMAC of them could be made. */
function illFormedTexts(value: unknown, path: readonly string[]): FaultSpec[] {
  if (typeof value === 'string') {
    return /\p{Surrogate}/u.test(value) ? [{ path: path.join('.'), code: 'UNPRINTABLE' }] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => illFormedTexts(each, [...path, name]));
}

/** Time limits run from when something happened: not in the future, and not longer ago than it may be sent. */
function momentFault(path: string, moment: unknown, { now, maxAge, skew }: OccurredLimit): FaultSpec | null {
  if (typeof moment !== 'string') return null;
  if (moment > plus(now, skew)) return { path, code: 'IN_FUTURE' };
  const earliest = plus(now, negative(maxAge));
  return moment < earliest ? { path, code: 'TOO_OLD', params: { earliest } } : null;
}

function negative(step: Step): Step {
  return Object.fromEntries(Object.entries(step).map(([unit, amount]: [string, number]) => [unit, -amount]));
}

/** Codes of faults by the names that the limits' library gives them; `custom` ones carry their own. */
const CODES: Readonly<Record<string, (issue: InputIssue) => string>> = {
  invalid_type: (issue) => (issue['input'] === undefined || issue['input'] === null ? 'REQUIRED' : 'WRONG_TYPE'),
  too_small: (issue) => ({ string: 'TOO_SHORT', array: 'TOO_FEW' })[String(issue['origin'])] ?? 'TOO_SMALL',
  too_big: (issue) => ({ string: 'TOO_LONG', array: 'TOO_MANY' })[String(issue['origin'])] ?? 'TOO_LARGE',
  unrecognized_keys: () => 'UNKNOWN_FIELD',
  invalid_value: () => 'NOT_ALLOWED',
  // A pattern says by its own message what it asks for.
  invalid_format: (issue) => (/^[A-Z_]+$/.test(issue.message) ? issue.message : 'INVALID'),
  custom: (issue) => issue.message,
};

function faultsOf(issue: InputIssue): FaultSpec[] {
  const code = CODES[issue.code]?.(issue) ?? 'INVALID';
  const params: TextParams = {};
  for (const name of ['minimum', 'maximum'] as const) {
    const value = issue[name];
    if (typeof value === 'number') params[name] = value;
  }
  const path = issue.path.map(String);
  const keys = Array.isArray(issue['keys']) ? issue['keys'].map(String) : [];
  const places = keys.length > 0 ? keys.map((key) => [...path, key]) : [path];
  return places.map((place) => ({ path: place.join('.'), code, params }));
}
