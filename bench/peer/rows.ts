import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CalendarDate, Instant } from '../../src/core/time';
import { column, optional } from '../../src/store/columns';

/** A trip as the peer's own commands keep it; its board reads Liandong's tables. */
@Entity('peer_trip')
export class PeerTripRow {
  @PrimaryColumn(column.id())
  id!: string;
  @Column(column.id('operation_id'))
  operation!: string;
  @Column(column.text(200))
  title!: string;
  @Column(column.code(16))
  state!: string;
  @Column(column.integer())
  version!: number;
  @Column(column.code(6))
  destination!: string;
  @Column(column.json())
  stops!: readonly string[];
  @Column(column.id('leader_id'))
  leader!: string;
  @Column(column.json())
  members!: readonly string[];
  @Column(column.date())
  departOn!: CalendarDate;
  @Column(optional(column.instant()))
  dueAt!: Instant | null;
}

/** One line for each command. */
@Entity('peer_log')
export class PeerLogRow {
  @PrimaryColumn(column.id())
  id!: string;
  @Column(column.id('trip_id'))
  trip!: string;
  @Column(column.code(32))
  action!: string;
  @Column(column.instant())
  at!: Instant;
  @Column(column.json())
  input!: unknown;
}
