import { column, optional } from '../src/store/columns';
import { createTable, defineMigration } from '../src/store/schema-builder';

/** Keys of agencies' systems, and when they were last used. */
export const ApiKeys = defineMigration('1764330100000', 'ApiKeys', [
  createTable('api_key', {
    columns: {
      operation_id: column.id(),
      id: column.id(),
      state: column.code(16),
      version: column.integer(),
      created_at: column.instant(),
      updated_at: column.instant(),
      updated_seq: column.big(),
      agency_id: column.id(),
      member_id: column.id(),
      name: column.text(100),
      prefix: column.code(16),
      secret_hash: column.code(64),
      previous_hash: optional(column.code(64)),
      previous_until: optional(column.instant()),
      reads: column.flag(),
      actions: column.json(),
      expires_at: optional(column.instant()),
      created_by: optional(column.id()),
    },
    primary: ['operation_id', 'id'],
    unique: { api_key_id: ['id'], api_key_secret: ['secret_hash'] },
    indices: {
      api_key_previous: ['previous_hash'],
      api_key_newest: ['operation_id', 'agency_id', 'created_at', 'id'],
    },
  }),
  createTable('api_key_use', {
    columns: { key_id: column.id(), last_used_at: column.instant() },
    primary: ['key_id'],
  }),
]);
