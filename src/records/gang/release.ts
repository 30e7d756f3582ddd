import { outcome, type OutcomeBuilder } from '../../core/decision';
import type { FactReader } from '../../core/facts';
import { fieldOf, type Thing } from '../../core/thing';
import { later, type Instant } from '../../core/time';
import { ClockRow } from '../../store/rows/clock.row';
import { TRIP_OUT } from './facts';
import { CustodyRow, type GangThing, type SuspectThing } from './rows';

/** What changes beside a suspect who is released: the trip that detained it, its gang, its stay in a detention house. */

/** What a release must know beside the suspect. */
export interface ReleaseFacts {
  /** The trip that detained the suspect, where a release is to be told to it. */
  readonly trip: Thing | null;
  readonly gang: GangThing | null;
  /** The stay in a detention house that has not ended. */
  readonly stay: CustodyRow | null;
}

/** Nobody is released. */
export const NO_RELEASE: ReleaseFacts = { trip: null, gang: null, stay: null };

/** Facts of the releases of these suspects, by suspect; one statement a table. */
export async function loadReleaseFacts(
  reader: FactReader,
  suspects: readonly SuspectThing[],
): Promise<ReadonlyMap<string, ReleaseFacts>> {
  if (suspects.length === 0) return new Map();
  const subject = suspects.map(({ id }) => id);
  const tripIds = [...new Set(suspects.flatMap(({ trip }) => trip ?? []))];
  const trips = await reader.things('ArrestTrip', tripIds);
  const clocks = await reader.many(ClockRow, { subject: tripIds, thing: subject });
  const gangs = (await reader.things('Gang', [...new Set(suspects.flatMap(({ gang }) => gang ?? []))])) as GangThing[];
  const stays = (await reader.many(CustodyRow, { subject })).filter(({ leftAt }) => leftAt === null);
  const factsOf = (suspect: SuspectThing): ReleaseFacts => {
    const trip = trips.find(({ id }) => id === suspect.trip);
    return {
      trip: trip && isToBeTold(trip, suspect, clocks) ? trip : null,
      gang: gangs.find(({ id }) => id === suspect.gang) ?? null,
      stay: stays.find((stay) => stay.subject === suspect.id) ?? null,
    };
  };
  return new Map(suspects.map((suspect) => [suspect.id, factsOf(suspect)]));
}

/**
 * A trip that is out is told of every release: what it must do to come home depends on it. One that is over only where
 * it still owes something for the suspect: else a trip that others see would show them that something happened to it.
 */
function isToBeTold(trip: Thing, { id }: SuspectThing, clocks: readonly ClockRow[]): boolean {
  const isRunning = clocks.some((row) => row.subject === trip.id && row.thing === id && row.metAt === null);
  return TRIP_OUT.includes(trip.state) || isRunning || unaccountedOf(trip).includes(id);
}

function unaccountedOf(trip: Thing): readonly string[] {
  return fieldOf(trip, 'unaccounted') as readonly string[];
}

/** The suspect is free from then on, and one less of the gang is held. */
export function withRelease(
  free: OutcomeBuilder,
  { suspect, at, facts: { trip, gang, stay } }: { suspect: SuspectThing; at: Instant; facts: ReleaseFacts },
): OutcomeBuilder {
  const left = stay ? free.part('custody', stay.id, { leftAt: later(stay.enteredAt, at) }) : free;
  const told = trip ? left.also('ArrestTrip', trip, settled(trip, suspect, at)) : left;
  return gang ? told.also('Gang', gang, outcome().set({ detained: gang.detained - 1 })) : told;
}

/** The trip owes nothing more for a suspect who is free: no house to enter in time, no family to be told. */
function settled(trip: Thing, { id }: SuspectThing, at: Instant): OutcomeBuilder {
  return outcome()
    .set({ unaccounted: unaccountedOf(trip).filter((other) => other !== id) })
    .end('arrest_trip.detention_house', { at, thing: id })
    .end('arrest_trip.family_notice', { at, thing: id });
}
