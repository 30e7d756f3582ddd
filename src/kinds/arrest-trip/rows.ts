import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TaskThing } from '../../core/thing';
import type { CalendarDate, Instant } from '../../core/time';
import { column, optional } from '../../store/columns';

/** What an arrest trip has beside the header of every task. */
@Entity('arrest_trip')
export class ArrestTripRow {
  @PrimaryColumn(column.id('operation_id'))
  operation!: string;
  @PrimaryColumn(column.id())
  id!: string;
  /** Division code. */
  @Column(column.code(6))
  destination!: string;
  /** Division codes in the order of travel. */
  @Column(column.json())
  stops!: readonly string[];
  @Column(column.date())
  departOn!: CalendarDate;
  @Column(optional(column.instant()))
  departedAt!: Instant | null;
  @Column(column.id('leader_id'))
  leader!: string;
}

/** An arrest trip as its rules see it. */
export type ArrestTripThing = TaskThing & Omit<ArrestTripRow, 'operation' | 'id'>;
