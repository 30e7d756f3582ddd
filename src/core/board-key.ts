import { epochMsOf, type Instant } from './time';
import { PRIORITIES, type Priority } from './vocabulary';

/** What the default order of tasks looks at. */
export interface BoardPlace {
  readonly id: string;
  readonly priority: Priority;
  readonly dueAt: Instant | null;
  readonly number: string;
}

const FIRST_MS = Date.parse('0001-01-01T00:00:00.000Z');
/** Larger than any instant until the year 9999. */
const NEVER = '999999999999999';

/**
 * One ascending text for the default order of tasks: priority (highest first), dueAt (none last), number, id.
 * ASCII, unique, at most 100 characters, so that one stored column is sorted and paged by.
 */
export function boardKey({ id, priority, dueAt, number }: BoardPlace): string {
  const rank = PRIORITIES.length - 1 - PRIORITIES.indexOf(priority);
  const due = dueAt === null ? NEVER : dueText(epochMsOf(dueAt));
  return `${rank}-${due}-${numberKey(number)}-${id}`;
}

/** Keys from `from` on and before `to`. */
export interface KeyRange {
  readonly from: string;
  readonly to: string;
}

/** The keys of all tasks of a priority; with a bound, of those alone that are due after and before then. */
export function boardRange(
  priority: Priority,
  due: { after?: Instant | null; before?: Instant | null } = {},
): KeyRange {
  const rank = PRIORITIES.length - 1 - PRIORITIES.indexOf(priority);
  if (!due.after && !due.before) return { from: `${rank}-`, to: `${rank}.` };
  const from = due.after ? dueText(epochMsOf(due.after) + 1) : '';
  const to = due.before ? dueText(epochMsOf(due.before)) : NEVER;
  return { from: `${rank}-${from}`, to: `${rank}-${to}` };
}

function dueText(epochMs: number): string {
  // Counted from the first instant there is: a text below zero would not sort.
  return String(epochMs - FIRST_MS).padStart(NEVER.length, '0');
}

/** "ARR-0021" → "ARR-00000021": a number as text that sorts, so that ARR-10000 follows ARR-9999. */
export function numberKey(number: string): string {
  return number.replace(/\d+$/, (digits) => digits.padStart(8, '0'));
}
