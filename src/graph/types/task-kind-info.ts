import { Field, ObjectType } from 'type-graphql';
import {
  ActionEnum,
  AgencyTypeEnum,
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

@ObjectType({ simpleResolvers: true, description: 'An action of a kind, from the table that decides it.' })
export class ActionInfo {
  @Field(() => ActionEnum, { description: 'The action.' })
  action!: string;
  @Field(() => String, { description: 'Name of its mutation.' })
  mutation!: string;
  @Field(() => [TaskStateEnum], { description: 'States that it is possible in; empty: it begins a task.' })
  from!: string[];
  @Field(() => [TaskStateEnum], { description: 'States that it leads to; empty: the state stays.' })
  to!: string[];
  @Field(() => [RoleEnum], { description: 'Roles that may do it; empty: persons who are named on the task.' })
  roles!: string[];
  @Field(() => [AgencyTypeEnum], {
    description: 'Types of agency that may do it; empty: any that stands right to the task.',
  })
  agencyTypes!: string[];
  @Field(() => [String], { description: 'Fields that name who must not be the one who does it (separate duties).' })
  duties!: string[];
}

@ObjectType({ simpleResolvers: true, description: 'A metric of a kind.' })
export class MetricInfo {
  @Field(() => MetricEnum, { description: 'The metric.' })
  metric!: string;
  @Field(() => MetricFormEnum, { description: 'What its amount is.' })
  form!: string;
  @Field(() => String, { description: 'Unit of its amount.' })
  unit!: string;
}

@ObjectType({
  simpleResolvers: true,
  description: 'What a kind of task is: enough to draw and run one never seen before.',
})
export class TaskKindInfo {
  @Field(() => TaskKindEnum, { description: 'The kind.' })
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
