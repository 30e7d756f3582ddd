/** A thing or a time that the story names, and that every installation has under an id or a date of its own. */
export interface Named {
  readonly what: 'agency' | 'member' | 'operation' | 'task' | 'day' | 'time';
  readonly name: string;
}

/** A value of a command's input, as the story writes it. */
export type StoryValue = string | Named | readonly StoryValue[];

/** One command of the story. */
export interface Step {
  /** When it is done, as the clocks of the story show it: `2015-11-02T07:30`. */
  readonly at: string;
  /** The code of the member who does it; null: the system itself. */
  readonly by: string | null;
  readonly action: string;
  readonly input: Readonly<Record<string, StoryValue>>;
}

const namer =
  (what: Named['what']) =>
  (name: string): Named => ({ what, name });

/** Names for inputs: agencies, members and operations by code, tasks as `YK-FRAUD/ARR-0001`, days and times as written. */
export const agency = namer('agency');
export const member = namer('member');
export const operation = namer('operation');
export const task = namer('task');
export const day = namer('day');
export const time = namer('time');
