import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { defineAction } from '../../../core/action-table';
import { outcome } from '../../../core/decision';
import { fieldOf, type Thing } from '../../../core/thing';
import { SubjectCommandInput } from '../../../graph/types/command.input';
import { subjectLimits } from '../../../graph/types/limits';

@InputType({ description: 'Says that a liaison is on duty 值班, or no longer.' })
export class SetDutyInput extends SubjectCommandInput {
  @Field(() => ID, { description: 'The liaison: oneself, or for a commander one of the own agency.' })
  memberId!: string;
  @Field(() => Boolean, { description: 'Whether the agency is reached through it from now on.' })
  onDuty!: boolean;
}

/** While a liaison is on duty, agencies of a common operation are told so and may see its telephone number. */
export const setDuty = defineAction<Thing, SetDutyInput>({
  name: 'setDuty',
  from: ['ACTIVE'],
  to: [],
  during: ['DRAFT', 'RUNNING'],
  subject: 'memberId',
  by: [{ system: true }, { agency: 'OWN', member: 'id' }, { agency: 'OWN', roles: ['COMMANDER'] }],
  input: SetDutyInput,
  limits: subjectLimits<SetDutyInput>({ memberId: z.string().max(100), onDuty: z.boolean() }),
  guard: (member) => (isLiaison(member) ? null : 'NOT_A_LIAISON'),
  decide: (_member, { onDuty }) => outcome().set({ onDuty }),
});

function isLiaison(member: Thing): boolean {
  const roles = fieldOf(member, 'roles');
  return Array.isArray(roles) && roles.includes('LIAISON');
}
