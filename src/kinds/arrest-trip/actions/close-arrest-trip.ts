import { Field, InputType } from 'type-graphql';
import { defineAction } from '../../../core/action-table';
import { outcome } from '../../../core/decision';
import { TaskCommandInput } from '../../../graph/types/command.input';
import { limit, taskLimits } from '../../../graph/types/limits';
import { AT_HOME, LEADER } from '../parties';
import type { ArrestTripThing } from '../rows';

@InputType({ description: 'Closes a trip that is home.' })
export class CloseArrestTripInput extends TaskCommandInput {
  @Field(() => String, { description: 'The closing report 结案报告.' })
  report!: string;
}

/** Its leader or the lead agency closes the trip with a report, all suspects accounted for. */
export const closeArrestTrip = defineAction<ArrestTripThing, CloseArrestTripInput>({
  name: 'closeArrestTrip',
  from: ['RETURNED'],
  to: ['CLOSED'],
  subject: 'taskId',
  by: [LEADER, AT_HOME],
  guard: (trip) => (trip.unaccounted.length > 0 ? 'SUSPECT_NOT_IN_HOUSE' : null),
  input: CloseArrestTripInput,
  limits: taskLimits<CloseArrestTripInput>({ report: limit.text(2, 10_000) }),
  decide: (_trip, { report }) => outcome().set({ report }),
});
