import { column } from '../src/store/columns';
import { addColumn, createIndex, defineMigration } from '../src/store/schema-builder';

/** The roles as they were when this was written; a role's bit is its place. */
const ROLES = ['COMMANDER', 'LIAISON', 'OFFICER', 'INSPECTOR', 'VIEWER', 'AUDITOR', 'ADMINISTRATOR'];

/** Rows hold the list as JSON text, of which each role is a word in quotes. */
const roleSet = ROLES.map((role, i) => `(CASE WHEN INSTR(roles, '"${role}"') > 0 THEN ${2 ** i} ELSE 0 END)`).join(
  ' + ',
);

/** What pages of agencies and members are read by: roles as a set, and the newest first. */
export const DirectoryPages = defineMigration('1764210000000', 'DirectoryPages', [
  addColumn('member', { column: 'role_set', options: column.integer(), fill: roleSet }),
  createIndex('member', 'member_newest', ['operation_id', 'agency_id', 'created_at', 'id']),
  createIndex('agency', 'agency_newest', ['operation_id', 'created_at', 'id']),
]);
