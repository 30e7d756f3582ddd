import { Field, Int, ObjectType } from 'type-graphql';
import type { Json } from '../../core/canonical-json';
import { JsonScalar } from '../scalars';
import {
  ActionEnum,
  AgencyTypeEnum,
  CatalogueKindEnum,
  MetricEnum,
  MetricFormEnum,
  RoleEnum,
  TaskKindEnum,
  TaskPhaseEnum,
  TaskStateEnum,
} from './enums';

@ObjectType({ simpleResolvers: true, description: 'A state of a kind.' })
export class StateInfo {
  @Field(() => TaskStateEnum, { description: 'The state.' })
  state!: string;
  @Field(() => TaskPhaseEnum, { description: "The board's column that it stands in." })
  phase!: string;
  @Field(() => Boolean, { description: 'Nothing leads away from it.' })
  final!: boolean;
  kind!: string;
}

@ObjectType({ simpleResolvers: true, description: 'A value that a field of an input can have.' })
export class InputOption {
  @Field(() => String, { description: 'What is sent.' })
  value!: string;
  /** Keys of its label; the first that there is tells. */
  labelKeys!: readonly string[];
}

@ObjectType({
  simpleResolvers: true,
  description: 'A field of an input: what a form asks for, and `perform` takes in its values.',
})
export class InputFieldInfo {
  @Field(() => String, { description: 'Its name in the input, and in the values of `perform`.' })
  name!: string;
  @Field(() => String, { description: 'Name of its type in this schema, without list and null.' })
  type!: string;
  @Field(() => Boolean, { description: 'The command is refused without it.' })
  required!: boolean;
  @Field(() => Boolean, { description: 'It takes a list of its type.' })
  list!: boolean;
  @Field(() => CatalogueKindEnum, {
    nullable: true,
    description: "The catalogue of the operation whose codes it takes; null: it takes no catalogue's codes.",
  })
  catalogue!: string | null;
  @Field(() => Int, { nullable: true, description: 'Characters that it takes at most; null: it is no such text.' })
  maxLength!: number | null;
  @Field(() => JsonScalar, { nullable: true, description: 'What stands for it where it is left out.' })
  defaultValue!: Json;
  /** Prefix of the ids that it takes; null: it takes none, or any. */
  idPrefix!: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'An action, from the table that decides it.' })
export class ActionInfo {
  @Field(() => ActionEnum, { description: 'The action.' })
  action!: string;
  @Field(() => String, { description: 'Name of its mutation.' })
  mutation!: string;
  @Field(() => [TaskStateEnum], {
    description:
      'States of tasks that it is possible in; empty: it begins something, or acts on a record, whose availableActions tell.',
  })
  from!: string[];
  @Field(() => [TaskStateEnum], {
    description: 'States of tasks that it leads to; empty: the state stays, or it is of a record.',
  })
  to!: string[];
  @Field(() => [RoleEnum], {
    description:
      'Roles that may do it; beside them, persons who are named on the task may, where `availableActions` says so.',
  })
  roles!: string[];
  @Field(() => [AgencyTypeEnum], {
    description: 'Types of agency that may do it; empty: any that stands right to the task.',
  })
  agencyTypes!: string[];
  @Field(() => [String], { description: 'Fields that name who must not be the one who does it (separate duties).' })
  duties!: string[];
}

@ObjectType({ simpleResolvers: true, description: 'A metric: what tallies count.' })
export class MetricInfo {
  @Field(() => MetricEnum, { description: 'The metric.' })
  metric!: string;
  @Field(() => MetricFormEnum, { description: 'What its amount is.' })
  form!: string;
  @Field(() => String, { description: 'Unit of `Tally.amount`: e.g. persons, yuan, minutes.' })
  unit!: string;
}

@ObjectType({
  simpleResolvers: true,
  description: 'What a kind of task is: enough to draw and run one never seen before.',
})
export class TaskKindInfo {
  @Field(() => TaskKindEnum, { description: 'The kind that it tells of.' })
  kind!: string;
  @Field(() => String, { description: 'First part of its numbers.' })
  prefix!: string;
  @Field(() => String, { description: 'Name of its type in this schema.' })
  typeName!: string;
  @Field(() => [StateInfo], { description: 'Its states.' })
  states!: StateInfo[];
  @Field(() => [ActionInfo], { description: 'Its actions.' })
  actions!: ActionInfo[];
  @Field(() => [MetricInfo], { description: 'What it counts.' })
  metrics!: MetricInfo[];
  @Field(() => String, { description: 'Mermaid stateDiagram-v2, drawn from the table that runs.' })
  diagram!: string;
}
