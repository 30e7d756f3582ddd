import { column } from '../src/store/columns';
import { addColumns, createIndex, defineMigration, type Fill } from '../src/store/schema-builder';

const open = { open_version: column.integer(), open_at: column.instant(), open_seq: column.big() };

/** Of versions from before, each counts as open: nobody is shown less than before. */
const fillBy =
  (position: string): Fill =>
  (row) => ({
    open_version: Number(row['version']),
    open_at: row['updated_at'] as string | number,
    open_seq: Number(row[position]),
  });

/** The newest version of a task that everybody sees who sees the task. */
export const OpenVersions = defineMigration('1764100450000', 'OpenVersions', [
  addColumns('task', open, fillBy('updated_seq')),
  addColumns('task_history', open, fillBy('from_seq')),
  createIndex('task', 'task_open', ['operation_id', 'open_seq']),
  createIndex('task', 'task_open_at', ['operation_id', 'open_at', 'id']),
]);
