import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Instant } from '../../core/time';
import { column, optional } from '../columns';

/** How an agency is bound to a task by hand-over (派单); in board order stands `task_agency`. */
@Entity('task_assignment')
@Index('task_assignment_handover', ['operation', 'agency', 'handover', 'subject'])
export class AssignmentRow {
  @PrimaryColumn(column.id('operation_id'))
  operation!: string;
  /** The task. */
  @PrimaryColumn(column.id('task_id'))
  subject!: string;
  @PrimaryColumn(column.id('agency_id'))
  agency!: string;
  /** LEAD or ASSIST. */
  @Column(column.code(16))
  relation!: string;
  /** OFFERED, ACCEPTED, RETURNED, TIMED_OUT or ENDED. */
  @Column(column.code(16))
  handover!: string;
  /** Members of the agency who work on it. */
  @Column(column.json())
  members!: readonly string[];
  /** What is asked of the agency. */
  @Column(optional(column.text(500)))
  asked!: string | null;
  @Column(column.instant())
  since!: Instant;
  @Column(optional(column.id('offered_by_id')))
  offeredBy!: string | null;
  @Column(optional(column.instant()))
  answerBy!: Instant | null;
  @Column(optional(column.instant()))
  answeredAt!: Instant | null;
  @Column(optional(column.text(500)))
  returnReason!: string | null;
  /** Whose it is instead, by who returned it. */
  @Column(optional(column.id('suggested_agency_id')))
  suggestedAgency!: string | null;
}
