import type { FaultSpec } from '../../core/errors';
import type { Instant } from '../../core/time';
import type { SuspectThing } from '../../records/gang/rows';
import type { ById } from './facts';
import type { ArrestTripThing } from './rows';

/** What makes a way home with suspects sound. Pure: the input's legs against the trip. */

/** A leg as an input tells it. */
export interface Leg {
  readonly departAt: Instant;
  /** Null as long as nobody can tell. */
  readonly arriveAt?: Instant | null;
  readonly suspectIds: readonly string[];
  readonly officerIds: readonly string[];
}

/** What legs are held against. */
export interface LegRules {
  readonly trip: ArrestTripThing;
  /** Those whom the legs name, as far as they are there. */
  readonly suspects: ById<SuspectThing>;
  /** Whether the trip may bring the suspect home. */
  readonly isHeld: (suspect: string) => boolean;
  /** How many officers each suspect takes: rule `arrest_trip.escorts_per_suspect`. */
  readonly escorts: number;
  /** Until when a leg may be planned: rule `arrest_trip.leg_ahead`. */
  readonly latest: Instant;
}

/** Everything that is wrong with the legs, each with its place. */
export function legFaults(legs: readonly Leg[], rules: LegRules): FaultSpec[] {
  return legs.flatMap((leg, i) => {
    const at = `legs.${i}`;
    const isTwice = legs.slice(0, i).some((other) => overlaps(leg, other));
    return [
      ...timeFaults(leg, at, rules),
      ...peopleFaults(leg, at, rules),
      ...(isTwice ? [{ path: `${at}.departAt`, code: 'OVERLAPS' }] : []),
    ];
  });
}

/** Nobody is escorted before the trip has set out or before the detention, and nothing is planned for ever. */
function timeFaults({ departAt, arriveAt, suspectIds }: Leg, at: string, rules: LegRules): FaultSpec[] {
  const { trip, suspects, latest } = rules;
  const isDetainedLater = (id: string): boolean => departAt < (suspects.get(id)?.detainedAt ?? departAt);
  const tooFar = { code: 'TOO_FAR_AHEAD', params: { latest } };
  return [
    ...(arriveAt && arriveAt <= departAt ? [{ path: `${at}.arriveAt`, code: 'BEFORE_DEPARTURE' }] : []),
    ...(trip.departedAt !== null && departAt < trip.departedAt
      ? [{ path: `${at}.departAt`, code: 'BEFORE_DEPARTURE' }]
      : []),
    ...(suspectIds.some(isDetainedLater) ? [{ path: `${at}.departAt`, code: 'BEFORE_DETENTION' }] : []),
    ...(departAt > latest ? [{ path: `${at}.departAt`, ...tooFar }] : []),
    ...(arriveAt && arriveAt > latest ? [{ path: `${at}.arriveAt`, ...tooFar }] : []),
  ];
}

function peopleFaults({ suspectIds, officerIds }: Leg, at: string, { trip, isHeld, escorts }: LegRules): FaultSpec[] {
  const needed = new Set(suspectIds).size * escorts;
  return [
    ...outsiders(suspectIds, isHeld, `${at}.suspectIds`),
    ...outsiders(officerIds, (id) => trip.members.includes(id), `${at}.officerIds`),
    ...(new Set(officerIds).size < needed
      ? [{ path: `${at}.officerIds`, code: 'TOO_FEW_OFFICERS', params: { needed } }]
      : []),
  ];
}

function outsiders(ids: readonly string[], isInside: (id: string) => boolean, path: string): FaultSpec[] {
  return ids.flatMap((id, i) => (isInside(id) ? [] : [{ path: `${path}.${i}`, code: 'NOT_ON_TRIP' }]));
}

/** Whether somebody would be on both legs at once: on one whose arrival is not known, at its departure alone. */
function overlaps(leg: Leg, other: Leg): boolean {
  const isWithin = leg.departAt < endOf(other) && other.departAt < endOf(leg);
  const isAtOnce = isWithin || leg.departAt === other.departAt;
  const people = new Set([...other.suspectIds, ...other.officerIds]);
  return isAtOnce && [...leg.suspectIds, ...leg.officerIds].some((id) => people.has(id));
}

function endOf({ departAt, arriveAt }: Leg): Instant {
  return arriveAt ?? departAt;
}
