import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { defineAction } from '../../../core/action-table';
import { outcome } from '../../../core/decision';
import { badInput } from '../../../core/errors';
import type { Thing } from '../../../core/thing';
import { OperationCommandInput } from '../../../graph/types/command.input';
import { limit, operationLimits } from '../../../graph/types/limits';
import type { CatalogueFacts } from '../facts';

@InputType({ description: 'Retires a word of a catalogue: no new record may use it, old ones keep it.' })
export class RetireCatalogueEntryInput extends OperationCommandInput {
  @Field(() => ID, { description: 'The entry; `expectedVersion` is its own.' })
  entryId!: string;
  @Field(() => String, { description: 'Why; all participants read it.' })
  reason!: string;
}

/**
 * The lead's commander takes a word out of use. Its subject is the entry; the operation is named beside it, so that
 * nobody retires a word of another one by mistake.
 */
export const retireCatalogueEntry = defineAction<Thing, RetireCatalogueEntryInput, CatalogueFacts>({
  name: 'retireCatalogueEntry',
  from: ['ACTIVE'],
  to: ['RETIRED'],
  during: ['DRAFT', 'RUNNING', 'PAUSED'],
  subject: 'entryId',
  by: [{ agency: 'OPERATION_LEAD', roles: ['COMMANDER'] }],
  input: RetireCatalogueEntryInput,
  limits: operationLimits<RetireCatalogueEntryInput>({ entryId: z.string().max(100), reason: limit.reason }),
  decide(entry, { operationId, reason }) {
    if (entry.operation !== operationId) throw badInput([{ path: 'operationId', code: 'NOT_ITS_OPERATION' }]);
    return outcome().reason(reason);
  },
});
