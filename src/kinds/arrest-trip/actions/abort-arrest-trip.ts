import { Field, InputType } from 'type-graphql';
import { defineAction } from '../../../core/action-table';
import { outcome } from '../../../core/decision';
import { TaskCommandInput } from '../../../graph/types/command.input';
import { limit, taskLimits } from '../../../graph/types/limits';
import type { ArrestTripThing } from '../rows';

@InputType({ description: 'Calls a trip off before it has returned.' })
export class AbortArrestTripInput extends TaskCommandInput {
  @Field(() => String, { description: 'Why; it stands in the log.' })
  reason!: string;
}

/** A commander of the lead agency calls the trip off. */
export const abortArrestTrip = defineAction<ArrestTripThing, AbortArrestTripInput>({
  name: 'abortArrestTrip',
  from: ['PLANNED', 'APPROVED', 'EN_ROUTE'],
  to: ['ABORTED'],
  subject: 'taskId',
  by: [{ agency: 'LEAD', roles: ['COMMANDER'] }],
  input: AbortArrestTripInput,
  limits: taskLimits<AbortArrestTripInput>({ reason: limit.reason }),
  decide: (_trip, { reason }) => outcome().reason(reason),
});
