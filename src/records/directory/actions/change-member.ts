import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { defineAction } from '../../../core/action-table';
import { outcome } from '../../../core/decision';
import { refuse } from '../../../core/errors';
import type { Thing } from '../../../core/thing';
import type { Role } from '../../../core/vocabulary';
import { SubjectCommandInput } from '../../../graph/types/command.input';
import { RoleEnum } from '../../../graph/types/enums';
import { subjectLimits } from '../../../graph/types/limits';
import type { DirectoryFacts } from '../facts';
import { offDuty } from '../duty';
import { phone, roles } from '../limits';
import { assertFree, signIn, SignInInput } from '../sign-in';

@InputType({ description: 'Gives a member other roles, another phone or another sign-in.' })
export class ChangeMemberInput extends SubjectCommandInput {
  @Field(() => ID, { description: 'The member, of the own agency.' })
  memberId!: string;
  @Field(() => [RoleEnum], {
    nullable: true,
    description: "They take the place of those before; never of one's own. Left out: as they are.",
  })
  roles?: Role[] | null;
  @Field(() => String, { nullable: true, description: 'Its telephone number; left out: as it is.' })
  phone?: string | null;
  @Field(() => SignInInput, { nullable: true, description: 'Who it is to the sign-in; left out: as it is.' })
  signIn?: SignInInput | null;
}

/** From then on the member may do what the new roles may. Nobody gives roles to itself; who is no liaison has no duty. */
export const changeMember = defineAction<Thing, ChangeMemberInput, DirectoryFacts>({
  name: 'changeMember',
  from: ['ACTIVE'],
  to: [],
  during: ['DRAFT', 'RUNNING'],
  subject: 'memberId',
  by: [{ system: true }, { agency: 'OWN', roles: ['ADMINISTRATOR'] }],
  input: ChangeMemberInput,
  limits: subjectLimits<ChangeMemberInput>({
    memberId: z.string().max(100),
    roles: roles.nullish(),
    phone: phone.nullish(),
    signIn: signIn.nullish(),
  }),
  decide(member, input, facts, { actor }) {
    if (input.roles && member.id === actor.memberId) {
      throw refuse('FORBIDDEN', { denial: { action: 'CHANGE_MEMBER', code: 'SEPARATE_DUTIES' } });
    }
    assertFree(input.signIn, facts, member.id);
    const isLiaison = input.roles?.includes('LIAISON') ?? true;
    return outcome().set({
      ...(isLiaison ? {} : offDuty(member)),
      ...(input.roles ? { roles: [...new Set(input.roles)] } : {}),
      ...(input.phone ? { phone: input.phone } : {}),
      ...(input.signIn ? { signInIssuer: input.signIn.issuer, signInSubject: input.signIn.subject } : {}),
    });
  },
});
