import { outcome, type OutcomeBuilder } from '../../core/decision';
import type { FactReader } from '../../core/facts';
import { fieldOf, type Thing } from '../../core/thing';
import { later, type Instant } from '../../core/time';
import { ClockRow } from '../../store/rows/clock.row';
import { TRIP_OUT } from './facts';
import { TaskRow } from '../../store/rows/task.row';
import { CustodyRow, type GangThing, type SuspectThing } from './rows';

/** What changes beside a suspect who is released: the trips that hold it, its gang, its stay in a detention house. */

/** What a release must know beside the suspect. */
export interface ReleaseFacts {
  /** Trips that hold the suspect or still owe something for it: the one that detained it, and who brings it home. */
  readonly trips: readonly Thing[];
  readonly gang: GangThing | null;
  /** The stay in a detention house that has not ended. */
  readonly stay: CustodyRow | null;
}

/** Nobody is released. */
export const NO_RELEASE: ReleaseFacts = { trips: [], gang: null, stay: null };

/** Facts of the releases of these suspects, by suspect; one statement a table. */
export async function loadReleaseFacts(
  reader: FactReader,
  suspects: readonly SuspectThing[],
): Promise<ReadonlyMap<string, ReleaseFacts>> {
  if (suspects.length === 0) return new Map();
  const subject = suspects.map(({ id }) => id);
  const running = await reader.many(TaskRow, { kind: 'ARREST_TRIP', state: [...TRIP_OUT, 'RETURNED'] });
  const tripIds = [...new Set([...suspects.flatMap(({ trip }) => trip ?? []), ...running.map(({ id }) => id)])];
  const trips = await reader.things('ArrestTrip', tripIds);
  const clocks = await reader.many(ClockRow, { subject: tripIds, thing: subject });
  const gangs = (await reader.things('Gang', [...new Set(suspects.flatMap(({ gang }) => gang ?? []))])) as GangThing[];
  const stays = (await reader.many(CustodyRow, { subject })).filter(({ leftAt }) => leftAt === null);
  const factsOf = (suspect: SuspectThing): ReleaseFacts => ({
    trips: trips.filter((trip) => isToBeTold(trip, suspect, clocks)),
    gang: gangs.find(({ id }) => id === suspect.gang) ?? null,
    stay: stays.find((stay) => stay.subject === suspect.id) ?? null,
  });
  return new Map(suspects.map((suspect) => [suspect.id, factsOf(suspect)]));
}

/** A trip that holds the suspect, and has not ended, or that still owes something for it. */
function isToBeTold(trip: Thing, { id }: SuspectThing, clocks: readonly ClockRow[]): boolean {
  const isRunning = clocks.some((row) => row.subject === trip.id && row.thing === id && row.metAt === null);
  const isHolding = !ENDED.includes(trip.state) && namesIn(trip, 'held').includes(id);
  return isHolding || isRunning || namesIn(trip, 'unaccounted').includes(id);
}

const ENDED: readonly string[] = ['CLOSED', 'ABORTED'];

function namesIn(trip: Thing, field: 'held' | 'unaccounted'): readonly string[] {
  return fieldOf(trip, field) as readonly string[];
}

/** The suspect is free from then on, and one less of the gang is held. */
export function withRelease(
  free: OutcomeBuilder,
  { suspect, at, facts: { trips, gang, stay } }: { suspect: SuspectThing; at: Instant; facts: ReleaseFacts },
): OutcomeBuilder {
  const left = stay ? free.part('custody', stay.id, { leftAt: later(stay.enteredAt, at) }) : free;
  const told = trips.reduce((done, trip) => done.also('ArrestTrip', trip, settled(trip, suspect, at)), left);
  return gang ? told.also('Gang', gang, outcome().set({ detained: gang.detained - 1 })) : told;
}

/** The trip owes nothing more for a suspect who is free: no house to enter in time, no family to be told. */
function settled(trip: Thing, { id }: SuspectThing, at: Instant): OutcomeBuilder {
  const others = (field: 'held' | 'unaccounted'): string[] => namesIn(trip, field).filter((other) => other !== id);
  return outcome()
    .set({ held: others('held'), unaccounted: others('unaccounted') })
    .end('arrest_trip.detention_house', { at, thing: id })
    .end('arrest_trip.family_notice', { at, thing: id });
}
