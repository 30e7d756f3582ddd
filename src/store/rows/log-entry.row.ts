import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Json } from '../../core/canonical-json';
import type { TallyStep } from '../../core/decision';
import type { Instant } from '../../core/time';
import { column, optional } from '../columns';

/** One entry of an operation's log (台账条目): what one command changed of one subject. */
@Entity('log_entry')
@Index('log_entry_id', ['id'], { unique: true })
@Index('log_entry_subject', ['operation', 'subject', 'seq'])
@Index('log_entry_task', ['operation', 'task', 'seq'])
@Index('log_entry_at', ['operation', 'at', 'seq'])
export class LogEntryRow {
  @PrimaryColumn(column.id('operation_id'))
  operation!: string;
  /** Gapless from 1. */
  @PrimaryColumn(column.big())
  seq!: number;
  @Column(column.id())
  id!: string;
  /** All entries of one command share it. */
  @Column(column.id('command_id'))
  command!: string;
  @Column(column.instant())
  at!: Instant;
  @Column(optional(column.instant()))
  occurredAt!: Instant | null;
  /** The member who acted; null for the system. */
  @Column(optional(column.id('actor_id')))
  actor!: string | null;
  @Column(optional(column.id('agency_id')))
  agency!: string | null;
  @Column(column.code(40))
  subjectType!: string;
  @Column(column.id('subject_id'))
  subject!: string;
  /** The task that the subject is or belongs to, or that the entry tells of beside it. */
  @Column(optional(column.id('task_id')))
  task!: string | null;
  @Column(column.integer())
  subjectVersion!: number;
  /** The action's code, or null for what a timer did. */
  @Column(optional(column.code(48)))
  action!: string | null;
  @Column(column.code(48))
  event!: string;
  /** Fields that got a value, by the names of the API; a sealed one as reference and commitment. */
  @Column(column.json())
  details!: Record<string, Json>;
  @Column(column.json())
  tallies!: readonly TallyStep[];
  /** SHA-256 over the canonical form of this entry with the hash before. */
  @Column(column.code(64))
  hash!: string;
}
