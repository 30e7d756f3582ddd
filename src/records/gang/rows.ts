import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Thing } from '../../core/thing';
import type { Instant } from '../../core/time';
import { column, optional } from '../../store/columns';
import { SubjectColumns } from '../../store/rows/subject.columns';

/** A gang (团伙) that is hunted. */
@Entity('gang')
@Index('gang_id', ['id'], { unique: true })
@Index('gang_newest', ['operation', 'createdAt', 'id'])
@Index('gang_changed', ['operation', 'updatedSeq'])
export class GangRow extends SubjectColumns {
  @Column(column.text(100))
  name!: string;
  /** Division code. */
  @Column(optional(column.code(6)))
  origin!: string | null;
  /** Entry of the catalogue FRAUD_MODUS. */
  @Column(optional(column.id('modus_id')))
  modus!: string | null;
  @Column(optional(column.instant()))
  brokenAt!: Instant | null;
  /** How many of it are held or handed over now; who was released is not. */
  @Column(column.integer())
  detained!: number;
  /** Its breaking counts for those who do not see the trips that broke it. */
  @Column(column.flag())
  disclosed!: boolean;
  /** Who registered it. */
  @Column(column.id('agency_id'))
  agency!: string;
}

/** A suspect (犯罪嫌疑人). */
@Entity('suspect')
@Index('suspect_id', ['id'], { unique: true })
@Index('suspect_newest', ['operation', 'createdAt', 'id'])
@Index('suspect_gang', ['operation', 'gang', 'createdAt', 'id'])
@Index('suspect_state', ['operation', 'state', 'createdAt', 'id'])
@Index('suspect_id_number', ['operation', 'idNumber'])
@Index('suspect_changed', ['operation', 'updatedSeq'])
export class SuspectRow extends SubjectColumns {
  /** Reference of the sealed value. */
  @Column(column.id('name_ref'))
  name!: string;
  /** Reference of the sealed value. */
  @Column(optional(column.id('id_number_ref')))
  idNumber!: string | null;
  /** Entry of the catalogue TARGET_PERSON. */
  @Column(optional(column.id('category_id')))
  category!: string | null;
  @Column(optional(column.id('gang_id')))
  gang!: string | null;
  /** The trip that detained the suspect; one is detained once in an operation. */
  @Column(optional(column.id('trip_id')))
  trip!: string | null;
  @Column(optional(column.instant()))
  detainedAt!: Instant | null;
  @Column(optional(column.text(100)))
  detentionHouse!: string | null;
  @Column(optional(column.instant()))
  enteredHouseAt!: Instant | null;
  /** Who registered it. */
  @Column(column.id('agency_id'))
  agency!: string;
}

/** A stay of a suspect in a detention house (羁押). */
@Entity('custody')
export class CustodyRow {
  @PrimaryColumn(column.id('operation_id'))
  operation!: string;
  /** The suspect. */
  @PrimaryColumn(column.id('suspect_id'))
  subject!: string;
  @PrimaryColumn(column.id())
  id!: string;
  @Column(column.text(100))
  house!: string;
  @Column(column.instant())
  enteredAt!: Instant;
  @Column(optional(column.instant()))
  leftAt!: Instant | null;
  /** Near the place of arrest (寄押), until the way home. */
  @Column(column.flag())
  temporary!: boolean;
}

/** A gang as rules see it. */
export type GangThing = Thing & Omit<GangRow, keyof SubjectColumns>;

/** A suspect as rules see it; what is sealed stands as its reference. */
export type SuspectThing = Thing & Omit<SuspectRow, keyof SubjectColumns>;
