import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Instant } from '../../core/time';
import { column, optional } from '../columns';

/** A time limit (时限) of a task: one for each rule and thing, such as each suspect of a trip. */
@Entity('task_clock')
@Index('task_clock_due', ['operation', 'dueAt'])
export class ClockRow {
  @PrimaryColumn(column.id('operation_id'))
  operation!: string;
  /** The task. */
  @PrimaryColumn(column.id('task_id'))
  subject!: string;
  /** Code of the rule, and the id of the thing where it is of one: `arrest_trip.family_notice:susp_…`. */
  @PrimaryColumn(column.code(90, 'clock_key'))
  key!: string;
  /** Code of the rule in the rule pack. */
  @Column(column.code(48))
  code!: string;
  /** The thing that it is about; null: the task itself. */
  @Column(optional(column.id('thing_id')))
  thing!: string | null;
  @Column(column.instant())
  startedAt!: Instant;
  @Column(column.instant())
  dueAt!: Instant;
  @Column(optional(column.instant()))
  nearAt!: Instant | null;
  /** The calendar of working days that it runs by is not published yet. */
  @Column(column.flag())
  provisional!: boolean;
  @Column(optional(column.instant()))
  pausedAt!: Instant | null;
  @Column(optional(column.instant()))
  metAt!: Instant | null;
  @Column(optional(column.instant()))
  missedAt!: Instant | null;
  /** Version of the rule that it is judged by. */
  @Column(column.integer())
  ruleVersion!: number;
}
