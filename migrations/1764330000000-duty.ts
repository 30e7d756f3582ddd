import { column, optional } from '../src/store/columns';
import { addColumns, defineMigration } from '../src/store/schema-builder';

/** Whether a member is on duty. */
export const Duty = defineMigration('1764330000000', 'Duty', [
  addColumns('member', { on_duty: optional(column.flag()) }),
]);
