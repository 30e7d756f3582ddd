import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { defineAction } from '../../../core/action-table';
import { outcome, type DecisionContext, type OutcomeBuilder, type TallyStep } from '../../../core/decision';
import { badInput } from '../../../core/errors';
import { OWN_DUE } from '../../../core/rule-pack';
import type { Instant } from '../../../core/time';
import { DateTimeScalar } from '../../../graph/scalars';
import { TaskCommandInput } from '../../../graph/types/command.input';
import { limit, taskLimits } from '../../../graph/types/limits';
import type { CustodyRow, SuspectThing } from '../../../records/gang/rows';
import { endPositions, houseEntered } from '../clocks';
import { dimensionsOf, disclosed } from '../counts';
import {
  correctionsOwed,
  forAll,
  gangsBehind,
  legsOf,
  staysOf,
  suspectsAmong,
  tripsOf,
  type ById,
  type GangsBehind,
} from '../facts';
import { LEAD_COMMANDER, TRAVELLING } from '../parties';
import { escortedOn, homeStay, returnFaults, type ReturnFacts } from '../returns';
import type { ArrestTripThing } from '../rows';
import { openStay, stayEnded } from '../stays';

@InputType({ description: 'Where an escorted suspect was brought.' })
export class CustodyInput {
  @Field(() => ID, { description: 'The suspect.' })
  suspectId!: string;
  @Field(() => String, { description: 'The detention house 看守所.' })
  house!: string;
  @Field(() => DateTimeScalar, { description: 'When the suspect entered it.' })
  enteredAt!: Instant;
}

@InputType({ description: 'The trip is home.' })
export class CompleteReturnInput extends TaskCommandInput {
  @Field(() => DateTimeScalar, { description: 'When it was home.' })
  at!: Instant;
  @Field(() => [CustodyInput], {
    description: 'Where each suspect under escort was brought; empty for a trip that comes home without suspects.',
  })
  custody!: CustodyInput[];
}

interface HomeFacts extends ReturnFacts, GangsBehind {
  readonly corrections: ById<readonly TallyStep[]>;
}

/**
 * Everyone whom the trip answers for is accounted for: in a detention house, or free again. Whom it escorted it names, as
 * far as they are not in their house already; whom it never escorted may stay where they are, near the place of arrest
 * (寄押), for a later trip. From then on others may know that the trip was, and what it counted.
 */
export const completeReturn = defineAction<ArrestTripThing, CompleteReturnInput, HomeFacts>({
  name: 'completeReturn',
  from: ['ON_SITE', 'ESCORTING'],
  to: ['RETURNED'],
  subject: 'taskId',
  by: [TRAVELLING, LEAD_COMMANDER],
  also: ['Suspect', 'Gang'],
  guard: ({ state, unaccounted }) => (state === 'ON_SITE' && unaccounted.length > 0 ? 'SUSPECTS_NOT_ESCORTED' : null),
  input: CompleteReturnInput,
  moments: ['enteredAt'],
  limits: taskLimits<CompleteReturnInput>({
    at: limit.instant,
    custody: z
      .array(z.strictObject({ suspectId: limit.id('susp'), house: limit.text(2, 100), enteredAt: limit.instant }))
      .max(100),
  }),
  async loadFacts(reader, requests) {
    const trips = tripsOf(requests);
    const ids = trips.flatMap(({ suspects, held }) => [...suspects, ...held]);
    const suspects = await suspectsAmong(reader, ids);
    return forAll(requests, {
      suspects,
      stays: await staysOf(reader, ids),
      legs: await legsOf(reader, trips),
      corrections: await correctionsOwed(reader, trips),
      ...(await gangsBehind(reader, suspects.values(), trips)),
    });
  },
  decide(trip, input, facts, context) {
    const faults = returnFaults(trip, input, facts);
    if (faults.length > 0) throw badInput(faults);
    const { at } = input;
    const escorted = escortedOn(trip, facts);
    const home = outcome().set({ returnedAt: at, unaccounted: [] });
    const told = corrected(countReturn(home, trip, escorted.length), facts.corrections.get(trip.id) ?? []);
    const counted = endPositions(told, at).end(OWN_DUE, { at });
    return disclosed(handedOver(counted, input, { escorted, facts, context }), facts);
  },
});

/** What others did not know of while the trip was out counts for them now. */
function countReturn(home: OutcomeBuilder, trip: ArrestTripThing, escorted: number): OutcomeBuilder {
  const of = dimensionsOf(trip);
  const owed: readonly (readonly [string, number])[] = [
    ['TRIPS_SENT', 1],
    ['SUSPECTS_DETAINED', trip.suspects.length],
    ['MONEY_RECOVERED', trip.moneyRecovered],
  ];
  const told = owed
    .filter(([, amount]) => amount > 0)
    .reduce((counted, [metric, amount]) => counted.tallyOutside(metric, amount, of), home);
  return escorted === 0 ? told : told.tally('SUSPECTS_ESCORTED', escorted, of);
}

/** What was corrected meanwhile counts for others with what it corrects. */
function corrected(home: OutcomeBuilder, corrections: readonly TallyStep[]): OutcomeBuilder {
  return corrections.reduce((told, { metric, amount, audience: _audience, day: _day, ...of }) => {
    return told.tallyOutside(metric, amount, of);
  }, home);
}

/** Each who was escorted is handed over where the input says, or in the house that was told before. */
function handedOver(
  home: OutcomeBuilder,
  { custody }: CompleteReturnInput,
  { escorted, facts, context }: { escorted: readonly SuspectThing[]; facts: HomeFacts; context: DecisionContext },
): OutcomeBuilder {
  return escorted.reduce((brought, suspect) => {
    const given = custody.find(({ suspectId }) => suspectId === suspect.id);
    const moved = outcome().to('HANDED_OVER');
    if (!given || homeStay(suspect, facts)) return brought.also('Suspect', suspect, moved);
    const { house, enteredAt } = given;
    const inHouse = inHouseFrom(enteredAt, moved, openStay(suspect, facts.stays))
      .set({ detentionHouse: house, enteredHouseAt: enteredAt })
      .part('custody', context.newId('cus'), { house, enteredAt, leftAt: null, temporary: false });
    return houseEntered(brought, { suspect: suspect.id, at: enteredAt }).also('Suspect', suspect, inHouse);
  }, home);
}

/** The stay on the way, if it has not ended, ends at the latest when the next one begins. */
function inHouseFrom(enteredAt: Instant, moved: OutcomeBuilder, onTheWay: CustodyRow | undefined): OutcomeBuilder {
  return onTheWay ? stayEnded(moved, onTheWay, enteredAt) : moved;
}
