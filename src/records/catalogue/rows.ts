import { Column, Entity, Index } from 'typeorm';
import type { CatalogueKind } from '../../core/vocabulary';
import { column, optional } from '../../store/columns';
import { SubjectColumns } from '../../store/rows/subject.columns';

/** A word of one of an operation's catalogues 目录. */
@Entity('catalogue_entry')
@Index('catalogue_entry_id', ['id'], { unique: true })
@Index('catalogue_entry_code', ['operation', 'kind', 'code'], { unique: true })
export class CatalogueEntryRow extends SubjectColumns {
  @Column(column.code(32))
  kind!: CatalogueKind;
  @Column(column.code(40))
  code!: string;
  @Column(column.text(120))
  labelZh!: string;
  @Column(optional(column.text(200)))
  labelEn!: string | null;
  @Column(optional(column.code(6)))
  division!: string | null;
  /** False: the source says that there is one but not which. */
  @Column(column.flag())
  named!: boolean;
}
