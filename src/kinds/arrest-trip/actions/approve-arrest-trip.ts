import { Field, InputType } from 'type-graphql';
import { defineAction } from '../../../core/action-table';
import { outcome } from '../../../core/decision';
import { TaskCommandInput } from '../../../graph/types/command.input';
import { limit, taskLimits } from '../../../graph/types/limits';
import type { ArrestTripThing } from '../rows';

@InputType({ description: 'Approves a planned trip.' })
export class ApproveArrestTripInput extends TaskCommandInput {
  @Field(() => String, { nullable: true, description: 'A remark for the log.' })
  note?: string | null;
}

/** A commander of the police bureau approves, never the one who planned. */
export const approveArrestTrip = defineAction<ArrestTripThing, ApproveArrestTripInput>({
  name: 'approveArrestTrip',
  from: ['PLANNED'],
  to: ['APPROVED'],
  subject: 'taskId',
  by: [{ types: ['POLICE_BUREAU'], roles: ['COMMANDER'] }],
  notBy: ['createdBy'],
  input: ApproveArrestTripInput,
  limits: taskLimits<ApproveArrestTripInput>({ note: limit.note.nullish() }),
  decide: (_trip, { note }) => outcome().note(note),
});
