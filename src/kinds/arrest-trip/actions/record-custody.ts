import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { defineAction } from '../../../core/action-table';
import { outcome, type OutcomeBuilder } from '../../../core/decision';
import { badInput, type FaultSpec } from '../../../core/errors';
import type { Instant } from '../../../core/time';
import { DateTimeScalar } from '../../../graph/scalars';
import { TaskCommandInput } from '../../../graph/types/command.input';
import { limit, taskLimits } from '../../../graph/types/limits';
import type { CustodyRow, SuspectThing } from '../../../records/gang/rows';
import { houseEntered } from '../clocks';
import { forAll, legsOf, staysOf, suspectsAmong, tripsOf, type ById } from '../facts';
import { AT_HOME, TRAVELLING } from '../parties';
import type { ArrestTripThing, TripLegRow } from '../rows';
import { openStay } from '../stays';

@InputType({ description: 'Records that a suspect entered a detention house 看守所, or has left one again.' })
export class RecordCustodyInput extends TaskCommandInput {
  @Field(() => ID, { description: 'A suspect who is held on the trip.' })
  suspectId!: string;
  @Field(() => String, { description: 'The detention house.' })
  house!: string;
  @Field(() => DateTimeScalar, { description: 'When the suspect entered it.' })
  enteredAt!: Instant;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the suspect left it; told later with the same house and entry.',
  })
  leftAt?: Instant | null;
  @Field(() => Boolean, { description: 'Near the place of arrest 寄押: it counts as entry.' })
  temporary!: boolean;
}

interface CustodyFacts {
  readonly suspects: ById<SuspectThing>;
  readonly stays: ById<readonly CustodyRow[]>;
  readonly legs: ById<readonly TripLegRow[]>;
}

/** Custody near the place of arrest counts as entry. @see 刑事诉讼法 第85条 */
export const recordCustody = defineAction<ArrestTripThing, RecordCustodyInput, CustodyFacts>({
  name: 'recordCustody',
  from: ['ON_SITE', 'ESCORTING', 'RETURNED'],
  to: [],
  subject: 'taskId',
  by: [TRAVELLING, AT_HOME],
  also: ['Suspect'],
  guard: ({ held }) => (held.length === 0 ? 'NOBODY_HELD' : null),
  input: RecordCustodyInput,
  moments: ['enteredAt', 'leftAt'],
  limits: taskLimits<RecordCustodyInput>({
    suspectId: limit.id('susp'),
    house: limit.text(2, 100),
    enteredAt: limit.instant,
    leftAt: limit.instant.nullish(),
    temporary: z.boolean(),
  }),
  async loadFacts(reader, requests) {
    const trips = tripsOf(requests);
    const ids = trips.flatMap(({ suspects, held }) => [...suspects, ...held]);
    return forAll(requests, {
      suspects: await suspectsAmong(reader, ids),
      stays: await staysOf(reader, ids),
      legs: await legsOf(reader, trips),
    });
  },
  decide(trip, input, facts, { now, newId }) {
    const { suspectId, enteredAt } = input;
    const suspect = facts.suspects.get(suspectId);
    if (!suspect || !isAnsweredFor(suspect, trip, facts)) throw badInput([{ path: 'suspectId', code: 'NOT_ON_TRIP' }]);
    const open = openStay(suspect, facts.stays);
    const faults = custodyFaults(input, { suspect, open, told: facts.stays.get(suspectId) ?? [], now });
    if (faults.length > 0) throw badInput(faults);
    const others = trip.unaccounted.filter((id) => id !== suspectId);
    const changed = outcome()
      .set({ unaccounted: input.leftAt ? [...others, suspectId] : others })
      .also('Suspect', suspect, stayTold(input, open?.id ?? newId('cus')));
    return open ? changed : houseEntered(changed, { suspect: suspectId, at: enteredAt });
  },
});

/** The stay as it was told; one near the place of arrest says nothing of the house at home. */
function stayTold({ house, enteredAt, temporary, leftAt = null }: RecordCustodyInput, id: string): OutcomeBuilder {
  const stay = outcome().part('custody', id, { house, enteredAt, leftAt, temporary });
  if (temporary) return stay;
  return stay.set(
    leftAt === null
      ? { detentionHouse: house, enteredHouseAt: enteredAt }
      : { detentionHouse: null, enteredHouseAt: null },
  );
}

/**
 * Whether the trip still tells where the suspect is. Whom a trip that is home has left in a house, a later one may take
 * along: then it is for that one to tell.
 */
function isAnsweredFor(suspect: SuspectThing, trip: ArrestTripThing, { legs }: CustodyFacts): boolean {
  const { id, state } = suspect;
  if (state === 'RELEASED' && trip.suspects.includes(id)) return true;
  if (!trip.held.includes(id)) return false;
  if (trip.state !== 'RETURNED' || state === 'DETAINED') return true;
  return state === 'HANDED_OVER' && (legs.get(trip.id) ?? []).some((leg) => leg.suspects.includes(id));
}

interface Stay {
  readonly suspect: SuspectThing;
  /** The stay that has not ended, if there is one. */
  readonly open: CustodyRow | undefined;
  /** Every stay that was told. */
  readonly told: readonly CustodyRow[];
  readonly now: Instant;
}

function custodyFaults(input: RecordCustodyInput, stay: Stay): FaultSpec[] {
  const { suspect, open, told } = stay;
  const isToldBefore = told.some((each) => each.leftAt !== null && each.leftAt === input.leftAt && isSame(each, input));
  return [
    ...timeFaults(input, stay),
    ...(suspect.state === 'RELEASED' ? [{ path: 'suspectId', code: 'NOT_DETAINED' }] : []),
    ...(open && !isEndOf(open, input) ? [{ path: 'suspectId', code: 'IN_HOUSE_ALREADY' }] : []),
    ...(!open && isToldBefore ? [{ path: 'suspectId', code: 'ALREADY_RECORDED' }] : []),
  ];
}

/** An end is told with the same house and entry. */
function isEndOf(open: CustodyRow, input: RecordCustodyInput): boolean {
  return isSame(open, input) && input.leftAt !== null && input.leftAt !== undefined;
}

function isSame(stay: CustodyRow, { house, enteredAt, temporary }: RecordCustodyInput): boolean {
  return stay.house === house && stay.enteredAt === enteredAt && stay.temporary === temporary;
}

function timeFaults({ enteredAt, leftAt }: RecordCustodyInput, { suspect, now }: Stay): FaultSpec[] {
  return [
    ...(enteredAt > now ? [{ path: 'enteredAt', code: 'IN_FUTURE' }] : []),
    ...(leftAt && leftAt > now ? [{ path: 'leftAt', code: 'IN_FUTURE' }] : []),
    ...(leftAt && leftAt < enteredAt ? [{ path: 'leftAt', code: 'BEFORE_ENTRY' }] : []),
    ...(suspect.detainedAt !== null && enteredAt < suspect.detainedAt
      ? [{ path: 'enteredAt', code: 'BEFORE_DETENTION' }]
      : []),
  ];
}
