import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Geometry } from '../../core/geometry';
import type { TaskThing } from '../../core/thing';
import type { CalendarDate, Instant } from '../../core/time';
import type { LegalDocumentKind } from '../../graph/types/legal-document';
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
  @Column(optional(column.instant()))
  returnedAt!: Instant | null;
  /** The local police. */
  @Column(optional(column.text(100)))
  hostAgency!: string | null;
  @Column(optional(column.text(60)))
  cooperationLetter!: string | null;
  @Column(optional(column.id('gang_id')))
  gang!: string | null;
  /** Those detained on it, in order. */
  @Column(column.json())
  suspects!: readonly string[];
  /** Those it answers for: detained on it and not free again, or taken along although a trip that ended detained them. */
  @Column(column.json())
  held!: readonly string[];
  /** Those of whom it answers for who are in no detention house just now. */
  @Column(column.json())
  unaccounted!: readonly string[];
  /** Of the newest position. */
  @Column(optional(column.instant()))
  positionAt!: Instant | null;
  /** Fen. */
  @Column(column.big())
  moneyRecovered!: number;
  @Column(optional(column.longText()))
  report!: string | null;
}

/** What rows of a trip's lists have in common. */
abstract class TripPartColumns {
  @PrimaryColumn(column.id('operation_id'))
  operation!: string;
  /** The trip. */
  @PrimaryColumn(column.id('trip_id'))
  subject!: string;
}

/** A legal paper of a trip. */
@Entity('trip_document')
export class TripDocumentRow extends TripPartColumns {
  @PrimaryColumn(column.id())
  id!: string;
  @Column(column.code(32))
  kind!: LegalDocumentKind;
  @Column(column.text(60))
  number!: string;
  @Column(column.date())
  issuedOn!: CalendarDate;
  @Column(column.instant())
  filedAt!: Instant;
  @Column(optional(column.id('filed_by_id')))
  filedBy!: string | null;
  @Column(column.flag())
  late!: boolean;
}

/** The detention of one suspect on a trip. */
@Entity('trip_arrest')
export class TripArrestRow extends TripPartColumns {
  @PrimaryColumn(column.id('suspect_id'))
  suspect!: string;
  @Column(column.instant())
  at!: Instant;
  @Column(column.text(200))
  place!: string;
  /** Division code. */
  @Column(column.code(6))
  division!: string;
  /** Id of the paper that it stands on. */
  @Column(column.id('warrant_id'))
  warrant!: string;
  @Column(optional(column.instant()))
  familyNotifiedAt!: Instant | null;
}

/** A leg of the way home. */
@Entity('trip_leg')
export class TripLegRow extends TripPartColumns {
  @PrimaryColumn(column.id())
  id!: string;
  /** From 1, in the order of telling. */
  @Column(column.integer())
  number!: number;
  @Column(column.code(16))
  mode!: string;
  @Column(column.text(100, 'from_place'))
  from!: string;
  @Column(column.text(100, 'to_place'))
  to!: string;
  @Column(column.instant())
  departAt!: Instant;
  /** Null as long as nobody can tell. */
  @Column(optional(column.instant()))
  arriveAt!: Instant | null;
  @Column(column.json())
  suspects!: readonly string[];
  @Column(column.json())
  officers!: readonly string[];
}

/** Where a trip was at a moment. */
@Entity('trip_position')
export class TripPositionRow extends TripPartColumns {
  @PrimaryColumn(column.id())
  id!: string;
  @Column(column.instant())
  at!: Instant;
  @Column(optional(column.json()))
  location!: Geometry | null;
  @Column(optional(column.text(200)))
  place!: string | null;
  @Column(optional(column.id('by_id')))
  by!: string | null;
}

/** Money that a trip recovered. */
@Entity('trip_recovery')
export class TripRecoveryRow extends TripPartColumns {
  @PrimaryColumn(column.id())
  id!: string;
  /** Fen. */
  @Column(column.big())
  amount!: number;
  @Column(column.instant())
  at!: Instant;
  @Column(optional(column.id('suspect_id')))
  suspect!: string | null;
  @Column(optional(column.id('bank_id')))
  bank!: string | null;
  @Column(optional(column.text(100)))
  bankName!: string | null;
  /** Reference of the sealed value. */
  @Column(optional(column.id('account_number_ref')))
  accountNumber!: string | null;
  /** Reference of the sealed value. */
  @Column(optional(column.id('holder_name_ref')))
  holderName!: string | null;
}

/** An arrest trip as its rules see it. */
export type ArrestTripThing = TaskThing & Omit<ArrestTripRow, 'operation' | 'id'>;
