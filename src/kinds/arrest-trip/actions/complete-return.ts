import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { defineAction } from '../../../core/action-table';
import { outcome, type DecisionContext, type OutcomeBuilder } from '../../../core/decision';
import { badInput, type FaultSpec } from '../../../core/errors';
import { OWN_DUE } from '../../../core/rule-pack';
import type { Instant } from '../../../core/time';
import { DateTimeScalar } from '../../../graph/scalars';
import { TaskCommandInput } from '../../../graph/types/command.input';
import { limit, taskLimits } from '../../../graph/types/limits';
import type { GangThing, SuspectThing } from '../../../records/gang/rows';
import { endPositions, houseEntered } from '../clocks';
import { dimensionsOf } from '../counts';
import { forAll, gangsAmong, gangsStillOut, suspectsAmong, tripsOf, type ById } from '../facts';
import { LEAD_COMMANDER, TRAVELLING } from '../parties';
import type { ArrestTripThing } from '../rows';

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
    description: 'Where each suspect was brought; empty for a trip that comes home without suspects.',
  })
  custody!: CustodyInput[];
}

interface ReturnFacts {
  readonly suspects: ById<SuspectThing>;
  readonly gangs: ById<GangThing>;
  /** Gangs of which another trip has detained somebody and is still out. */
  readonly stillOut: ReadonlySet<string>;
}

/**
 * Everyone who was detained is accounted for: in a detention house, or free again. From then on others may know that
 * the trip was, and what it counted.
 */
export const completeReturn = defineAction<ArrestTripThing, CompleteReturnInput, ReturnFacts>({
  name: 'completeReturn',
  from: ['ON_SITE', 'ESCORTING'],
  to: ['RETURNED'],
  subject: 'taskId',
  by: [TRAVELLING, LEAD_COMMANDER],
  also: ['Suspect', 'Gang'],
  guard: ({ state, suspects }) => (state === 'ON_SITE' && suspects.length > 0 ? 'SUSPECTS_NOT_ESCORTED' : null),
  input: CompleteReturnInput,
  limits: taskLimits<CompleteReturnInput>({
    at: limit.instant,
    custody: z
      .array(z.strictObject({ suspectId: limit.id('susp'), house: limit.text(2, 100), enteredAt: limit.instant }))
      .max(100),
  }),
  async loadFacts(reader, requests) {
    const trips = tripsOf(requests);
    const suspects = await suspectsAmong(
      reader,
      trips.flatMap((trip) => trip.suspects),
    );
    const named = [...suspects.values()].flatMap(({ gang }) => gang ?? []);
    return forAll(requests, {
      suspects,
      gangs: await gangsAmong(reader, named),
      stillOut: await gangsStillOut(reader, named, trips),
    });
  },
  decide(trip, input, facts, context) {
    const faults = returnFaults(trip, input, facts);
    if (faults.length > 0) throw badInput(faults);
    const { at, custody } = input;
    const home = outcome().set({ returnedAt: at, unaccounted: [] });
    const housed = housedBefore(trip, facts);
    const counted = endPositions(countReturn(home, trip, custody.length + housed.length), at).end(OWN_DUE, { at });
    const settled = housed.reduce(
      (done, suspect) => done.also('Suspect', suspect, outcome().to('HANDED_OVER')),
      counted,
    );
    return disclosed(handedOver(settled, input, { facts, context }), facts);
  },
});

function returnFaults(
  trip: ArrestTripThing,
  { at, custody }: CompleteReturnInput,
  { suspects }: ReturnFacts,
): FaultSpec[] {
  const ids = custody.map(({ suspectId }) => suspectId);
  const missing = trip.unaccounted.filter((id) => !ids.includes(id)).length;
  return [
    ...(trip.departedAt !== null && at < trip.departedAt ? [{ path: 'at', code: 'BEFORE_DEPARTURE' }] : []),
    ...custody.flatMap(({ suspectId, enteredAt }, i) => {
      const suspect = suspects.get(suspectId);
      const isHere = trip.unaccounted.includes(suspectId) && suspect?.state === 'ESCORTED';
      return [
        ...(isHere ? [] : [{ path: `custody.${i}.suspectId`, code: 'NOT_ESCORTED' }]),
        ...(ids.indexOf(suspectId) === i ? [] : [{ path: `custody.${i}.suspectId`, code: 'DUPLICATE' }]),
        ...(enteredAt > at ? [{ path: `custody.${i}.enteredAt`, code: 'AFTER_RETURN' }] : []),
        ...(suspect?.detainedAt && enteredAt < suspect.detainedAt
          ? [{ path: `custody.${i}.enteredAt`, code: 'BEFORE_DETENTION' }]
          : []),
      ];
    }),
    ...(missing > 0 ? [{ path: 'custody', code: 'UNACCOUNTED', params: { missing } }] : []),
  ];
}

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

/** Those who came along and were brought to a house before the trip was home. */
function housedBefore({ suspects: ids, unaccounted }: ArrestTripThing, { suspects }: ReturnFacts): SuspectThing[] {
  return ids
    .filter((id) => !unaccounted.includes(id))
    .flatMap((id) => suspects.get(id) ?? [])
    .filter(({ state }) => state === 'ESCORTED');
}

function handedOver(
  home: OutcomeBuilder,
  { custody }: CompleteReturnInput,
  { facts, context }: { facts: ReturnFacts; context: DecisionContext },
): OutcomeBuilder {
  return custody.reduce((brought, { suspectId, house, enteredAt }) => {
    const suspect = facts.suspects.get(suspectId);
    if (!suspect) return brought;
    const stay = { house, enteredAt, leftAt: null, temporary: false };
    const inHouse = outcome()
      .to('HANDED_OVER')
      .set({ detentionHouse: house, enteredHouseAt: enteredAt })
      .part('custody', context.newId('cus'), stay);
    return houseEntered(brought, { suspect: suspectId, at: enteredAt }).also('Suspect', suspect, inHouse);
  }, home);
}

/** A gang that was broken counts for others once no trip that detained one of it is out any more. */
function disclosed(home: OutcomeBuilder, { gangs, stillOut }: ReturnFacts): OutcomeBuilder {
  const owed = [...gangs.values()].filter(
    ({ id, brokenAt, disclosed: isTold }) => brokenAt !== null && !isTold && !stillOut.has(id),
  );
  return owed.reduce((told, gang) => {
    const dimensions = { agency: gang.agency, ...(gang.origin === null ? {} : { division: gang.origin }) };
    return told.also('Gang', gang, outcome().set({ disclosed: true }).tallyOutside('GANGS_BROKEN', 1, dimensions));
  }, home);
}
