import { Field, ID, InputType } from 'type-graphql';
import { z } from 'zod';
import { defineAction } from '../../../core/action-table';
import { begin } from '../../../core/decision';
import { badInput } from '../../../core/errors';
import type { Thing } from '../../../core/thing';
import type { CalendarDate } from '../../../core/time';
import { OPERATION_LEVELS, type OperationLevel } from '../../../core/vocabulary';
import { DateScalar, DivisionCodeScalar } from '../../../graph/scalars';
import { CommandInput } from '../../../graph/types/command.input';
import { OperationLevelEnum } from '../../../graph/types/enums';
import { commandLimits, limit } from '../../../graph/types/limits';
import type { OperationFacts } from '../facts';

@InputType({ description: 'Founds an operation as a draft; the agency of who founds it becomes its lead.' })
export class CreateOperationInput extends CommandInput {
  @Field(() => String, { description: 'Short and unique: capitals, digits and hyphens, e.g. YK-FRAUD.' })
  code!: string;
  @Field(() => String, { description: 'Its name in Chinese.' })
  nameZh!: string;
  @Field(() => String, { nullable: true, description: 'Its name in English; left out, the Chinese one stands.' })
  nameEn?: string | null;
  @Field(() => OperationLevelEnum, { description: 'Nation, province, prefecture or county.' })
  level!: OperationLevel;
  @Field(() => DivisionCodeScalar, { nullable: true, description: 'Where it is.' })
  division?: string | null;
  @Field(() => ID, {
    nullable: true,
    description: 'The operation above, one that the viewer may know; at most 8 levels.',
  })
  parentId?: string | null;
  @Field(() => DateScalar, { description: 'First day; it may be before that of the operation above.' })
  startsOn!: CalendarDate;
  @Field(() => DateScalar, { nullable: true, description: 'Its last day; left out: open.' })
  endsOn?: CalendarDate | null;
  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'An exercise 演练: shown as one everywhere, and never counted with the real thing.',
  })
  exercise?: boolean | null;
}

/** An administrator founds an operation; its agency becomes the lead. */
export const createOperation = defineAction<Thing, CreateOperationInput, OperationFacts>({
  name: 'createOperation',
  from: [],
  to: ['DRAFT'],
  begins: true,
  founds: true,
  during: ['DRAFT'],
  subject: 'code',
  by: [{ system: true }, { agency: 'ANY', roles: ['ADMINISTRATOR'] }],
  input: CreateOperationInput,
  limits: commandLimits<CreateOperationInput>(
    {
      code: z.string().regex(/^[A-Z][A-Z0-9-]{1,38}[A-Z0-9]$/, { error: 'NOT_A_CODE' }),
      nameZh: limit.text(2, 100),
      nameEn: limit.text(2, 180).nullish(),
      level: z.enum(OPERATION_LEVELS),
      division: limit.division.nullish(),
      parentId: limit.id('op').nullish(),
      startsOn: limit.date,
      endsOn: limit.date.nullish(),
      exercise: z.boolean().nullish(),
    },
    ({ startsOn, endsOn }) => (endsOn && endsOn < startsOn ? [{ path: 'endsOn', code: 'BEFORE_START' }] : []),
  ),
  decide(_operation, input, facts, { actor, occurredAt }) {
    assertFree(input, facts);
    const made = begin({
      ...{ code: input.code, nameZh: input.nameZh, nameEn: input.nameEn ?? null, level: input.level },
      ...{ division: input.division ?? null, parent: input.parentId ?? null, exercise: input.exercise ?? false },
      ...{ timeZone: 'Asia/Shanghai', startsOn: input.startsOn, endsOn: input.endsOn ?? null },
    });
    if (actor.agencyId === null) return made;
    return made.part('participations', actor.agencyId, { part: 'LEAD', since: occurredAt, until: null });
  },
});

function assertFree({ code, parentId }: CreateOperationInput, { codeTaken, parent }: OperationFacts): void {
  if (codeTaken) throw badInput([{ path: 'code', code: 'TAKEN', params: { code } }]);
  if (!parentId) return;
  if (parent === 'UNKNOWN') throw badInput([{ path: 'parentId', code: 'UNKNOWN_OPERATION' }]);
  if (parent === 'DEEPEST') throw badInput([{ path: 'parentId', code: 'TOO_DEEP' }]);
}
