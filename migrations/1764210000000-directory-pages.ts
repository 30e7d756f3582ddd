import { column } from '../src/store/columns';
import { addColumns, createIndex, defineMigration } from '../src/store/schema-builder';

/** The roles as they were when this was written; a role's bit is its place. */
const ROLES = ['COMMANDER', 'LIAISON', 'OFFICER', 'INSPECTOR', 'VIEWER', 'AUDITOR', 'ADMINISTRATOR'];

/** Rows hold the list as JSON text. */
function roleSet({ roles }: Readonly<Record<string, unknown>>): { role_set: number } {
  const given = JSON.parse(String(roles)) as readonly string[];
  return { role_set: ROLES.reduce((set, role, i) => (given.includes(role) ? set + 2 ** i : set), 0) };
}

/** What pages of agencies and members are read by: roles as a set, and the newest first. */
export const DirectoryPages = defineMigration('1764210000000', 'DirectoryPages', [
  addColumns('member', { role_set: column.integer() }, roleSet),
  createIndex('member', 'member_newest', ['operation_id', 'agency_id', 'created_at', 'id']),
  createIndex('agency', 'agency_newest', ['operation_id', 'created_at', 'id']),
]);
