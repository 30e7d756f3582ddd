import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { defineAction } from '../../../core/action-table';
import { outcome } from '../../../core/decision';
import { refuse } from '../../../core/errors';
import type { Thing } from '../../../core/thing';
import { SubjectCommandInput } from '../../../graph/types/command.input';
import { limit, subjectLimits } from '../../../graph/types/limits';
import { offDuty } from '../duty';

@InputType({ description: 'Ends what a member may do; its open sockets are closed.' })
export class DisableMemberInput extends SubjectCommandInput {
  @Field(() => ID, { description: 'The member, of the own agency.' })
  memberId!: string;
  @Field(() => String, { description: 'Why it may do nothing any more.' })
  reason!: string;
}

/** The member may no longer sign in, and its duty ends; what it did stays. */
export const disableMember = defineAction<Thing, DisableMemberInput>({
  name: 'disableMember',
  from: ['ACTIVE'],
  to: ['DISABLED'],
  during: ['DRAFT', 'RUNNING'],
  subject: 'memberId',
  by: [{ system: true }, { agency: 'OWN', roles: ['ADMINISTRATOR'] }],
  input: DisableMemberInput,
  limits: subjectLimits<DisableMemberInput>({ memberId: z.string().max(100), reason: limit.reason }),
  decide(member, { reason }, _facts, { actor }) {
    // Else the last administrator could leave its agency without one.
    if (member.id === actor.memberId) {
      throw refuse('FORBIDDEN', { denial: { action: 'DISABLE_MEMBER', code: 'SEPARATE_DUTIES' } });
    }
    return outcome().set(offDuty(member)).reason(reason);
  },
});
