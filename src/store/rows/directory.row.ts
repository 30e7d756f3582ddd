import { Column, Entity, Index } from 'typeorm';
import type { AgencyType, Role } from '../../core/vocabulary';
import { column, optional } from '../columns';
import { NamedColumns, SubjectColumns } from './subject.columns';

/** An agency (单位); a subject of SYSTEM. */
@Entity('agency')
@Index('agency_id', ['id'], { unique: true })
@Index('agency_code', ['code'], { unique: true })
@Index('agency_newest', ['operation', 'createdAt', 'id'])
export class AgencyRow extends NamedColumns {
  @Column(column.code(32))
  agencyType!: AgencyType;
  @Column(column.code(6))
  division!: string;
  @Column(optional(column.code(32)))
  hotline!: string | null;
}

/** A member of an agency, called by its post; a subject of SYSTEM. */
@Entity('member')
@Index('member_id', ['id'], { unique: true })
@Index('member_code', ['code'], { unique: true })
@Index('member_sign_in', ['signInIssuer', 'signInSubject'], { unique: true })
@Index('member_agency', ['agency'])
@Index('member_newest', ['operation', 'agency', 'createdAt', 'id'])
export class MemberRow extends SubjectColumns {
  @Column(column.code(60))
  code!: string;
  @Column(column.text(120))
  name!: string;
  @Column(column.id('agency_id'))
  agency!: string;
  @Column(column.json())
  roles!: readonly Role[];
  /** The roles once more, as a set for SQL. */
  @Column(column.integer())
  roleSet!: number;
  /** True while its agency is reached through it; null where nothing was ever said. */
  @Column(optional(column.flag()))
  onDuty!: boolean | null;
  /** Reference of the sealed value. */
  @Column(optional(column.id('phone_ref')))
  phone!: string | null;
  /** Who it is to the sign-in of the installation: the token's `iss` and `sub` (OpenID Connect Core 1.0, section 2). */
  @Column(optional(column.code(255, 'sign_in_issuer')))
  signInIssuer!: string | null;
  @Column(optional(column.code(255, 'sign_in_subject')))
  signInSubject!: string | null;
}
