import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { defineAction } from '../../../core/action-table';
import { isSystem } from '../../../core/actor';
import { begin } from '../../../core/decision';
import { badInput } from '../../../core/errors';
import type { Thing } from '../../../core/thing';
import type { Instant } from '../../../core/time';
import { DateTimeScalar } from '../../../graph/scalars';
import { CommandInput } from '../../../graph/types/command.input';
import { ActionEnum } from '../../../graph/types/enums';
import { commandLimits, limit } from '../../../graph/types/limits';
import type { ApiKeyFacts } from '../facts';
import { markOf } from '../secret-mark';

@InputType({ description: "Makes a key by which a system of the own agency acts for one of the agency's members." })
export class CreateApiKeyInput extends CommandInput {
  @Field(() => ID, {
    description:
      'For whom it acts: a member of its own for each system, who is no person and has no sign-in, so that the log tells what the system did. It may never more than this member, and nothing that only an administrator may.',
  })
  memberId!: string;
  @Field(() => String, { description: 'What it is for, e.g. the system that holds it.' })
  name!: string;
  @Field(() => Boolean, { defaultValue: true, description: 'It may query and follow.' })
  reads!: boolean;
  @Field(() => [ActionEnum], { defaultValue: [], description: 'Commands that it may do, none other.' })
  actions!: string[];
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it ends, later than now; left out: no end is set.',
  })
  expiresAt?: Instant | null;
}

/** An administrator gives a system of its agency a part of what one of the agency's members may do. */
export const createApiKey = defineAction<Thing, CreateApiKeyInput, ApiKeyFacts>({
  name: 'createApiKey',
  from: [],
  to: ['ACTIVE'],
  begins: true,
  draws: true,
  during: ['DRAFT', 'RUNNING'],
  subject: 'operationId',
  by: [{ system: true }, { agency: 'ANY', roles: ['ADMINISTRATOR'] }],
  input: CreateApiKeyInput,
  limits: commandLimits<CreateApiKeyInput>({
    memberId: limit.id('mbr'),
    name: limit.text(2, 80),
    reads: z.boolean().default(true),
    actions: z
      .array(z.string().regex(/^[A-Z][A-Z_]{1,63}$/, { error: 'NOT_A_CODE' }))
      .max(100)
      .default([]),
    expiresAt: limit.instant.nullish(),
  }),
  decide(_system, { name, reads, actions, expiresAt = null }, { member }, { actor, now, secret }) {
    if (!member || (!isSystem(actor) && member.agency !== actor.agencyId)) {
      throw badInput([{ path: 'memberId', code: 'UNKNOWN_MEMBER' }]);
    }
    // Who reads the log takes what such a member does for what a person did.
    if (member.signInSubject !== null) throw badInput([{ path: 'memberId', code: 'SIGNS_IN' }]);
    if (!reads && actions.length === 0) throw badInput([{ path: 'actions', code: 'TOO_FEW', params: { minimum: 1 } }]);
    if (expiresAt !== null && expiresAt <= now) throw badInput([{ path: 'expiresAt', code: 'IN_PAST' }]);
    return begin({
      ...{ agency: member.agency, member: member.id, name, reads, actions: [...new Set(actions)], expiresAt },
      ...{ ...markOf(secret), previousHash: null, previousUntil: null, createdBy: actor.memberId },
    });
  },
});
