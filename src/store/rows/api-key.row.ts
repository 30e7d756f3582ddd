import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Instant } from '../../core/time';
import { column, optional } from '../columns';
import { SubjectColumns } from './subject.columns';

/** A key by which a system of an agency acts for one of its members; a subject of SYSTEM. */
@Entity('api_key')
@Index('api_key_id', ['id'], { unique: true })
@Index('api_key_secret', ['secretHash'], { unique: true })
@Index('api_key_previous', ['previousHash'])
@Index('api_key_newest', ['operation', 'agency', 'createdAt', 'id'])
export class ApiKeyRow extends SubjectColumns {
  @Column(column.id('agency_id'))
  agency!: string;
  @Column(column.id('member_id'))
  member!: string;
  @Column(column.text(100))
  name!: string;
  @Column(column.code(16))
  prefix!: string;
  @Column(column.code(64))
  secretHash!: string;
  /** The secret before, until it ends. */
  @Column(optional(column.code(64)))
  previousHash!: string | null;
  @Column(optional(column.instant()))
  previousUntil!: Instant | null;
  @Column(column.flag())
  reads!: boolean;
  /** Codes of the actions that it may do. */
  @Column(column.json())
  actions!: readonly string[];
  @Column(optional(column.instant()))
  expiresAt!: Instant | null;
  @Column(optional(column.id()))
  createdBy!: string | null;
}

/** When a key was last used, to the minute; no change of the key, so it stands in no log. */
@Entity('api_key_use')
export class ApiKeyUseRow {
  @PrimaryColumn(column.id('key_id'))
  key!: string;
  @Column(column.instant())
  lastUsedAt!: Instant;
}
