import { z } from 'zod';
import { defineAction } from '../../core/action-table';
import { begin, outcome } from '../../core/decision';
import { badInput } from '../../core/errors';
import type { Thing } from '../../core/thing';
import { AGENCY_TYPES, ROLES, type AgencyType, type Role } from '../../core/vocabulary';
import { commandLimits, limit, subjectLimits } from '../../graph/types/limits';
import { signInKey, type DirectoryFacts } from './facts';

const phone = z.string().regex(/^\+?[0-9][0-9 -]{4,22}[0-9]$/, { error: 'NOT_A_PHONE' });
const roles = z.array(z.enum(ROLES)).min(1).max(ROLES.length);

export interface CreateAgencyInput {
  code: string;
  nameZh: string;
  nameEn?: string | null;
  agencyType: AgencyType;
  division: string;
  hotline?: string | null;
}

export const createAgency = defineAction<Thing, CreateAgencyInput, DirectoryFacts>({
  name: 'createAgency',
  from: [],
  to: ['ACTIVE'],
  begins: true,
  during: ['DRAFT', 'RUNNING'],
  subject: 'operationId',
  by: [{ system: true }],
  limits: commandLimits<CreateAgencyInput>({
    code: z.string().regex(/^[a-z][a-z0-9-]{1,38}$/, { error: 'NOT_A_CODE' }),
    nameZh: limit.text(2, 100),
    nameEn: limit.text(2, 180).nullish(),
    agencyType: z.enum(AGENCY_TYPES),
    division: limit.division,
    hotline: phone.nullish(),
  }),
  decide(_system, input, facts) {
    if (facts.agencyCodes.has(input.code))
      throw badInput([{ path: 'code', code: 'TAKEN', params: { code: input.code } }]);
    const { code, nameZh, agencyType, division } = input;
    return begin({ code, nameZh, nameEn: input.nameEn ?? null, agencyType, division, hotline: input.hotline ?? null });
  },
});

/** Who a member is to the sign-in: `iss` and `sub` of its tokens, of at most 255 ASCII characters each. */
interface SignIn {
  issuer: string;
  subject: string;
}

const ascii = z.string().regex(/^[!-~]{1,255}$/, { error: 'NOT_ASCII' });
const signIn = z.strictObject({ issuer: ascii, subject: ascii });

function assertFree(given: SignIn | null | undefined, { signIns }: DirectoryFacts, member: string | null): void {
  const taken = given ? signIns.get(signInKey(given)) : undefined;
  if (taken !== undefined && taken !== member)
    throw badInput([{ path: 'signIn.subject', code: 'TAKEN', params: { code: given?.subject ?? '' } }]);
}

export interface CreateMemberInput {
  agencyId: string;
  code: string;
  name: string;
  roles: Role[];
  phone?: string | null;
  signIn?: SignIn | null;
}

/** A member is called by its post; the phone is sealed. */
export const createMember = defineAction<Thing, CreateMemberInput, DirectoryFacts>({
  name: 'createMember',
  from: [],
  to: ['ACTIVE'],
  begins: true,
  during: ['DRAFT', 'RUNNING'],
  subject: 'operationId',
  by: [{ system: true }],
  limits: commandLimits<CreateMemberInput>({
    agencyId: limit.id('agy'),
    code: z.string().regex(/^[a-z][a-z0-9.-]{1,58}$/, { error: 'NOT_A_CODE' }),
    name: limit.text(2, 100),
    roles,
    phone: phone.nullish(),
    signIn: signIn.nullish(),
  }),
  decide(_system, { agencyId, code, name, roles: given, phone: number, signIn: known }, facts) {
    if (!facts.agencies.has(agencyId)) throw badInput([{ path: 'agencyId', code: 'UNKNOWN_AGENCY' }]);
    if (facts.memberCodes.has(code)) throw badInput([{ path: 'code', code: 'TAKEN', params: { code } }]);
    assertFree(known, facts, null);
    return begin({
      ...{ agency: agencyId, code, name, roles: [...new Set(given)], phone: number ?? null },
      ...{ signInIssuer: known?.issuer ?? null, signInSubject: known?.subject ?? null },
    });
  },
});

interface MemberInput {
  memberId: string;
}

interface ChangeMemberInput extends MemberInput {
  roles?: Role[] | null;
  phone?: string | null;
  signIn?: SignIn | null;
}

/** Other roles, another phone or sign-in; from then on the member may do what the new roles may. */
export const changeMember = defineAction<Thing, ChangeMemberInput, DirectoryFacts>({
  name: 'changeMember',
  from: ['ACTIVE'],
  to: [],
  during: ['DRAFT', 'RUNNING'],
  subject: 'memberId',
  by: [{ system: true }, { agency: 'OWN', roles: ['ADMINISTRATOR'] }],
  limits: subjectLimits({
    memberId: z.string().max(100),
    roles: roles.nullish(),
    phone: phone.nullish(),
    signIn: signIn.nullish(),
  }),
  decide(member, input, facts) {
    assertFree(input.signIn, facts, member.id);
    return outcome().set({
      ...(input.roles ? { roles: [...new Set(input.roles)] } : {}),
      ...(input.phone ? { phone: input.phone } : {}),
      ...(input.signIn ? { signInIssuer: input.signIn.issuer, signInSubject: input.signIn.subject } : {}),
    });
  },
});

/** The member may no longer sign in; what it did stays. */
export const disableMember = defineAction<Thing, MemberInput & { reason: string }>({
  name: 'disableMember',
  from: ['ACTIVE'],
  to: ['DISABLED'],
  during: ['DRAFT', 'RUNNING'],
  subject: 'memberId',
  by: [{ system: true }, { agency: 'OWN', roles: ['ADMINISTRATOR'] }],
  limits: subjectLimits({ memberId: z.string().max(100), reason: limit.reason }),
  decide: (_member, { reason }) => outcome().reason(reason),
});
