import { Field, InputType, Int, InterfaceType, ObjectType } from 'type-graphql';
import type { TaskOrderField } from '../../live/task-order';
import type { Geometry } from '../../core/geometry';
import type { Instant } from '../../core/time';
import { PageInfo } from './common';
import { DirectionEnum, PriorityEnum, TaskKindEnum, TaskOrderFieldEnum, TaskPhaseEnum, TaskStateEnum } from './enums';
import { Node, Subject, typeOf } from './node';
import { DateTimeScalar, GeometryScalar } from '../scalars';

@InterfaceType({
  implements: [Node, Subject],
  resolveType: typeOf,
  description: 'What every task has, whatever its kind.',
})
export abstract class Task extends Subject {
  @Field(() => String, {
    nullable: true,
    description: 'Unique in its operation, e.g. "ARR-0021"; null for who may not know of all its neighbours.',
  })
  number!: string | null;
  @Field(() => TaskKindEnum, { description: 'Which kind of task it is.' })
  kind!: string;
  @Field(() => String, { description: 'Read by whoever sees the task.' })
  title!: string;
  @Field(() => TaskStateEnum, { description: 'Its state; draw one that you do not know by stateLabel.' })
  state!: string;
  @Field(() => TaskPhaseEnum, { description: "The board's column." })
  phase!: string;
  @Field(() => PriorityEnum, { description: 'How urgent it is.' })
  priority!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it is due.' })
  dueAt!: Instant | null;
  @Field(() => Boolean, { description: 'A time limit was recorded as missed and is not met since.' })
  overdue!: boolean;
  @Field(() => Boolean, { description: 'A paused task keeps its state and stands in the column WAITING.' })
  paused!: boolean;
  @Field(() => GeometryScalar, { nullable: true, description: 'Where it is on the map.' })
  location!: Geometry | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was done or cancelled.' })
  closedAt!: Instant | null;
}

@InputType({ description: "An order of tasks; left out, it is the one of the board's columns." })
export class TaskOrder {
  @Field(() => TaskOrderFieldEnum, { description: 'By what; ties by id.' })
  field!: TaskOrderField;
  @Field(() => DirectionEnum, { description: 'Which way; tasks without dueAt come last either way.' })
  direction!: 'ASC' | 'DESC';
}

@ObjectType({ simpleResolvers: true, description: 'A task in its place of a list.' })
export class TaskEdge {
  @Field(() => String, { description: 'For `after` of the same list.' })
  cursor!: string;
  @Field(() => Task, { description: 'The task in this place.' })
  node!: Task;
}

@ObjectType({ simpleResolvers: true, description: 'A page of tasks.' })
export class TaskConnection {
  @Field(() => [TaskEdge], { description: 'The tasks with their cursors.' })
  edges!: TaskEdge[];
  @Field(() => [Task], { description: 'The tasks.' })
  nodes!: Task[];
  @Field(() => PageInfo, { description: 'Where the page stands.' })
  pageInfo!: PageInfo;
  @Field(() => Int, {
    nullable: true,
    description:
      'How many the viewer sees in all; null past 10,000, and where counting would cost far more than the page.',
  })
  totalCount!: number | null;
}
