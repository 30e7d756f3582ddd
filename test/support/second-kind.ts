import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { z } from 'zod';
import { defineAction } from '../../src/core/action-table';
import { begin } from '../../src/core/decision';
import { defineKind, type KindDefinition } from '../../src/core/definition';
import type { Thing } from '../../src/core/thing';
import { DateScalar, DivisionCodeScalar } from '../../src/graph/scalars';
import { CommandInput } from '../../src/graph/types/command.input';
import { MetricEnum, PriorityEnum, TaskPhaseEnum } from '../../src/graph/types/enums';
import { commandLimits, limit } from '../../src/graph/types/limits';
import { Node, Subject } from '../../src/graph/types/node';
import { Payload } from '../../src/graph/types/payload';
import { Task } from '../../src/graph/types/task';

/**
 * A kind beside the installed ones, whose input has everything that an input can have. Where it is imported it stands in
 * every schema: object types of the interface Task are found without being named.
 */

@ObjectType({ implements: [Node, Subject, Task], simpleResolvers: true, description: 'A second kind of task.' })
class SecondTask extends Task {
  @Field(() => DateScalar, { description: 'A day, as arrest trips have one under this name.' })
  departOn!: string;
}

@ObjectType({ implements: Payload, simpleResolvers: true, description: 'What commands on a second task answer.' })
class SecondPayload extends Payload {
  @Field(() => SecondTask, { description: 'The second task as it stands.' })
  task!: SecondTask;
}

@InputType({ description: 'A person within an input, who may have a companion.' })
class CompanionInput {
  @Field(() => String, { description: 'What the person is called.' })
  nickname!: string;
  @Field(() => String, { nullable: true, description: 'What the person is wanted for.' })
  categoryCode?: string | null;
  @Field(() => String, { nullable: true, description: 'May be left out here, and is asked for by the limits.' })
  plate?: string | null;
  @Field(() => CompanionInput, { nullable: true, description: 'Who comes along with the person.' })
  companion?: CompanionInput | null;
}

@InputType({ description: 'Begins a second task.' })
class BeginSecondInput extends CommandInput {
  @Field(() => ID, { description: 'The operation that it belongs to.' })
  operationId!: string;
  @Field(() => CompanionInput, { description: 'Who goes first.' })
  first!: CompanionInput;
  @Field(() => [CompanionInput], { nullable: true, description: 'Who goes after.' })
  others?: CompanionInput[] | null;
  @Field(() => PriorityEnum, { nullable: true, description: 'How urgent it is; told by labels of the enum.' })
  priority?: string | null;
  @Field(() => MetricEnum, { nullable: true, description: 'What it counts; told by labels of the metrics.' })
  metric?: string | null;
  @Field(() => TaskPhaseEnum, { nullable: true, description: 'A column of the board, told by its heading.' })
  phase?: string | null;
  @Field(() => Int, { defaultValue: 3, description: 'How many; three if it is left out.' })
  count!: number;
  @Field(() => [DivisionCodeScalar], { description: 'The divisions that it covers.' })
  divisions!: string[];
  @Field(() => String, { nullable: true, description: 'A modus of the catalogue.' })
  modusCode?: string | null;
}

const companion = z.strictObject({
  nickname: limit.text(1, 40),
  categoryCode: limit.text(1, 40).nullish(),
  plate: limit.text(1, 20),
  companion: z.unknown().optional(),
});

const beginSecond = defineAction<Thing, BeginSecondInput>({
  name: 'beginSecond',
  from: [],
  to: ['PLANNED'],
  begins: true,
  subject: 'operationId',
  by: [{ agency: 'ANY' }],
  input: BeginSecondInput,
  catalogues: { modusCode: 'FRAUD_MODUS', categoryCode: 'TARGET_PERSON' },
  limits: commandLimits<BeginSecondInput>({
    operationId: limit.id('op'),
    first: companion,
    others: z.array(companion).max(5).nullish(),
    priority: z.string().nullish(),
    metric: z.string().nullish(),
    phase: z.string().nullish(),
    count: z.number(),
    divisions: z.array(limit.division).min(1),
    modusCode: limit.text(1, 40),
  }),
  decide: () => begin({ title: 'second' }),
});

/** The second kind; what is given takes the place of its own. */
export function secondKind(given: Partial<KindDefinition> = {}): KindDefinition {
  return defineKind({
    ...{ kind: 'SECOND', type: 'SecondTask', prefix: 'SEC', idPrefix: 'second', row: class SecondRow {} },
    states: { PLANNED: { phase: 'PLANNED' } },
    actions: [beginSecond],
    metrics: {},
    fields: { departOn: 'OPEN' },
    sight: [{ relation: 'PARTICIPANT' }],
    migrations: [],
    types: [SecondTask],
    payload: SecondPayload,
    ...given,
  });
}
