import { Field, InputType } from 'type-graphql';
import { defineAction } from '../../../core/action-table';
import { outcome } from '../../../core/decision';
import type { Thing } from '../../../core/thing';
import { OperationCommandInput } from '../../../graph/types/command.input';
import { limit, operationLimits } from '../../../graph/types/limits';
import type { OperationFacts } from '../facts';

@InputType({ description: 'Stops the work of an operation for a while; time limits go on.' })
export class PauseOperationInput extends OperationCommandInput {
  @Field(() => String, { description: 'Why; all participants read it.' })
  reason!: string;
}

/** The lead's commander stops the work for a while; clocks go on. */
export const pauseOperation = defineAction<Thing, PauseOperationInput, OperationFacts>({
  name: 'pauseOperation',
  from: ['RUNNING'],
  to: ['PAUSED'],
  during: ['DRAFT', 'PAUSED', 'RUNNING', 'CLOSED'],
  subject: 'operationId',
  by: [{ agency: 'OPERATION_LEAD', roles: ['COMMANDER'] }],
  input: PauseOperationInput,
  limits: operationLimits<PauseOperationInput>({ reason: limit.reason }),
  decide: (_operation, { reason }) => outcome().reason(reason),
});
