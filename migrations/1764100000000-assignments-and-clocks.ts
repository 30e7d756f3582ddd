import { column, optional } from '../src/store/columns';
import { createTable, defineMigration } from '../src/store/schema-builder';

/** How agencies are bound to tasks, and the time limits of tasks. */
export const AssignmentsAndClocks = defineMigration('1764100000000', 'AssignmentsAndClocks', [
  createTable('task_assignment', {
    columns: {
      operation_id: column.id(),
      task_id: column.id(),
      agency_id: column.id(),
      relation: column.code(16),
      handover: column.code(16),
      members: column.json(),
      asked: optional(column.text(500)),
      since: column.instant(),
      offered_by_id: optional(column.id()),
      answer_by: optional(column.instant()),
      answered_at: optional(column.instant()),
      return_reason: optional(column.text(500)),
      suggested_agency_id: optional(column.id()),
    },
    primary: ['operation_id', 'task_id', 'agency_id'],
    indices: { task_assignment_handover: ['operation_id', 'agency_id', 'handover', 'task_id'] },
  }),
  createTable('task_clock', {
    columns: {
      operation_id: column.id(),
      task_id: column.id(),
      clock_key: column.code(90),
      code: column.code(48),
      thing_id: optional(column.id()),
      started_at: column.instant(),
      due_at: column.instant(),
      near_at: optional(column.instant()),
      provisional: column.flag(),
      paused_at: optional(column.instant()),
      met_at: optional(column.instant()),
      missed_at: optional(column.instant()),
      rule_version: column.integer(),
    },
    primary: ['operation_id', 'task_id', 'clock_key'],
    indices: { task_clock_due: ['operation_id', 'due_at'] },
  }),
]);
