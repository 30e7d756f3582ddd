import { Field, InputType } from 'type-graphql';
import { z } from 'zod';
import { SIGN_IN_NAME } from '../../core/actor';
import { badInput } from '../../core/errors';
import { signInKey, type DirectoryFacts } from './facts';

@InputType({ description: 'Who a member is to the sign-in of the installation.' })
export class SignInInput {
  @Field(() => String, { description: 'The claim `iss` of its access tokens; at most 255 ASCII characters.' })
  issuer!: string;
  @Field(() => String, { description: 'The claim `sub` of its access tokens; at most 255 ASCII characters.' })
  subject!: string;
}

const ascii = z.string().regex(SIGN_IN_NAME, { error: 'NOT_ASCII' });

/** Limits of who a member is to the sign-in. */
export const signIn = z.strictObject({ issuer: ascii, subject: ascii });

/**
 * Refuses what another member is known by already, and any sign-in of a member for whom keys of systems act: what these do
 * would be taken for what a person did.
 * @throws Refusal BAD_USER_INPUT
 */
export function assertFree(given: SignInInput | null | undefined, facts: DirectoryFacts, member: string | null): void {
  if (given && member !== null && facts.keyed.has(member)) throw badInput([{ path: 'signIn', code: 'HAS_KEYS' }]);
  const taken = given ? facts.signIns.get(signInKey(given)) : undefined;
  if (taken === undefined || taken === member) return;
  throw badInput([{ path: 'signIn.subject', code: 'TAKEN', params: { code: given?.subject ?? '' } }]);
}
