import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { defineAction } from '../../../core/action-table';
import { outcome } from '../../../core/decision';
import { badInput, type FaultSpec } from '../../../core/errors';
import type { Instant } from '../../../core/time';
import { DateTimeScalar } from '../../../graph/scalars';
import { TaskCommandInput } from '../../../graph/types/command.input';
import { limit, taskLimits } from '../../../graph/types/limits';
import type { CustodyRow, SuspectThing } from '../../../records/gang/rows';
import { houseEntered } from '../clocks';
import { custodyOf, forAll, suspectsAmong, tripsOf, type ById } from '../facts';
import { AT_HOME, TRAVELLING } from '../parties';
import type { ArrestTripThing } from '../rows';

@InputType({ description: 'Records that a suspect entered a detention house 看守所, or has left one again.' })
export class RecordCustodyInput extends TaskCommandInput {
  @Field(() => ID, { description: 'A suspect who was detained on the trip.' })
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
  readonly custody: ById<CustodyRow>;
}

/** Custody near the place of arrest counts as entry. @see 刑事诉讼法 第85条 */
export const recordCustody = defineAction<ArrestTripThing, RecordCustodyInput, CustodyFacts>({
  name: 'recordCustody',
  from: ['ON_SITE', 'ESCORTING', 'RETURNED'],
  to: [],
  subject: 'taskId',
  by: [TRAVELLING, AT_HOME],
  also: ['Suspect'],
  guard: (trip) => (trip.suspects.length === 0 ? 'NOBODY_DETAINED_HERE' : null),
  input: RecordCustodyInput,
  limits: taskLimits<RecordCustodyInput>({
    suspectId: limit.id('susp'),
    house: limit.text(2, 100),
    enteredAt: limit.instant,
    leftAt: limit.instant.nullish(),
    temporary: z.boolean(),
  }),
  async loadFacts(reader, requests) {
    const ids = tripsOf(requests).flatMap((trip) => trip.suspects);
    const suspects = await suspectsAmong(reader, ids);
    return forAll(requests, { suspects, custody: await custodyOf(reader, ids) });
  },
  decide(trip, input, facts, { now, newId }) {
    const { suspectId, house, enteredAt, temporary } = input;
    const suspect = trip.suspects.includes(suspectId) ? facts.suspects.get(suspectId) : undefined;
    if (!suspect) throw badInput([{ path: 'suspectId', code: 'NOT_ON_TRIP' }]);
    const open = facts.custody.get(suspectId);
    const faults = custodyFaults(input, { suspect, open, now });
    if (faults.length > 0) throw badInput(faults);
    const leftAt = input.leftAt ?? null;
    const others = trip.unaccounted.filter((id) => id !== suspectId);
    const stay = outcome().part('custody', open?.id ?? newId('cus'), { house, enteredAt, leftAt, temporary });
    const final = temporary ? stay : stay.set({ detentionHouse: house, enteredHouseAt: enteredAt });
    const changed = outcome()
      .set({ unaccounted: leftAt === null ? others : [...others, suspectId] })
      .also('Suspect', suspect, final);
    return open ? changed : houseEntered(changed, { suspect: suspectId, at: enteredAt });
  },
});

interface Stay {
  readonly suspect: SuspectThing;
  /** The stay that has not ended, if there is one. */
  readonly open: CustodyRow | undefined;
  readonly now: Instant;
}

function custodyFaults(input: RecordCustodyInput, stay: Stay): FaultSpec[] {
  const { suspect, open } = stay;
  return [
    ...timeFaults(input, stay),
    ...(suspect.state === 'RELEASED' ? [{ path: 'suspectId', code: 'NOT_DETAINED' }] : []),
    ...(open && !isEndOf(open, input) ? [{ path: 'suspectId', code: 'IN_HOUSE_ALREADY' }] : []),
  ];
}

/** An end is told with the same house and entry. */
function isEndOf(open: CustodyRow, { house, enteredAt, leftAt, temporary }: RecordCustodyInput): boolean {
  const isSame = open.house === house && open.enteredAt === enteredAt && open.temporary === temporary;
  return isSame && leftAt !== null && leftAt !== undefined;
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
