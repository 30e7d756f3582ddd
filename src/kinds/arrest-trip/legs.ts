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

/** In these states a suspect can be taken along. */
const HELD: readonly string[] = ['DETAINED', 'ESCORTED'];

/** Everything that is wrong with the legs, each with its place. */
export function legFaults(
  legs: readonly Leg[],
  { trip, suspects, escorts }: { trip: ArrestTripThing; suspects: ById<SuspectThing>; escorts: number },
): FaultSpec[] {
  const isHeld = (id: string): boolean => trip.suspects.includes(id) && HELD.includes(suspects.get(id)?.state ?? '');
  return legs.flatMap((leg, i) => {
    const at = `legs.${i}`;
    const needed = new Set(leg.suspectIds).size * escorts;
    return [
      ...(leg.arriveAt && leg.arriveAt <= leg.departAt ? [{ path: `${at}.arriveAt`, code: 'BEFORE_DEPARTURE' }] : []),
      ...outsiders(leg.suspectIds, isHeld, `${at}.suspectIds`),
      ...outsiders(leg.officerIds, (id) => trip.members.includes(id), `${at}.officerIds`),
      ...(new Set(leg.officerIds).size < needed
        ? [{ path: `${at}.officerIds`, code: 'TOO_FEW_OFFICERS', params: { needed } }]
        : []),
      ...(legs.slice(0, i).some((other) => overlaps(leg, other)) ? [{ path: `${at}.departAt`, code: 'OVERLAPS' }] : []),
    ];
  });
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
