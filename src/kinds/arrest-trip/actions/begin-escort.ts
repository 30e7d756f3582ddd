import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { defineAction } from '../../../core/action-table';
import { outcome, type DecisionContext, type OutcomeBuilder } from '../../../core/decision';
import { badInput } from '../../../core/errors';
import { later, plus, type Instant } from '../../../core/time';
import { DateTimeScalar } from '../../../graph/scalars';
import { TaskCommandInput } from '../../../graph/types/command.input';
import { closed } from '../../../graph/types/enums';
import { limit, taskLimits } from '../../../graph/types/limits';
import type { CustodyRow, SuspectThing } from '../../../records/gang/rows';
import type { ClockRow } from '../../../store/rows/clock.row';
import { startPositions } from '../clocks';
import { forAll, heldOnTheWay, legsOf, positionClocksOf, staysOf, suspectsAmong, tripsOf, type ById } from '../facts';
import { legFaults } from '../legs';
import { LEAD_COMMANDER, TRAVELLING } from '../parties';
import type { ArrestTripThing, TripLegRow } from '../rows';
import { openStay, stayEnded } from '../stays';

const TRAVEL_MODES = ['TRAIN', 'ROAD', 'AIR', 'SHIP'] as const;
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
  @Field(() => [ID], {
    description: 'Suspects on it: held on the trip, or left in a detention house by one that is over.',
  })
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
  readonly stays: ById<readonly CustodyRow[]>;
  readonly legs: ById<readonly TripLegRow[]>;
  readonly clocks: ById<ClockRow>;
  /** Suspects whom a trip that is out answers for. */
  readonly onTheWay: ReadonlySet<string>;
}

/** In these states a suspect can be taken along. */
const HELD: readonly string[] = ['DETAINED', 'ESCORTED'];

/**
 * Two officers for each suspect on every leg: rule `arrest_trip.escorts_per_suspect`. A trip also fetches whom an earlier
 * one has left in a detention house near the place of arrest (寄押) and answers for them from then on; who detained them
 * stays as it was. No guard asks for somebody held: a trip may have set out to fetch alone.
 */
export const beginEscort = defineAction<ArrestTripThing, BeginEscortInput, EscortFacts>({
  name: 'beginEscort',
  from: ['ON_SITE', 'ESCORTING'],
  to: ['ESCORTING'],
  subject: 'taskId',
  by: [TRAVELLING, LEAD_COMMANDER],
  also: ['Suspect'],
  input: BeginEscortInput,
  moments: ['departAt', 'arriveAt'],
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
    const named = requests.flatMap(({ input }) => (input as BeginEscortInput).legs.flatMap((leg) => leg.suspectIds));
    return forAll(requests, {
      suspects: await suspectsAmong(reader, named),
      stays: await staysOf(reader, named),
      legs: await legsOf(reader, trips),
      clocks: await positionClocksOf(reader, trips),
      onTheWay: await heldOnTheWay(reader),
    });
  },
  decide(trip, { legs }, facts, { now, occurredAt, rules, newId }) {
    const escorts = rules.number('arrest_trip.escorts_per_suspect');
    const latest = plus(now, rules.step('arrest_trip.leg_ahead'));
    const isHeld = (id: string): boolean => mayBring(id, { trip, facts });
    const faults = legFaults(legs, { trip, suspects: facts.suspects, isHeld, escorts, latest });
    if (faults.length > 0) throw badInput(faults);
    const told = legsTold(outcome(), legs, { before: facts.legs.get(trip.id)?.length ?? 0, newId });
    const from = positionsFrom(legs, { clock: facts.clocks.get(trip.id), now, occurredAt });
    return takenAlong(from === null ? told : startPositions(told, rules, from), { trip, legs, facts });
  },
});

/**
 * Whom the trip answers for, and who is in a detention house while no trip that is out answers for them: those whom an
 * earlier trip detained, or took along and had to leave behind.
 */
function mayBring(id: string, { trip, facts }: { trip: ArrestTripThing; facts: EscortFacts }): boolean {
  const suspect = facts.suspects.get(id);
  if (!suspect || !HELD.includes(suspect.state)) return false;
  return trip.held.includes(id) || (!facts.onTheWay.has(id) && openStay(suspect, facts.stays) !== undefined);
}

function legsTold(
  begun: OutcomeBuilder,
  legs: readonly TravelLegInput[],
  { before, newId }: { before: number; newId: DecisionContext['newId'] },
): OutcomeBuilder {
  return legs.reduce(
    (told, { suspectIds, officerIds, ...leg }, i) =>
      told.part('legs', newId('leg'), {
        ...leg,
        arriveAt: leg.arriveAt ?? null,
        ...{ number: before + i + 1, suspects: [...new Set(suspectIds)], officers: [...new Set(officerIds)] },
      }),
    begun,
  );
}

/**
 * From when on the trip reports where it is: from the first departure on, or from now if that is later. Null where that
 * runs already; a leg that was planned for later gives no more time than one that departs before it.
 */
function positionsFrom(
  legs: readonly TravelLegInput[],
  { clock, now, occurredAt }: { clock: ClockRow | undefined; now: Instant; occurredAt: Instant },
): Instant | null {
  const [first = occurredAt] = legs.map((leg) => leg.departAt).sort();
  const from = later(first, occurredAt);
  const isRunning = clock !== undefined && (clock.startedAt <= now || clock.startedAt <= from);
  return isRunning ? null : from;
}

/** Each suspect is under escort, and leaves the house that was for the time until then. */
function takenAlong(
  told: OutcomeBuilder,
  { trip, legs, facts }: { trip: ArrestTripThing; legs: readonly TravelLegInput[]; facts: EscortFacts },
): OutcomeBuilder {
  const escorted = [...new Set(legs.flatMap((leg) => leg.suspectIds))].flatMap((id) => facts.suspects.get(id) ?? []);
  const ways = escorted.map((suspect) => ({ suspect, ...wayOut(suspect, { legs, facts }) }));
  const outside = ways.filter(({ stay, departAt }) => !stay || departAt !== null).map(({ suspect }) => suspect.id);
  const answered = told.set({
    held: [...new Set([...trip.held, ...escorted.map(({ id }) => id)])],
    unaccounted: [...new Set([...trip.unaccounted, ...outside])],
  });
  return ways.reduce((taken, { suspect, stay, departAt }) => {
    const isLeaving = stay !== undefined && departAt !== null;
    if (suspect.state === 'ESCORTED' && !isLeaving) return taken;
    const moved = outcome().to('ESCORTED');
    return taken.also('Suspect', suspect, isLeaving ? stayEnded(moved, stay, departAt) : moved);
  }, answered);
}

interface WayOut {
  readonly stay: CustodyRow | undefined;
  /** When the suspect leaves the house; null for who entered it on these legs, which were told late. */
  readonly departAt: Instant | null;
}

function wayOut(
  suspect: SuspectThing,
  { legs, facts }: { legs: readonly TravelLegInput[]; facts: EscortFacts },
): WayOut {
  const stay = openStay(suspect, facts.stays);
  const isBefore = (leg: TravelLegInput): boolean => stay !== undefined && leg.departAt < stay.enteredAt;
  const leaving = legs.filter((leg) => leg.suspectIds.includes(suspect.id) && !isBefore(leg));
  return { stay, departAt: leaving.map((leg) => leg.departAt).sort()[0] ?? null };
}
