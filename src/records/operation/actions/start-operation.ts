import { InputType } from 'type-graphql';
import { defineAction } from '../../../core/action-table';
import { outcome } from '../../../core/decision';
import type { Thing } from '../../../core/thing';
import { OperationCommandInput } from '../../../graph/types/command.input';
import { operationLimits } from '../../../graph/types/limits';
import type { OperationFacts } from '../facts';

@InputType({ description: 'Lets the work of an operation begin, or go on after a pause.' })
export class StartOperationInput extends OperationCommandInput {}

/** The lead's commander lets the work begin, or go on after a pause. */
export const startOperation = defineAction<Thing, StartOperationInput, OperationFacts>({
  name: 'startOperation',
  from: ['DRAFT', 'PAUSED'],
  to: ['RUNNING'],
  during: ['DRAFT', 'PAUSED', 'RUNNING', 'CLOSED'],
  subject: 'operationId',
  by: [{ system: true }, { agency: 'OPERATION_LEAD', roles: ['COMMANDER'] }],
  input: StartOperationInput,
  limits: operationLimits<StartOperationInput>({}),
  decide: () => outcome(),
});
