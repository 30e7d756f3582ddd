/** What the story writes otherwise than commands take it: a thing, which has an id of its own everywhere, a date, a sum. */
export class Named {
  constructor(
    readonly what: 'agency' | 'member' | 'operation' | 'task' | 'gang' | 'suspect' | 'day' | 'time' | 'sum',
    readonly name: string,
  ) {}
}

/** A value of a command's input, as the story writes it. */
export type StoryValue = string | number | boolean | Named | readonly StoryValue[] | StoryObject;

/** An input, or a part of one. */
export interface StoryObject {
  readonly [field: string]: StoryValue;
}

/** One command of the story. */
export interface Step {
  /** When it is done, as the clocks of the story show it: `2015-11-02T07:30`. */
  readonly at: string;
  /** The code of the member who does it; null: the system itself. */
  readonly by: string | null;
  readonly action: string;
  readonly input: StoryObject;
  /** The gang or suspect that this step makes, as later steps name it: their names are sealed, so nothing else finds them. */
  readonly makes?: Named;
}

/** The idempotency key of a step by its place in the story, from 0: a step that was done answers what it did. */
export function stepKey(place: number): string {
  return `demo:${String(place + 1).padStart(4, '0')}`;
}

const namer =
  (what: Named['what']) =>
  (name: string): Named =>
    new Named(what, name);

/**
 * Names for inputs: agencies, members and operations by code, tasks as `YK-FRAUD/ARR-0001`, gangs and suspects as the
 * step that makes them calls them, days and times as written, sums in yuan with two places.
 */
export const agency = namer('agency');
export const member = namer('member');
export const operation = namer('operation');
export const task = namer('task');
export const gang = namer('gang');
export const suspect = namer('suspect');
export const day = namer('day');
export const time = namer('time');
export const sum = namer('sum');
