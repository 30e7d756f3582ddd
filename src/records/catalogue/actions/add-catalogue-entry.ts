import { Field, InputType } from 'type-graphql';
import { z } from 'zod';
import { defineAction } from '../../../core/action-table';
import { begin } from '../../../core/decision';
import { badInput } from '../../../core/errors';
import type { Thing } from '../../../core/thing';
import { CATALOGUE_KINDS, type CatalogueKind } from '../../../core/vocabulary';
import { DivisionCodeScalar } from '../../../graph/scalars';
import { OperationCommandInput } from '../../../graph/types/command.input';
import { CatalogueKindEnum } from '../../../graph/types/enums';
import { limit, operationLimits } from '../../../graph/types/limits';
import type { CatalogueFacts } from '../facts';

@InputType({ description: "Adds a word to one of an operation's catalogues 目录." })
export class AddCatalogueEntryInput extends OperationCommandInput {
  @Field(() => CatalogueKindEnum, { description: 'Which catalogue.' })
  kind!: CatalogueKind;
  @Field(() => String, {
    description: 'Unique in its catalogue, for good: at most 40 letters, digits, hyphens, dots and underscores.',
  })
  code!: string;
  @Field(() => String, { description: 'What people read in Chinese.' })
  labelZh!: string;
  @Field(() => String, {
    nullable: true,
    description: 'What people read in English; left out, the Chinese one stands.',
  })
  labelEn?: string | null;
  @Field(() => DivisionCodeScalar, { nullable: true, description: 'The division that it means, if it means one.' })
  division?: string | null;
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: true,
    description: 'False: the source says that there is one but not which.',
  })
  named?: boolean | null;
}

/** The lead's commander adds a word; also before the operation starts, since its work is sorted by them. */
export const addCatalogueEntry = defineAction<Thing, AddCatalogueEntryInput, CatalogueFacts>({
  name: 'addCatalogueEntry',
  from: [],
  to: ['ACTIVE'],
  begins: true,
  during: ['DRAFT', 'RUNNING', 'PAUSED'],
  subject: 'operationId',
  by: [{ agency: 'OPERATION_LEAD', roles: ['COMMANDER'] }],
  input: AddCatalogueEntryInput,
  limits: operationLimits<AddCatalogueEntryInput>({
    kind: z.enum(CATALOGUE_KINDS),
    code: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, { error: 'NOT_A_CODE' }),
    labelZh: limit.text(1, 120),
    labelEn: limit.text(1, 200).nullish(),
    division: limit.division.nullish(),
    named: z.boolean().nullish(),
  }),
  decide(_operation, { kind, code, labelZh, labelEn, division, named }, { codeTaken }) {
    if (codeTaken) throw badInput([{ path: 'code', code: 'TAKEN', params: { code } }]);
    return begin({ kind, code, labelZh, labelEn: labelEn ?? null, division: division ?? null, named: named ?? true });
  },
});
