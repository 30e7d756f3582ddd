import { createIndex, defineMigration } from '../src/store/schema-builder';

/** A moment finds its position in a log. */
export const History = defineMigration('1764100400000', 'History', [
  createIndex('log_entry', 'log_entry_at', ['operation_id', 'at', 'seq']),
]);
