import { Field, ID, InputType, Int } from 'type-graphql';
import { z } from 'zod';
import { defineAction } from '../../../core/action-table';
import { outcome } from '../../../core/decision';
import { refuse } from '../../../core/errors';
import type { Thing } from '../../../core/thing';
import { plus } from '../../../core/time';
import { SubjectCommandInput } from '../../../graph/types/command.input';
import { subjectLimits } from '../../../graph/types/limits';
import type { ApiKeyRow } from '../../../store/rows/api-key.row';
import { markOf } from '../secret-mark';

/** Time enough to bring the new secret to every machine of a system. */
const GRACE_HOURS = 24;
const MOST_GRACE_HOURS = 30 * 24;

@InputType({ description: 'Gives a key another secret, which is good at once.' })
export class RotateApiKeyInput extends SubjectCommandInput {
  @Field(() => ID, { description: 'The key, of the own agency.' })
  apiKeyId!: string;
  @Field(() => Int, {
    defaultValue: GRACE_HOURS,
    description:
      'So long the secret before is good beside it, 0 to 720 hours; the one before that is good no longer. 0: it ends at once, with the sockets that were opened by it.',
  })
  graceHours!: number;
}

/** A secret is changed without a break, or at once where it has come to light. */
export const rotateApiKey = defineAction<Thing & ApiKeyRow, RotateApiKeyInput>({
  name: 'rotateApiKey',
  from: ['ACTIVE'],
  to: [],
  draws: true,
  during: ['DRAFT', 'RUNNING'],
  subject: 'apiKeyId',
  by: [{ system: true }, { agency: 'OWN', roles: ['ADMINISTRATOR'] }],
  input: RotateApiKeyInput,
  limits: subjectLimits<RotateApiKeyInput>({
    apiKeyId: z.string().max(100),
    graceHours: z.int().min(0).max(MOST_GRACE_HOURS).default(GRACE_HOURS),
  }),
  decide({ expiresAt, secretHash }, { graceHours }, _facts, { now, secret }) {
    if (expiresAt !== null && expiresAt <= now)
      throw refuse('PRECONDITION_FAILED', { unmet: [{ code: 'KEY_EXPIRED' }] });
    const previous =
      graceHours === 0
        ? { previousHash: null, previousUntil: null }
        : { previousHash: secretHash, previousUntil: plus(now, { hours: graceHours }) };
    return outcome().set({ ...markOf(secret), ...previous });
  },
});
