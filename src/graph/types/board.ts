import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { ShownTally } from '../../live/tally-reader';
import type { BoardScope, ColumnPages } from '../../live/board';
import type { Geometry } from '../../core/geometry';
import type { Instant } from '../../core/time';
import type { TaskPhase } from '../../core/vocabulary';
import { HandoverEnum, PriorityEnum, TaskKindEnum, TaskPhaseEnum, TaskStateEnum } from './enums';
import { LogEntry } from './log';
import { Subject } from './node';
import { Tally } from './tally';
import { Task } from './task';
import { CursorScalar, DateTimeScalar, DivisionCodeScalar, GeometryScalar } from '../scalars';

@InputType({
  description:
    'Everything given must hold; inside a list, one of. A task matches only where the field is shown to the viewer; a field that the viewer is shown in no state of any kind is FORBIDDEN (HIDDEN_FIELD), as an order by it is (HIDDEN_ORDER): `visibility` tells which.',
})
export class TaskFilter {
  @Field(() => [TaskKindEnum], { nullable: true, description: 'Of these kinds.' })
  kinds?: string[] | null;
  @Field(() => [TaskStateEnum], { nullable: true, description: 'In these states.' })
  states?: string[] | null;
  @Field(() => [TaskPhaseEnum], { nullable: true, description: 'In these columns.' })
  phases?: string[] | null;
  @Field(() => [PriorityEnum], { nullable: true, description: 'Of these priorities.' })
  priorities?: string[] | null;
  @Field(() => [String], { nullable: true, description: 'With these numbers.' })
  numbers?: string[] | null;
  @Field(() => [ID], { nullable: true, description: 'Led by these agencies.' })
  leadAgencyIds?: string[] | null;
  @Field(() => [ID], { nullable: true, description: 'That these agencies lead or are assigned to.' })
  agencyIds?: string[] | null;
  @Field(() => Boolean, { nullable: true, description: 'Assigned to the person who asks, or not.' })
  assignedToMe?: boolean | null;
  @Field(() => [HandoverEnum], {
    nullable: true,
    description: 'Where the hand-over to the own agency stands so; OFFERED waits for its answer.',
  })
  handovers?: string[] | null;
  @Field(() => [ID], { nullable: true, description: 'Addressed to these banks or carriers.' })
  holderIds?: string[] | null;
  @Field(() => ID, { nullable: true, description: 'About this gang.' })
  gangId?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'With a time limit missed, or none.' })
  overdue?: boolean | null;
  @Field(() => Boolean, { nullable: true, description: 'Paused or not.' })
  paused?: boolean | null;
  @Field(() => [DivisionCodeScalar], { nullable: true, description: 'In these divisions, with all that lies in them.' })
  divisions?: string[] | null;
  @Field(() => GeometryScalar, {
    nullable: true,
    description:
      'Inside this Polygon or MultiPolygon, by its point; what has an extent, by the centre of its bounding box.',
  })
  within?: Geometry | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Due after then.' })
  dueAfter?: Instant | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Due before then.' })
  dueBefore?: Instant | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Recorded after then.' })
  createdAfter?: Instant | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Changed after then.' })
  updatedAfter?: Instant | null;
  @Field(() => String, {
    nullable: true,
    description:
      'With this text in the title, or in the number where the viewer sees it; 2 to 64 characters. Letters match in ' +
      'either case, full-width forms as their ordinary ones; every character stands for itself.',
  })
  text?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'A column of the board.' })
export class BoardColumn {
  @Field(() => ID, { description: "For clients' caches." })
  id!: string;
  @Field(() => TaskPhaseEnum, { description: 'What its tasks have in common.' })
  phase!: TaskPhase;
  @Field(() => Int, { description: 'How many tasks of it the viewer sees.' })
  count!: number;
  /** What its tasks are read by. */
  scope!: BoardScope;
  /** Its tasks, as the board's own snapshot read them. */
  pages!: ColumnPages;
  operationPhase!: string;
}

@ObjectType({
  simpleResolvers: true,
  description: 'A task board 任务看板: a snapshot that knows its place in the log.',
})
export class Board {
  @Field(() => ID, { description: "For clients' caches: same operation and filter, same id; not a node." })
  id!: string;
  @Field(() => CursorScalar, { description: 'The position that this snapshot shows; subscribe after it.' })
  cursor!: string;
  @Field(() => DateTimeScalar, { description: "The server's time then: what clocks are counted down by." })
  at!: Instant;
  /** All of them; which are asked for is said by the field's arguments. */
  columns!: BoardColumn[];
  /** What was counted, by the metrics that it was read for (`metricsKey`), as the board's own snapshot read it. */
  sums!: ReadonlyMap<string, readonly ShownTally[]>;
  @Field(() => Int, { description: 'Tasks with a time limit that was recorded as missed and is not met since.' })
  overdue!: number;
  /** Id of the operation. */
  operationId!: string;
}

@ObjectType({ simpleResolvers: true, description: 'How many tasks stand in a column.' })
export class ColumnCount {
  @Field(() => TaskPhaseEnum, { description: 'The column.' })
  phase!: TaskPhase;
  @Field(() => Int, { description: 'How many tasks of it the viewer sees in the filter.' })
  count!: number;
}

@ObjectType({ simpleResolvers: true, description: 'What changed of a board in the range (after, cursor] of the log.' })
export class BoardChange {
  @Field(() => CursorScalar, { description: 'Where the message before ended.' })
  after!: string;
  @Field(() => CursorScalar, { description: 'Where this message ends; subscribe after it to go on.' })
  cursor!: string;
  @Field(() => DateTimeScalar, { description: "The server's time." })
  at!: Instant;
  @Field(() => [LogEntry], { description: 'The entries of the range that the viewer may see, in order.' })
  entries!: LogEntry[];
  @Field(() => [Task], {
    description:
      'Each changed task that is in the filter, once, as it stands at `cursor` or later: take it if its version is not lower.',
  })
  tasks!: Task[];
  @Field(() => [ID], {
    description: "Tasks shown before that have left the filter or the viewer's sight; no reason is told.",
  })
  removed!: string[];
  @Field(() => [Subject], { description: 'Changed things that are no tasks, each once.' })
  subjects!: Subject[];
  @Field(() => [ColumnCount], { description: 'Of the whole board in this filter, at `cursor`; every column.' })
  counts!: ColumnCount[];
  @Field(() => Int, { description: 'Tasks with a missed time limit, of the whole board in this filter, at `cursor`.' })
  overdue!: number;
  @Field(() => [Tally], {
    description:
      'Those that the range has changed and the viewer may see live, ungrouped, absolute; at `cursor` or later.',
  })
  tallies!: Tally[];
  @Field(() => Boolean, { description: 'False: more of an old range follows at once; draw when true.' })
  final!: boolean;
}

@ObjectType({ simpleResolvers: true, description: 'What changed of a task in the range (after, cursor] of the log.' })
export class TaskChange {
  @Field(() => CursorScalar, { description: 'Where the message before ended.' })
  after!: string;
  @Field(() => CursorScalar, { description: 'Where this message ends; subscribe after it to go on.' })
  cursor!: string;
  @Field(() => DateTimeScalar, { description: "The server's time." })
  at!: Instant;
  @Field(() => [LogEntry], { description: 'Entries about the task that the viewer may see, in order.' })
  entries!: LogEntry[];
  @Field(() => Task, {
    nullable: true,
    description: 'The task as it stands; null: it can no longer be seen, and the stream completes.',
  })
  task!: Task | null;
}
