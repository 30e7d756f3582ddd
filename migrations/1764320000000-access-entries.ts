import { column, optional } from '../src/store/columns';
import { createTable, defineMigration } from '../src/store/schema-builder';

/** Who has read what is personal. */
export const AccessEntries = defineMigration('1764320000000', 'AccessEntries', [
  createTable('access_entry', {
    columns: {
      operation_id: column.id(),
      id: column.id(),
      at: column.instant(),
      member_id: column.id(),
      subject_id: column.id(),
      fields: column.json(),
      document: optional(column.text(100)),
    },
    primary: ['operation_id', 'id'],
    indices: {
      access_newest: ['operation_id', 'at', 'id'],
      access_subject: ['operation_id', 'subject_id', 'at', 'id'],
      access_member: ['operation_id', 'member_id', 'at', 'id'],
    },
  }),
]);
