import { column } from '../src/store/columns';
import { addColumns, createIndex, defineMigration, type Fill } from '../src/store/schema-builder';

const open = { open_version: column.integer(), open_at: column.instant(), open_seq: column.big() };

/** Which versions from before were open was not kept: none counts as that, and who sees no case is told of none. */
const fill: Fill = (row) => ({ open_version: 1, open_at: row['created_at'] as string | number, open_seq: 0 });

/** The newest version of a task that everybody sees who sees the task. */
export const OpenVersions = defineMigration('1764100450000', 'OpenVersions', [
  addColumns('task', open, fill),
  addColumns('task_history', open, fill),
  createIndex('task', 'task_open', ['operation_id', 'open_seq']),
  createIndex('task', 'task_open_at', ['operation_id', 'open_at', 'id']),
]);
