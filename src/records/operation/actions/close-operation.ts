import { Field, InputType } from 'type-graphql';
import { defineAction } from '../../../core/action-table';
import { outcome } from '../../../core/decision';
import { refuse } from '../../../core/errors';
import type { Thing } from '../../../core/thing';
import { OperationCommandInput } from '../../../graph/types/command.input';
import { limit, operationLimits } from '../../../graph/types/limits';
import type { OperationFacts } from '../facts';

@InputType({ description: 'Ends an operation for good; no task of it may be open any more.' })
export class CloseOperationInput extends OperationCommandInput {
  @Field(() => String, { nullable: true, description: 'Why; all participants read it.' })
  reason?: string | null;
}

/** The lead's commander ends the work for good, once no task is open; PRECONDITION_FAILED tells of one that is. */
export const closeOperation = defineAction<Thing, CloseOperationInput, OperationFacts>({
  name: 'closeOperation',
  from: ['RUNNING', 'PAUSED'],
  to: ['CLOSED'],
  during: ['DRAFT', 'PAUSED', 'RUNNING', 'CLOSED'],
  subject: 'operationId',
  by: [{ agency: 'OPERATION_LEAD', roles: ['COMMANDER'] }],
  input: CloseOperationInput,
  limits: operationLimits<CloseOperationInput>({ reason: limit.reason.nullish() }),
  decide(_operation, { reason }, { openTask }) {
    if (openTask !== null) throw refuse('PRECONDITION_FAILED', { unmet: [{ code: 'TASK_OPEN', about: openTask }] });
    return reason ? outcome().reason(reason) : outcome();
  },
});
