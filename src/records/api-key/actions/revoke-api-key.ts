import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { defineAction } from '../../../core/action-table';
import { outcome } from '../../../core/decision';
import type { Thing } from '../../../core/thing';
import { SubjectCommandInput } from '../../../graph/types/command.input';
import { limit, subjectLimits } from '../../../graph/types/limits';

@InputType({ description: 'Ends a key for good, with the sockets that were opened by it.' })
export class RevokeApiKeyInput extends SubjectCommandInput {
  @Field(() => ID, { description: 'The key, of the own agency.' })
  apiKeyId!: string;
  @Field(() => String, { description: 'Why it may do nothing any more.' })
  reason!: string;
}

/** None of its secrets is good from then on. */
export const revokeApiKey = defineAction<Thing, RevokeApiKeyInput>({
  name: 'revokeApiKey',
  from: ['ACTIVE'],
  to: ['REVOKED'],
  during: ['DRAFT', 'RUNNING'],
  subject: 'apiKeyId',
  by: [{ system: true }, { agency: 'OWN', roles: ['ADMINISTRATOR'] }],
  input: RevokeApiKeyInput,
  limits: subjectLimits<RevokeApiKeyInput>({ apiKeyId: z.string().max(100), reason: limit.reason }),
  decide: (_key, { reason }) => outcome().reason(reason),
});
