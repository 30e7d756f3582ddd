import type { Category, GangKey } from './gangs';
import type { RouteKey } from './routes';

/** Who comes along on a trip: codes of members, the leader first. */
export type Team = readonly [leader: string, ...others: string[]];

/** An arrest; what is left out has not been done, or not there. */
export interface Arrest {
  /** Number of the suspect. */
  readonly suspect: string;
  readonly at: string;
  readonly place: string;
  readonly division: string;
  /** Of a suspect that nobody knew before; the trip's gang is theirs. */
  readonly category?: Category;
  /** Minutes until the family was told. */
  readonly toldAfter?: number;
  /** Minutes until the suspect was in the lock-up from which the way home begins. */
  readonly housedAfter?: number;
}

/** Money got back, of a suspect of the trip. */
export interface Recovered {
  readonly at: string;
  readonly amount: string;
  readonly from: string;
  /** Where it lay: an agency of the operation by code, or another bank by name; cash otherwise. */
  readonly bank?: { readonly code: string } | { readonly name: string };
}

/** A trip of the story, as its tables write it. What is left out has not come yet. */
export interface Trip {
  readonly title: string;
  readonly destination: string;
  readonly stops?: readonly string[];
  readonly gang: GangKey;
  readonly priority?: 'URGENT' | 'HIGH';
  readonly planned: { readonly at: string; readonly by: string };
  readonly team: Team;
  /** The day of departure where it is none yet, or was another. */
  readonly departOn?: string;
  readonly dueAt: string;
  readonly approved?: { readonly at: string; readonly by?: string; readonly note?: string };
  readonly aborted?: { readonly at: string; readonly reason: string };
  readonly departed?: string;
  /** Stops first, the destination last. */
  readonly arrived?: readonly { readonly at: string; readonly host: string; readonly stop?: string }[];
  readonly arrests?: readonly Arrest[];
  readonly recovered?: readonly Recovered[];
  readonly escort?: { readonly at: string; readonly route: RouteKey };
  /** Of a trip that comes home alone; with suspects the way home tells it. */
  readonly returned?: string;
  readonly closed?: { readonly at: string; readonly report: string };
}

const ofAgency =
  (agency: string) =>
  (...numbers: readonly [number, ...number[]]): Team => {
    const [first, ...rest] = numbers;
    return [officer(agency, first), ...rest.map((number) => officer(agency, number))];
  };

function officer(agency: string, number: number): string {
  return number === 1 ? `${agency}.officer` : `${agency}.officer-${String(number).padStart(2, '0')}`;
}

/** Officers of the city bureau, a police station and the public-order brigade, by number. */
export const police = ofAgency('yk-police');
export const station = ofAgency('yk-station-1');
export const order = ofAgency('yk-publicorder');
