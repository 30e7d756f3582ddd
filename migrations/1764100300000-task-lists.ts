import { numberKey } from '../src/core/board-key';
import { column, optional } from '../src/store/columns';
import { addColumns, createIndex, defineMigration, dropIndex, type Fill } from '../src/store/schema-builder';

/** What a header is found and sorted by beside what it had; its history keeps the same. */
const found = {
  number_key: column.code(48),
  location: optional(column.json()),
  longitude: optional(column.degrees()),
  latitude: optional(column.degrees()),
};

const fill: Fill = (row) => ({ number_key: numberKey(String(row['number'])) });

/** Places of tasks, and an index for each order and filter of their lists: docs/queries.md. */
export const TaskLists = defineMigration('1764100300000', 'TaskLists', [
  addColumns('task', found, fill),
  addColumns('task_history', found, fill),
  createIndex('task', 'task_state', ['operation_id', 'kind', 'state', 'board_key']),
  createIndex('task', 'task_flags', ['operation_id', 'overdue', 'paused', 'board_key']),
  createIndex('task', 'task_holder', ['operation_id', 'holder_id', 'board_key']),
  createIndex('task', 'task_division', ['operation_id', 'division', 'board_key']),
  createIndex('task', 'task_place', ['operation_id', 'longitude', 'latitude']),
  createIndex('task', 'task_created', ['operation_id', 'created_at', 'id']),
  createIndex('task', 'task_updated', ['operation_id', 'updated_at', 'id']),
  createIndex('task', 'task_due', ['operation_id', 'due_at', 'id']),
  createIndex('task', 'task_priority', ['operation_id', 'priority', 'id']),
  createIndex('task', 'task_number_key', ['operation_id', 'number_key', 'id']),
  // It has all columns: without statistics SQLite else takes an index that has them, and looks through the operation.
  createIndex('task_agency', 'task_agency_of_task', ['operation_id', 'task_id', 'agency_id', 'relation', 'board_key']),
  dropIndex('task_agency', 'task_agency_task', ['operation_id', 'task_id']),
  createIndex('task_agency', 'task_agency_relation', ['operation_id', 'agency_id', 'relation', 'board_key', 'task_id']),
]);
