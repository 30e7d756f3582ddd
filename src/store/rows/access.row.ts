import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Instant } from '../../core/time';
import { column, optional } from '../columns';

/** Somebody has read a thing's personal fields in clear; no change, so it stands in no operation's log. */
@Entity('access_entry')
@Index('access_newest', ['operation', 'at', 'id'])
@Index('access_subject', ['operation', 'subject', 'at', 'id'])
@Index('access_member', ['operation', 'member', 'at', 'id'])
export class AccessRow {
  @PrimaryColumn(column.id('operation_id'))
  operation!: string;
  @PrimaryColumn(column.id())
  id!: string;
  @Column(column.instant())
  at!: Instant;
  @Column(column.id('member_id'))
  member!: string;
  @Column(column.id('subject_id'))
  subject!: string;
  /** Names of the fields, as the API has them. */
  @Column(column.json())
  fields!: readonly string[];
  /** Name of the document that asked, where it has one. */
  @Column(optional(column.text(100)))
  document!: string | null;
}
