import { Field, ID, InputType } from 'type-graphql';
import { defineAction } from '../../../core/action-table';
import { outcome } from '../../../core/decision';
import { badInput } from '../../../core/errors';
import type { Instant } from '../../../core/time';
import { DateTimeScalar } from '../../../graph/scalars';
import { TaskCommandInput } from '../../../graph/types/command.input';
import { limit, taskLimits } from '../../../graph/types/limits';
import { familyTold } from '../clocks';
import { forAll } from '../facts';
import { AT_HOME, TRAVELLING } from '../parties';
import { TripArrestRow, type ArrestTripThing } from '../rows';

@InputType({ description: "Records that a suspect's family was told of the detention." })
export class RecordFamilyNoticeInput extends TaskCommandInput {
  @Field(() => ID, { description: 'A suspect who was detained on the trip.' })
  suspectId!: string;
  @Field(() => DateTimeScalar, { description: 'When the family was told.' })
  at!: Instant;
}

/** The family is told within 24 hours, also after the trip is over if it detained somebody. @see 刑事诉讼法 第85条 */
export const recordFamilyNotice = defineAction<ArrestTripThing, RecordFamilyNoticeInput, readonly TripArrestRow[]>({
  name: 'recordFamilyNotice',
  from: ['ON_SITE', 'ESCORTING', 'RETURNED', 'CLOSED', 'ABORTED'],
  to: [],
  subject: 'taskId',
  by: [TRAVELLING, AT_HOME],
  guard: (trip) => (trip.suspects.length === 0 ? 'NOBODY_DETAINED_HERE' : null),
  input: RecordFamilyNoticeInput,
  limits: taskLimits<RecordFamilyNoticeInput>({ suspectId: limit.id('susp'), at: limit.instant }),
  async loadFacts(reader, requests) {
    return forAll(requests, await reader.many(TripArrestRow, { subject: requests.map(({ thing }) => thing.id) }));
  },
  decide(trip, { suspectId, at }, arrests) {
    const arrest = arrests.find((row) => row.subject === trip.id && row.suspect === suspectId);
    if (!arrest) throw badInput([{ path: 'suspectId', code: 'NOT_ON_TRIP' }]);
    if (arrest.familyNotifiedAt !== null) throw badInput([{ path: 'suspectId', code: 'ALREADY_RECORDED' }]);
    if (at < arrest.at) throw badInput([{ path: 'at', code: 'BEFORE_DETENTION' }]);
    return familyTold(outcome().part('arrests', suspectId, { familyNotifiedAt: at }), { suspect: suspectId, at });
  },
});
