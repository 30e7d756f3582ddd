import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { CalendarDate, Instant } from '../../core/time';
import type { OperationLevel, Part } from '../../core/vocabulary';
import { column, optional } from '../columns';
import { NamedColumns } from './subject.columns';

/** The head of an operation's log; locked first by every command, so that commands of one operation are serial. */
@Entity('operation_head')
export class OperationHeadRow {
  @PrimaryColumn(column.id('operation_id'))
  operation!: string;
  /** Position of the newest entry; 0 before the first. */
  @Column(column.big())
  seq!: number;
  /** Hash of the newest entry. */
  @Column(column.code(64))
  hash!: string;
}

/**
 * A joint operation (专项行动): the unit of order, locking and retention. SYSTEM is one too. Its state is its phase
 * (OperationPhase), and its operation is itself.
 */
@Entity('operation')
@Index('operation_code', ['code'], { unique: true })
@Index('operation_parent', ['parent'])
export class OperationRow extends NamedColumns {
  @Column(column.code(16))
  level!: OperationLevel;
  @Column(optional(column.code(6)))
  division!: string | null;
  @Column(optional(column.id('parent_id')))
  parent!: string | null;
  @Column(column.flag())
  exercise!: boolean;
  @Column(column.code(40))
  timeZone!: string;
  @Column(column.date())
  startsOn!: CalendarDate;
  @Column(optional(column.date()))
  endsOn!: CalendarDate | null;
}

/** An agency's part in an operation (参与身份). */
@Entity('participation')
@Index('participation_agency', ['agency'])
export class ParticipationRow {
  @PrimaryColumn(column.id('operation_id'))
  operation!: string;
  @PrimaryColumn(column.id('agency_id'))
  agency!: string;
  @Column(column.code(16))
  part!: Part;
  @Column(column.instant())
  since!: Instant;
  @Column(optional(column.instant()))
  until!: Instant | null;
}
