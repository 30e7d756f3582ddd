import type { FaultSpec } from '../../core/errors';
import type { Instant } from '../../core/time';
import type { CustodyRow, SuspectThing } from '../../records/gang/rows';
import type { ById } from './facts';
import type { ArrestTripThing, TripLegRow } from './rows';
import { openStay } from './stays';

/** What makes the return of a trip sound. Pure: the input against whom the trip answers for. */

/** Where an input says that a suspect was brought. */
export interface Brought {
  readonly suspectId: string;
  readonly house: string;
  readonly enteredAt: Instant;
}

/** What a return is held against. */
export interface ReturnFacts {
  /** Those whom the trip detained or answers for. */
  readonly suspects: ById<SuspectThing>;
  readonly stays: ById<readonly CustodyRow[]>;
  readonly legs: ById<readonly TripLegRow[]>;
}

/** Those whom the trip has escorted; who was left in a house near the place of arrest (寄押) is none of them. */
export function escortedOn({ held }: ArrestTripThing, { suspects }: ReturnFacts): SuspectThing[] {
  return held.flatMap((id) => suspects.get(id) ?? []).filter(({ state }) => state === 'ESCORTED');
}

/** The stay that the way home has led to already: in a house that is not for the time. */
export function homeStay(suspect: SuspectThing, { stays }: ReturnFacts): CustodyRow | undefined {
  const open = openStay(suspect, stays);
  return open?.temporary === false ? open : undefined;
}

/** Everything that is wrong with a return, each with its place. */
export function returnFaults(
  trip: ArrestTripThing,
  { at, custody }: { at: Instant; custody: readonly Brought[] },
  facts: ReturnFacts,
): FaultSpec[] {
  const ids = custody.map(({ suspectId }) => suspectId);
  const unhoused = escortedOn(trip, facts).filter((suspect) => !homeStay(suspect, facts));
  const owed = new Set([...trip.unaccounted, ...unhoused.map(({ id }) => id)]);
  const missing = [...owed].filter((id) => !ids.includes(id)).length;
  return [
    ...homeFaults(trip, at, facts),
    ...custody.flatMap((brought, i) => [
      ...(ids.indexOf(brought.suspectId) === i ? [] : [{ path: `custody.${i}.suspectId`, code: 'DUPLICATE' }]),
      ...(brought.enteredAt > at ? [{ path: `custody.${i}.enteredAt`, code: 'AFTER_RETURN' }] : []),
      ...broughtFaults(brought, `custody.${i}`, { trip, facts }),
    ]),
    ...(missing > 0 ? [{ path: 'custody', code: 'UNACCOUNTED', params: { missing } }] : []),
  ];
}

/** A trip is home after everything that is told of it; of its legs, the newest corrects those before it. */
function homeFaults(trip: ArrestTripThing, at: Instant, facts: ReturnFacts): FaultSpec[] {
  const legs = facts.legs.get(trip.id) ?? [];
  const newest = legs.at(-1);
  const everyone = [...facts.suspects.values()];
  const isDetainedLater = everyone.some((of) => of.trip === trip.id && of.detainedAt !== null && at < of.detainedAt);
  const told = everyone.filter(({ id }) => trip.held.includes(id)).flatMap((of) => momentsOf(of, { facts, legs }));
  return [
    ...(trip.departedAt !== null && at < trip.departedAt ? [{ path: 'at', code: 'BEFORE_DEPARTURE' }] : []),
    ...(isDetainedLater ? [{ path: 'at', code: 'BEFORE_DETENTION' }] : []),
    ...(newest && at < newest.departAt ? [{ path: 'at', code: 'BEFORE_LEG' }] : []),
    ...(told.some((moment) => at < moment) ? [{ path: 'at', code: 'BEFORE_CUSTODY' }] : []),
  ];
}

/** When the suspect entered and left houses, as it was told; what ended with a leg goes by the legs. */
function momentsOf(
  { id }: SuspectThing,
  { facts, legs }: { facts: ReturnFacts; legs: readonly TripLegRow[] },
): Instant[] {
  const departures = new Set(legs.map(({ departAt }) => departAt));
  return (facts.stays.get(id) ?? []).flatMap(({ enteredAt, leftAt }) =>
    leftAt === null || departures.has(leftAt) ? [enteredAt] : [enteredAt, leftAt],
  );
}

function broughtFaults(
  brought: Brought,
  path: string,
  { trip, facts }: { trip: ArrestTripThing; facts: ReturnFacts },
): FaultSpec[] {
  const suspect = escortedOn(trip, facts).find(({ id }) => id === brought.suspectId);
  if (!suspect) return [{ path: `${path}.suspectId`, code: 'NOT_ESCORTED' }];
  const atHome = homeStay(suspect, facts);
  if (!atHome) return entryFaults(suspect, brought.enteredAt, { path: `${path}.enteredAt`, trip, facts });
  const isSame = atHome.house === brought.house && atHome.enteredAt === brought.enteredAt;
  return isSame ? [] : [{ path: `${path}.suspectId`, code: 'IN_HOUSE_ALREADY' }];
}

/** The house at home is entered after everything else that is told of the suspect. */
function entryFaults(
  suspect: SuspectThing,
  enteredAt: Instant,
  { path, trip, facts }: { path: string; trip: ArrestTripThing; facts: ReturnFacts },
): FaultSpec[] {
  const last = facts.legs.get(trip.id)?.findLast((leg) => leg.suspects.includes(suspect.id));
  const onTheWay = openStay(suspect, facts.stays);
  const isBefore = (moment: Instant | null | undefined): boolean => !!moment && enteredAt < moment;
  return [
    ...(isBefore(suspect.detainedAt) ? [{ path, code: 'BEFORE_DETENTION' }] : []),
    ...(isBefore(last?.departAt) ? [{ path, code: 'BEFORE_LEG' }] : []),
    ...(isBefore(onTheWay?.enteredAt) ? [{ path, code: 'BEFORE_ENTRY' }] : []),
  ];
}
