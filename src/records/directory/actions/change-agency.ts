import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { defineAction } from '../../../core/action-table';
import { outcome } from '../../../core/decision';
import type { Thing } from '../../../core/thing';
import { SubjectCommandInput } from '../../../graph/types/command.input';
import { limit, subjectLimits } from '../../../graph/types/limits';
import { phone } from '../limits';

@InputType({ description: 'Gives an agency another name or another hotline.' })
export class ChangeAgencyInput extends SubjectCommandInput {
  @Field(() => ID, { description: 'The agency, which must be the own one.' })
  agencyId!: string;
  @Field(() => String, { nullable: true, description: 'Its name in Chinese; left out: as it is.' })
  nameZh?: string | null;
  @Field(() => String, { nullable: true, description: 'Its name in English; left out: as it is.' })
  nameEn?: string | null;
  @Field(() => String, { nullable: true, description: 'Its hotline; left out: as it is.' })
  hotline?: string | null;
}

/** An administrator keeps right what others know of its agency. */
export const changeAgency = defineAction<Thing, ChangeAgencyInput>({
  name: 'changeAgency',
  from: ['ACTIVE'],
  to: [],
  during: ['DRAFT', 'RUNNING'],
  subject: 'agencyId',
  by: [{ system: true }, { agency: 'OWN', roles: ['ADMINISTRATOR'] }],
  input: ChangeAgencyInput,
  limits: subjectLimits<ChangeAgencyInput>({
    agencyId: z.string().max(100),
    nameZh: limit.text(2, 100).nullish(),
    nameEn: limit.text(2, 180).nullish(),
    hotline: phone.nullish(),
  }),
  decide: (_agency, { nameZh, nameEn, hotline }) =>
    outcome().set({ ...(nameZh ? { nameZh } : {}), ...(nameEn ? { nameEn } : {}), ...(hotline ? { hotline } : {}) }),
});
