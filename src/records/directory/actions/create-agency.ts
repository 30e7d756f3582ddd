import { Field, InputType } from 'type-graphql';
import { z } from 'zod';
import { defineAction } from '../../../core/action-table';
import { isSystem } from '../../../core/actor';
import { begin } from '../../../core/decision';
import { badInput, refuse } from '../../../core/errors';
import type { Thing } from '../../../core/thing';
import { AGENCY_TYPES, type AgencyType } from '../../../core/vocabulary';
import { DivisionCodeScalar } from '../../../graph/scalars';
import { CommandInput } from '../../../graph/types/command.input';
import { AgencyTypeEnum } from '../../../graph/types/enums';
import { commandLimits, limit } from '../../../graph/types/limits';
import type { DirectoryFacts } from '../facts';
import { phone } from '../limits';

@InputType({ description: 'Registers an agency 单位 that can be asked to take part in operations.' })
export class CreateAgencyInput extends CommandInput {
  @Field(() => String, { description: 'Short and stable, e.g. yk-police; unique for good.' })
  code!: string;
  @Field(() => String, { description: 'Its name in Chinese.' })
  nameZh!: string;
  @Field(() => String, { nullable: true, description: 'Its name in English.' })
  nameEn?: string | null;
  @Field(() => AgencyTypeEnum, { description: 'What it is.' })
  agencyType!: AgencyType;
  @Field(() => DivisionCodeScalar, { description: 'Where it is.' })
  division!: string;
  @Field(() => String, { nullable: true, description: 'Where its liaison on duty is reached by phone.' })
  hotline?: string | null;
}

/** An administrator of an agency that leads an operation registers whom it wants to work with. */
export const createAgency = defineAction<Thing, CreateAgencyInput, DirectoryFacts>({
  name: 'createAgency',
  from: [],
  to: ['ACTIVE'],
  begins: true,
  during: ['DRAFT', 'RUNNING'],
  subject: 'operationId',
  by: [{ system: true }, { agency: 'ANY', roles: ['ADMINISTRATOR'] }],
  input: CreateAgencyInput,
  limits: commandLimits<CreateAgencyInput>({
    code: z.string().regex(/^[a-z][a-z0-9-]{1,38}$/, { error: 'NOT_A_CODE' }),
    nameZh: limit.text(2, 100),
    nameEn: limit.text(2, 180).nullish(),
    agencyType: z.enum(AGENCY_TYPES),
    division: limit.division,
    hotline: phone.nullish(),
  }),
  decide(_system, input, facts, { actor }) {
    if (!isSystem(actor) && !facts.leads) {
      throw refuse('FORBIDDEN', { denial: { action: 'CREATE_AGENCY', code: 'NOT_A_LEAD' } });
    }
    if (facts.agencyCodes.has(input.code)) {
      throw badInput([{ path: 'code', code: 'TAKEN', params: { code: input.code } }]);
    }
    const { code, nameZh, agencyType, division } = input;
    return begin({ code, nameZh, nameEn: input.nameEn ?? null, agencyType, division, hotline: input.hotline ?? null });
  },
});
