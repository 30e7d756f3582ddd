import { column, optional } from '../../store/columns';
import { createTable, defineMigration } from '../../store/schema-builder';

/** The catalogues of operations. */
export const migrations = [
  defineMigration('1764211000000', 'CatalogueEntries', [
    createTable('catalogue_entry', {
      columns: {
        operation_id: column.id(),
        id: column.id(),
        kind: column.code(32),
        code: column.code(40),
        label_zh: column.text(120),
        label_en: optional(column.text(200)),
        division: optional(column.code(6)),
        named: column.flag(),
        state: column.code(16),
        version: column.integer(),
        created_at: column.instant(),
        updated_at: column.instant(),
        updated_seq: column.big(),
      },
      primary: ['operation_id', 'id'],
      unique: { catalogue_entry_id: ['id'], catalogue_entry_code: ['operation_id', 'kind', 'code'] },
    }),
  ]),
];
