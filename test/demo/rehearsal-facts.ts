import { findDivision } from '../../src/core/divisions';
import { demoAgencies, demoPeople } from '../../src/demo/people';
import { Named, type StoryValue } from '../../src/demo/step';

/** The last moment of the story. */
export const STORY_END = '2015-11-16T00:00';

export interface Trip {
  state: string;
  readonly number: string;
  readonly title: string;
  readonly destination: string;
  readonly planner: string;
  readonly leader: string;
  readonly members: readonly string[];
  readonly departOn: string;
  readonly documents: Map<string, string>;
  readonly suspects: string[];
  readonly away: { from: string; to: string };
  lastSeen: string;
}

export interface Suspect {
  state: string;
  gang: string;
  idNumber: string;
  known: boolean;
  detainedAt?: string;
  toldAt?: string;
  housedAt?: string;
}

export interface Gang {
  readonly name: string;
  brokenAt?: string;
}

/** Milliseconds on the clocks of the story. */
export const ms = (written: string): number => Date.parse(`${written}:00Z`);
export const typeOf = (code: string): string => demoAgencies.find((agency) => agency.code === code)!.agencyType;

/** A text of an input; anything else breaks the rehearsal. */
export function text(value: StoryValue | undefined): string {
  if (typeof value === 'string') return value;
  throw new Error(`not a text: ${JSON.stringify(value)}`);
}

/** What a name of an input names. */
export function name(value: StoryValue | undefined): string {
  if (value instanceof Named) return value.name;
  throw new Error(`not a name: ${JSON.stringify(value)}`);
}

export function rule(holds: boolean, broken: string): void {
  if (!holds) throw new Error(broken);
}

export function assertDivision(code: StoryValue | undefined): void {
  rule(findDivision(text(code)) !== null, `no division ${JSON.stringify(code)}`);
}

export function agencyOf(member: string): string {
  return member.split('.')[0]!;
}

export function roleOf(member: string): string {
  return demoPeople.find((person) => person.code === member)?.roles[0] ?? 'nobody';
}
