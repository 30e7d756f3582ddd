import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Geometry } from '../../core/geometry';
import type { TaskRelation } from '../../core/thing';
import type { Instant } from '../../core/time';
import type { Priority, TaskPhase } from '../../core/vocabulary';
import { column, optional } from '../columns';

/** What every task has, whatever its kind; also what its history keeps of each version. */
export abstract class TaskHeaderColumns {
  @Column(column.code(32))
  kind!: string;
  @Column(column.code(40))
  number!: string;
  /** See core/board-key: the number as text that sorts. */
  @Column(column.code(48))
  numberKey!: string;
  /** Place in the running numbers of its kind. */
  @Column(column.integer())
  numberSeq!: number;
  @Column(column.text(200))
  title!: string;
  /** The title as searches compare it; null where that is the title itself. */
  @Column(optional(column.text(4_000)))
  titleFolded!: string | null;
  @Column(column.code(32))
  state!: string;
  @Column(column.flag())
  paused!: boolean;
  /** Set from kind, state and paused; the board's column. */
  @Column(column.code(16))
  phase!: TaskPhase;
  @Column(column.priority())
  priority!: Priority;
  @Column(column.id('lead_agency_id'))
  leadAgency!: string;
  @Column(optional(column.id('created_by_id')))
  createdBy!: string | null;
  @Column(optional(column.id('created_by_agency_id')))
  createdByAgency!: string | null;
  @Column(optional(column.id('holder_id')))
  holder!: string | null;
  @Column(optional(column.code(6)))
  division!: string | null;
  /** Where it is, as shown. */
  @Column(optional(column.json()))
  location!: Geometry | null;
  /** Of the point that it is found by; see core/geometry. */
  @Column(optional(column.degrees()))
  longitude!: number | null;
  @Column(optional(column.degrees()))
  latitude!: number | null;
  @Column(optional(column.instant()))
  dueAt!: Instant | null;
  @Column(column.flag())
  overdue!: boolean;
  @Column(column.integer())
  version!: number;
  @Column(column.instant())
  createdAt!: Instant;
  @Column(column.instant())
  updatedAt!: Instant;
  @Column(optional(column.instant()))
  closedAt!: Instant | null;
  /** See core/thing: of the newest version that is open to everybody who sees the task. */
  @Column(column.integer())
  openVersion!: number;
  @Column(column.instant())
  openAt!: Instant;
  @Column(column.big())
  openSeq!: number;
  /** See core/board-key: the default order in one column. */
  @Column(column.code(110))
  boardKey!: string;
}

/** The header of a task. */
@Entity('task')
@Index('task_id', ['id'], { unique: true })
@Index('task_number', ['operation', 'number'], { unique: true })
@Index('task_board', ['operation', 'boardKey'], { unique: true })
@Index('task_column', ['operation', 'phase', 'boardKey'])
@Index('task_changed', ['operation', 'updatedSeq'])
@Index('task_open', ['operation', 'openSeq'])
@Index('task_running', ['operation', 'kind', 'numberSeq'])
@Index('task_state', ['operation', 'kind', 'state', 'boardKey'])
@Index('task_state_priority', ['operation', 'kind', 'state', 'priority', 'id'])
@Index('task_flags', ['operation', 'overdue', 'paused', 'boardKey'])
@Index('task_holder', ['operation', 'holder', 'boardKey'])
@Index('task_division', ['operation', 'division', 'boardKey'])
@Index('task_place', ['operation', 'longitude', 'latitude'])
@Index('task_created', ['operation', 'createdAt', 'id'])
@Index('task_updated', ['operation', 'updatedAt', 'id'])
@Index('task_open_at', ['operation', 'openAt', 'id'])
@Index('task_due', ['operation', 'dueAt', 'id'])
@Index('task_priority', ['operation', 'priority', 'id'])
@Index('task_number_key', ['operation', 'numberKey', 'id'])
export class TaskRow extends TaskHeaderColumns {
  @PrimaryColumn(column.id('operation_id'))
  operation!: string;
  @PrimaryColumn(column.id())
  id!: string;
  /** Position of the newest entry about this task. */
  @Column(column.big())
  updatedSeq!: number;
}

/** A version of a header, as it stood in the log's range [fromSeq, toSeq). */
@Entity('task_history')
export class TaskHistoryRow extends TaskHeaderColumns {
  @PrimaryColumn(column.id('operation_id'))
  operation!: string;
  @PrimaryColumn(column.id('task_id'))
  task!: string;
  @PrimaryColumn(column.big())
  fromSeq!: number;
  /** OPEN_END while it is the newest. */
  @Column(column.big())
  toSeq!: number;
}

/** `toSeq` of the version that stands. */
export const OPEN_END = Number.MAX_SAFE_INTEGER;

/**
 * Which agencies a task concerns, by their strongest relation; in the board's order, and in that of who must not learn
 * of dueAt and number by it, so that their pages are read from it.
 */
@Entity('task_agency')
@Index('task_agency_priority', ['operation', 'agency', 'priority', 'task', 'relation'])
@Index('task_agency_of_task', ['operation', 'task', 'agency', 'relation', 'boardKey'])
@Index('task_agency_relation', ['operation', 'agency', 'relation', 'boardKey', 'task'])
export class TaskAgencyRow {
  @PrimaryColumn(column.id('operation_id'))
  operation!: string;
  @PrimaryColumn(column.id('agency_id'))
  agency!: string;
  @PrimaryColumn(column.code(110))
  boardKey!: string;
  @PrimaryColumn(column.id('task_id'))
  task!: string;
  @Column(column.code(16))
  relation!: TaskRelation;
  /** The task's own. */
  @Column(column.priority())
  priority!: Priority;
}

/** Members assigned to a task by name. */
@Entity('task_member')
@Index('task_member_member', ['member'])
export class TaskMemberRow {
  @PrimaryColumn(column.id('operation_id'))
  operation!: string;
  @PrimaryColumn(column.id('task_id'))
  task!: string;
  @PrimaryColumn(column.id('member_id'))
  member!: string;
}

/** What filters of kinds look for: the gang, the case, the order that a task is about. */
@Entity('task_reference')
@Index('task_reference_target', ['operation', 'target', 'role'])
export class TaskReferenceRow {
  @PrimaryColumn(column.id('operation_id'))
  operation!: string;
  @PrimaryColumn(column.id('task_id'))
  task!: string;
  @PrimaryColumn(column.code(32))
  role!: string;
  @PrimaryColumn(column.id('target_id'))
  target!: string;
}
