import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { defineAction } from '../../../core/action-table';
import { outcome, type OutcomeBuilder } from '../../../core/decision';
import { badInput } from '../../../core/errors';
import { later, type Instant } from '../../../core/time';
import { DateTimeScalar } from '../../../graph/scalars';
import { TaskCommandInput } from '../../../graph/types/command.input';
import { closed } from '../../../graph/types/enums';
import { limit, taskLimits } from '../../../graph/types/limits';
import type { CustodyRow, SuspectThing } from '../../../records/gang/rows';
import { startPositions } from '../clocks';
import { custodyOf, forAll, suspectsAmong, tripsOf, type ById } from '../facts';
import { legFaults } from '../legs';
import { LEAD_COMMANDER, TRAVELLING } from '../parties';
import { TripLegRow, type ArrestTripThing } from '../rows';

export const TRAVEL_MODES = ['TRAIN', 'ROAD', 'AIR', 'SHIP'] as const;
export type TravelMode = (typeof TRAVEL_MODES)[number];
export const TravelModeEnum = closed('TravelMode', TRAVEL_MODES, 'How a trip travels.');

@InputType({ description: 'A leg of the way home with suspects.' })
export class TravelLegInput {
  @Field(() => TravelModeEnum, { description: 'How they travel on it.' })
  mode!: TravelMode;
  @Field(() => String, { description: 'Where it begins.' })
  from!: string;
  @Field(() => String, { description: 'Where it ends.' })
  to!: string;
  @Field(() => DateTimeScalar, { description: 'When it departs.' })
  departAt!: Instant;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it arrives; left out: not known yet.' })
  arriveAt?: Instant | null;
  @Field(() => [ID], { description: 'Suspects on it, detained on the trip.' })
  suspectIds!: string[];
  @Field(() => [ID], { description: 'Members of the trip on it: at least two for each suspect.' })
  officerIds!: string[];
}

@InputType({ description: 'The trip sets out for home with suspects 押解; or one more leg of the way is told.' })
export class BeginEscortInput extends TaskCommandInput {
  @Field(() => [TravelLegInput], { description: 'Legs of the way, in order.' })
  legs!: TravelLegInput[];
}

interface EscortFacts {
  readonly suspects: ById<SuspectThing>;
  readonly custody: ById<CustodyRow>;
  readonly legs: readonly TripLegRow[];
}

/** Two officers for each suspect on every leg: rule `arrest_trip.escorts_per_suspect`. */
export const beginEscort = defineAction<ArrestTripThing, BeginEscortInput, EscortFacts>({
  name: 'beginEscort',
  from: ['ON_SITE', 'ESCORTING'],
  to: ['ESCORTING'],
  subject: 'taskId',
  by: [TRAVELLING, LEAD_COMMANDER],
  also: ['Suspect'],
  guard: (trip) => (trip.suspects.length === 0 ? 'NOBODY_DETAINED_HERE' : null),
  input: BeginEscortInput,
  limits: taskLimits<BeginEscortInput>({
    legs: z
      .array(
        z.strictObject({
          mode: z.enum(TRAVEL_MODES),
          from: limit.text(1, 100),
          to: limit.text(1, 100),
          departAt: limit.instant,
          arriveAt: limit.instant.nullish(),
          suspectIds: z.array(limit.id('susp')).min(1).max(50),
          officerIds: z.array(limit.id('mbr')).min(1).max(100),
        }),
      )
      .min(1)
      .max(20),
  }),
  async loadFacts(reader, requests) {
    const trips = tripsOf(requests);
    const ids = trips.flatMap((trip) => trip.suspects);
    return forAll(requests, {
      suspects: await suspectsAmong(reader, ids),
      custody: await custodyOf(reader, ids),
      legs: await reader.many(TripLegRow, { subject: trips.map(({ id }) => id) }),
    });
  },
  decide(trip, { legs }, facts, { now, occurredAt, rules, newId }) {
    const escorts = rules.number('arrest_trip.escorts_per_suspect');
    const faults = legFaults(legs, { trip, suspects: facts.suspects, escorts });
    if (faults.length > 0) throw badInput(faults);
    const told = facts.legs.filter((row) => row.subject === trip.id).length;
    const escorted = [...new Set(legs.flatMap((leg) => leg.suspectIds))];
    const legsTold = legs.reduce(
      (begun, { suspectIds, officerIds, ...leg }, i) =>
        begun.part('legs', newId('leg'), {
          ...leg,
          arriveAt: leg.arriveAt ?? null,
          ...{ number: told + i + 1, suspects: [...new Set(suspectIds)], officers: [...new Set(officerIds)] },
        }),
      outcome().set({ unaccounted: [...new Set([...trip.unaccounted, ...escorted])] }),
    );
    const begun = trip.state === 'ESCORTING' ? legsTold : startPositions(legsTold, rules, startOf(legs, occurredAt));
    return takenAlong(begun, { escorted, legs, facts, now });
  },
});

/** The trip is under way from the first departure on, or from now if that is later. */
function startOf(legs: readonly TravelLegInput[], occurredAt: Instant): Instant {
  const [first = occurredAt] = legs.map((leg) => leg.departAt).sort();
  return later(first, occurredAt);
}

/** Each suspect is under escort, and leaves the house that was for the time near the place of arrest. */
function takenAlong(
  begun: OutcomeBuilder,
  {
    escorted,
    legs,
    facts,
    now,
  }: { escorted: readonly string[]; legs: readonly TravelLegInput[]; facts: EscortFacts; now: Instant },
): OutcomeBuilder {
  return escorted.reduce((taken, id) => {
    const suspect = facts.suspects.get(id);
    if (!suspect || suspect.state === 'ESCORTED') return taken;
    const stay = facts.custody.get(id);
    const [departAt = now] = legs
      .filter((leg) => leg.suspectIds.includes(id))
      .map((leg) => leg.departAt)
      .sort();
    const moved = outcome().to('ESCORTED');
    const left = stay ? moved.part('custody', stay.id, { leftAt: later(stay.enteredAt, departAt) }) : moved;
    return taken.also('Suspect', suspect, left);
  }, begun);
}
