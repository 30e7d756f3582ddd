import type { PartChange } from './parts';
import type { ClockStart } from './rule-pack';
import type { Instant } from './time';

/** Time limits (时限) of tasks as parts of them: one for each rule and thing. Whatever is pure about them. */

/** Name of the part of every task that holds its time limits. */
export const CLOCKS = 'clocks';

/** What of a time limit says whether it runs, and until when. */
export interface ClockState {
  readonly dueAt: Instant;
  readonly metAt: Instant | null;
  readonly missedAt: Instant | null;
}

/** Which of a task's time limits: its rule's code, with the thing's id where it is of one. */
function clockKey(code: string, thing: string | null): string {
  return thing === null ? code : `${code}:${thing}`;
}

/** A time limit begins, or begins anew. */
export function clockStarted(start: ClockStart): PartChange {
  const { code, thing, startedAt, dueAt, nearAt, ruleVersion } = start;
  const open = { pausedAt: null, metAt: null, missedAt: null };
  const values = { code, thing, startedAt, dueAt, nearAt, provisional: false, ...open, ruleVersion };
  return { part: CLOCKS, key: clockKey(code, thing), values };
}

/** A time limit is met, or no longer owed. */
export function clockEnded(code: string, { at, thing = null }: { at: Instant; thing?: string | null }): PartChange {
  return { part: CLOCKS, key: clockKey(code, thing), values: { metAt: at } };
}

/** What a task shows of its time limits: the open one that is due first, and whether one was missed and isn't met. */
export function clockSummary(clocks: Iterable<ClockState>): { dueAt: Instant | null; overdue: boolean } {
  const open = [...clocks].filter((clock) => clock.metAt === null);
  const dueAt = open.map((clock) => clock.dueAt).sort()[0] ?? null;
  return { dueAt, overdue: open.some((clock) => clock.missedAt !== null) };
}
