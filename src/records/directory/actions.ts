import { z } from 'zod';
import { defineAction } from '../../core/action-table';
import { begin, outcome } from '../../core/decision';
import { badInput } from '../../core/errors';
import type { Thing } from '../../core/thing';
import { AGENCY_TYPES, ROLES, type AgencyType, type Role } from '../../core/vocabulary';
import { commandLimits, limit, subjectLimits } from '../../graph/types/limits';
import type { DirectoryFacts } from './facts';

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

export interface CreateMemberInput {
  agencyId: string;
  code: string;
  name: string;
  roles: Role[];
  phone?: string | null;
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
  }),
  decide(_system, { agencyId, code, name, roles: given, phone: number }, facts) {
    if (!facts.agencies.has(agencyId)) throw badInput([{ path: 'agencyId', code: 'UNKNOWN_AGENCY' }]);
    if (facts.memberCodes.has(code)) throw badInput([{ path: 'code', code: 'TAKEN', params: { code } }]);
    return begin({ agency: agencyId, code, name, roles: [...new Set(given)], phone: number ?? null });
  },
});

interface MemberInput {
  memberId: string;
}

/** Other roles or another phone; from then on the member may do what the new roles may. */
export const changeMember = defineAction<Thing, MemberInput & { roles?: Role[] | null; phone?: string | null }>({
  name: 'changeMember',
  from: ['ACTIVE'],
  to: [],
  during: ['DRAFT', 'RUNNING'],
  subject: 'memberId',
  by: [{ system: true }, { agency: 'OWN', roles: ['ADMINISTRATOR'] }],
  limits: subjectLimits({ memberId: z.string().max(100), roles: roles.nullish(), phone: phone.nullish() }),
  decide: (_member, input) =>
    outcome().set({
      ...(input.roles ? { roles: [...new Set(input.roles)] } : {}),
      ...(input.phone ? { phone: input.phone } : {}),
    }),
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
