import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { defineAction } from '../../../core/action-table';
import { begin, outcome, type DecisionContext, type OutcomeBuilder } from '../../../core/decision';
import { badInput, refuse, type FaultSpec } from '../../../core/errors';
import { dateIn, type Instant } from '../../../core/time';
import { DateTimeScalar, DivisionCodeScalar } from '../../../graph/scalars';
import { TaskCommandInput } from '../../../graph/types/command.input';
import { limit, taskLimits } from '../../../graph/types/limits';
import type { GangThing, SuspectThing } from '../../../records/gang/rows';
import {
  assertNotRecorded,
  loadNewSuspectFacts,
  newSuspectFaults,
  NewSuspectInput,
  newSuspectLimits,
  newSuspectValues,
  type NewSuspectFacts,
} from '../../../records/gang/types/new-suspect';
import { startDetention } from '../clocks';
import { dimensionsOf } from '../counts';
import { documentsOf, forAll, gangsAmong, suspectsAmong, tripsOf, type ById } from '../facts';
import { LEAD_COMMANDER, TRAVELLING } from '../parties';
import type { ArrestTripThing, TripDocumentRow } from '../rows';

@InputType({ description: 'Records that a suspect was detained 刑事拘留: one who is known, or a new one.' })
export class RecordArrestInput extends TaskCommandInput {
  @Field(() => ID, { nullable: true, description: 'A suspect who is recorded; either this or newSuspect.' })
  suspectId?: string | null;
  @Field(() => NewSuspectInput, { nullable: true, description: 'A suspect who is not recorded yet.' })
  newSuspect?: NewSuspectInput | null;
  @Field(() => DateTimeScalar, { description: 'When; the time limits of the detention run from then.' })
  at!: Instant;
  @Field(() => String, { description: 'Where the suspect was detained.' })
  place!: string;
  @Field(() => DivisionCodeScalar, { nullable: true, description: "The division; the trip's destination if left out." })
  division?: string | null;
  @Field(() => String, { description: 'Number of a detention warrant 拘留证 that is recorded on the trip.' })
  warrantNumber!: string;
}

interface ArrestFacts {
  readonly documents: ById<readonly TripDocumentRow[]>;
  readonly suspects: ById<SuspectThing>;
  readonly gangs: ById<GangThing>;
  readonly naming: NewSuspectFacts;
}

/** In these states a suspect was never detained. */
const AT_LARGE: readonly string[] = ['WANTED', 'LOCATED'];

/**
 * Who travels records the detention. A suspect is detained once in an operation: who was released is not at large. It is
 * told last that a new one is recorded already.
 *
 * @see 刑事诉讼法 第85条
 */
export const recordArrest = defineAction<ArrestTripThing, RecordArrestInput, ArrestFacts>({
  name: 'recordArrest',
  from: ['ON_SITE'],
  to: [],
  subject: 'taskId',
  by: [TRAVELLING, LEAD_COMMANDER],
  also: ['Suspect', 'Gang'],
  input: RecordArrestInput,
  catalogues: { categoryCode: 'TARGET_PERSON' },
  limits: taskLimits<RecordArrestInput>(
    {
      suspectId: limit.id('susp').nullish(),
      newSuspect: newSuspectLimits.nullish(),
      at: limit.instant,
      place: limit.text(2, 200),
      division: limit.division.nullish(),
      warrantNumber: z.string().trim().min(1).max(60),
    },
    ({ suspectId, newSuspect }) => (!suspectId === !newSuspect ? [{ path: 'suspectId', code: 'ONE_OF' }] : []),
  ),
  async loadFacts(reader, requests) {
    const inputs = requests.map(({ input }) => input as RecordArrestInput);
    const fresh = inputs.flatMap(({ newSuspect }) => newSuspect ?? []);
    const known = inputs.flatMap(({ suspectId }) => suspectId ?? []);
    const suspects = await suspectsAmong(reader, known);
    const gangs = [...fresh.map(({ gangId }) => gangId), ...[...suspects.values()].map(({ gang }) => gang)];
    return forAll(requests, {
      documents: await documentsOf(reader, tripsOf(requests)),
      suspects,
      gangs: await gangsAmong(
        reader,
        gangs.flatMap((id) => id ?? []),
      ),
      naming: await loadNewSuspectFacts(reader, fresh),
    });
  },
  decide(trip, input, facts, context) {
    const { at, place, division, newSuspect } = input;
    const faults = arrestFaults(trip, input, { facts, context });
    if (faults.length > 0) throw badInput(faults);
    const warrant = warrantOf(trip, input, facts);
    if (newSuspect) assertNotRecorded(newSuspect, facts.naming, 'newSuspect.');
    const { rules, newId } = context;
    const suspect = input.suspectId ?? newId('susp');
    const arrested = outcome()
      .set({ suspects: [...trip.suspects, suspect] })
      .set({ held: [...trip.held, suspect], unaccounted: [...trip.unaccounted, suspect] })
      .part('arrests', suspect, { at, place, division: division ?? trip.destination, warrant, familyNotifiedAt: null })
      .tallyInside('SUSPECTS_DETAINED', 1, dimensionsOf(trip));
    return withOthers(startDetention(arrested, { rules, suspect, from: at }), { trip, input, facts, context, suspect });
  },
});

function arrestFaults(
  trip: ArrestTripThing,
  { suspectId, newSuspect, at }: RecordArrestInput,
  { facts, context }: { facts: ArrestFacts; context: DecisionContext },
): FaultSpec[] {
  const suspect = suspectId ? facts.suspects.get(suspectId) : undefined;
  const today = dateIn(context.now, context.timeZone);
  return [
    ...(trip.departedAt !== null && at < trip.departedAt ? [{ path: 'at', code: 'BEFORE_DEPARTURE' }] : []),
    ...(suspectId && !suspect ? [{ path: 'suspectId', code: 'UNKNOWN_SUSPECT' }] : []),
    ...(suspect && !AT_LARGE.includes(suspect.state) ? [{ path: 'suspectId', code: 'ALREADY_DETAINED' }] : []),
    ...(newSuspect ? newSuspectFaults(newSuspect, facts.naming, { path: 'newSuspect.', today }) : []),
  ];
}

/** The detention warrant of that number on the trip. @throws Refusal PRECONDITION_FAILED where there is none */
function warrantOf(trip: ArrestTripThing, { warrantNumber }: RecordArrestInput, { documents }: ArrestFacts): string {
  const papers = documents.get(trip.id) ?? [];
  const warrant = papers.find(({ kind, number }) => kind === 'DETENTION_WARRANT' && number === warrantNumber);
  if (!warrant) throw refuse('PRECONDITION_FAILED', { unmet: [{ code: 'NO_WARRANT' }] });
  return warrant.id;
}

interface Arrest {
  readonly trip: ArrestTripThing;
  readonly input: RecordArrestInput;
  readonly facts: ArrestFacts;
  readonly context: DecisionContext;
  readonly suspect: string;
}

/** The suspect is detained by this trip, and the gang counts one more. */
function withOthers(arrested: OutcomeBuilder, { trip, input, facts, context, suspect }: Arrest): OutcomeBuilder {
  const known = facts.suspects.get(suspect);
  const detained = { trip: trip.id, detainedAt: input.at, detentionHouse: null, enteredHouseAt: null };
  const { newSuspect } = input;
  const gang = facts.gangs.get((known ? known.gang : newSuspect?.gangId) ?? '');
  const counted = gang ? arrested.also('Gang', gang, outcome().set({ detained: gang.detained + 1 })) : arrested;
  if (known) return counted.also('Suspect', known, outcome().to('DETAINED').set(detained));
  if (!newSuspect) throw new Error('an arrest without a suspect');
  const values = newSuspectValues(newSuspect, facts.naming, context.actor.agencyId ?? '');
  return counted.alsoBegins('Suspect', suspect, begin({ ...values, ...detained }).to('DETAINED'));
}
