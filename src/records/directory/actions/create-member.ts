import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { defineAction } from '../../../core/action-table';
import { isSystem } from '../../../core/actor';
import { begin } from '../../../core/decision';
import { badInput, refuse } from '../../../core/errors';
import type { Thing } from '../../../core/thing';
import type { Role } from '../../../core/vocabulary';
import { CommandInput } from '../../../graph/types/command.input';
import { RoleEnum } from '../../../graph/types/enums';
import { commandLimits, limit } from '../../../graph/types/limits';
import type { DirectoryFacts } from '../facts';
import { phone, roles } from '../limits';
import { assertFree, signIn, SignInInput } from '../sign-in';

@InputType({ description: 'Registers a member 成员 of an agency by its post.' })
export class CreateMemberInput extends CommandInput {
  @Field(() => ID, { description: 'Its agency, which must be the own one.' })
  agencyId!: string;
  @Field(() => String, { description: 'Short and stable, e.g. yk-police.officer-07; unique for good.' })
  code!: string;
  @Field(() => String, { description: 'The post, never a private name.' })
  name!: string;
  @Field(() => [RoleEnum], { description: 'What the member does in its agency.' })
  roles!: Role[];
  @Field(() => String, { nullable: true, description: 'Its telephone number; kept sealed.' })
  phone?: string | null;
  @Field(() => SignInInput, {
    nullable: true,
    description: 'Who it is to the sign-in; left out: it cannot sign in yet.',
  })
  signIn?: SignInInput | null;
}

/** A member is called by its post; the phone is sealed. */
export const createMember = defineAction<Thing, CreateMemberInput, DirectoryFacts>({
  name: 'createMember',
  from: [],
  to: ['ACTIVE'],
  begins: true,
  during: ['DRAFT', 'RUNNING'],
  subject: 'operationId',
  by: [{ system: true }, { agency: 'ANY', roles: ['ADMINISTRATOR'] }],
  input: CreateMemberInput,
  limits: commandLimits<CreateMemberInput>({
    agencyId: limit.id('agy'),
    code: z.string().regex(/^[a-z][a-z0-9.-]{1,58}$/, { error: 'NOT_A_CODE' }),
    name: limit.text(2, 100),
    roles,
    phone: phone.nullish(),
    signIn: signIn.nullish(),
  }),
  decide(_system, { agencyId, code, name, signIn: known, ...given }, facts, { actor }) {
    if (!isSystem(actor) && agencyId !== actor.agencyId) {
      throw refuse('FORBIDDEN', { denial: { action: 'CREATE_MEMBER', code: 'NOT_YOUR_AGENCY' } });
    }
    if (!facts.agencies.has(agencyId)) throw badInput([{ path: 'agencyId', code: 'UNKNOWN_AGENCY' }]);
    if (facts.memberCodes.has(code)) throw badInput([{ path: 'code', code: 'TAKEN', params: { code } }]);
    assertFree(known, facts, null);
    return begin({
      ...{ agency: agencyId, code, name, roles: [...new Set(given.roles)], phone: given.phone ?? null },
      ...{ signInIssuer: known?.issuer ?? null, signInSubject: known?.subject ?? null },
    });
  },
});
