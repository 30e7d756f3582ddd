import { Column, PrimaryColumn } from 'typeorm';
import type { Instant } from '../../core/time';
import { column, optional } from '../columns';

/** What the row of every record has; a task has its header instead. */
export abstract class SubjectColumns {
  @PrimaryColumn(column.id('operation_id'))
  operation!: string;
  @PrimaryColumn(column.id())
  id!: string;
  @Column(column.code(16))
  state!: string;
  @Column(column.integer())
  version!: number;
  @Column(column.instant())
  createdAt!: Instant;
  @Column(column.instant())
  updatedAt!: Instant;
  /** Position of the newest entry about it. */
  @Column(column.big())
  updatedSeq!: number;
}

/** What is called by a code and a name in both languages. */
export abstract class NamedColumns extends SubjectColumns {
  @Column(column.code(40))
  code!: string;
  @Column(column.text(120))
  nameZh!: string;
  @Column(optional(column.text(200)))
  nameEn!: string | null;
}
