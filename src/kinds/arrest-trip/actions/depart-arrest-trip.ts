import { InputType } from 'type-graphql';
import { defineAction } from '../../../core/action-table';
import { outcome } from '../../../core/decision';
import { TaskCommandInput } from '../../../graph/types/command.input';
import { taskLimits } from '../../../graph/types/limits';
import { dimensionsOf } from '../counts';
import { LEAD_COMMANDER, LEADER } from '../parties';
import type { ArrestTripThing } from '../rows';

@InputType({ description: 'The trip sets out.' })
export class DepartArrestTripInput extends TaskCommandInput {}

/** The trip's leader sets out, or a commander of the lead agency sends it. */
export const departArrestTrip = defineAction<ArrestTripThing, DepartArrestTripInput>({
  name: 'departArrestTrip',
  from: ['APPROVED'],
  to: ['EN_ROUTE'],
  subject: 'taskId',
  by: [LEADER, LEAD_COMMANDER],
  input: DepartArrestTripInput,
  limits: taskLimits<DepartArrestTripInput>({}),
  decide: (trip, _input, _facts, { occurredAt }) =>
    outcome().set({ departedAt: occurredAt }).tallyInside('TRIPS_SENT', 1, dimensionsOf(trip)),
});
