import { column } from '../src/store/columns';
import { addColumns, createIndex, defineMigration, type Fill } from '../src/store/schema-builder';

/** Ranks run up to this one; a board's key begins with how far below it the task's is. */
const HIGHEST_RANK = 3;

const fill: Fill = ({ board_key }) => ({ priority: HIGHEST_RANK - Number(String(board_key).charAt(0)) });

/** The order of lists for who must not learn of dueAt and number by it: priority and id, in one index for each source. */
export const OpenOrder = defineMigration('1764230000000', 'OpenOrder', [
  addColumns('task_agency', { priority: column.priority() }, fill),
  createIndex('task_agency', 'task_agency_priority', ['operation_id', 'agency_id', 'priority', 'task_id', 'relation']),
  createIndex('task', 'task_state_priority', ['operation_id', 'kind', 'state', 'priority', 'id']),
]);
