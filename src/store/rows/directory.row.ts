import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Instant } from '../../core/time';
import type { AgencyType, Role } from '../../core/vocabulary';
import { column, optional } from '../columns';

/** An agency (单位); a subject of SYSTEM. */
@Entity('agency')
@Index('agency_id', ['id'], { unique: true })
@Index('agency_code', ['code'], { unique: true })
export class AgencyRow {
  @PrimaryColumn(column.id('operation_id'))
  operation!: string;
  @PrimaryColumn(column.id())
  id!: string;
  @Column(column.code(40))
  code!: string;
  @Column(column.text(120))
  nameZh!: string;
  @Column(optional(column.text(200)))
  nameEn!: string | null;
  @Column(column.code(32))
  agencyType!: AgencyType;
  @Column(column.code(6))
  division!: string;
  @Column(optional(column.code(32)))
  hotline!: string | null;
  @Column(column.code(16))
  state!: string;
  @Column(column.integer())
  version!: number;
  @Column(column.instant())
  createdAt!: Instant;
  @Column(column.instant())
  updatedAt!: Instant;
  @Column(column.big())
  updatedSeq!: number;
}

/** A member of an agency, called by its post; a subject of SYSTEM. */
@Entity('member')
@Index('member_id', ['id'], { unique: true })
@Index('member_code', ['code'], { unique: true })
@Index('member_agency', ['agency'])
export class MemberRow {
  @PrimaryColumn(column.id('operation_id'))
  operation!: string;
  @PrimaryColumn(column.id())
  id!: string;
  @Column(column.code(60))
  code!: string;
  @Column(column.text(120))
  name!: string;
  @Column(column.id('agency_id'))
  agency!: string;
  @Column(column.json())
  roles!: readonly Role[];
  /** Reference of the sealed value. */
  @Column(optional(column.id('phone_ref')))
  phone!: string | null;
  /** ACTIVE or DISABLED. */
  @Column(column.code(16))
  state!: string;
  @Column(column.integer())
  version!: number;
  @Column(column.instant())
  createdAt!: Instant;
  @Column(column.instant())
  updatedAt!: Instant;
  @Column(column.big())
  updatedSeq!: number;
}
