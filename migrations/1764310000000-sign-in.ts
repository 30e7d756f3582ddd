import { column, optional } from '../src/store/columns';
import { addColumns, createUniqueIndex, defineMigration } from '../src/store/schema-builder';

/** Who a member is to the sign-in of the installation. */
export const SignIn = defineMigration('1764310000000', 'SignIn', [
  addColumns('member', {
    sign_in_issuer: optional(column.code(255)),
    sign_in_subject: optional(column.code(255)),
  }),
  createUniqueIndex('member', 'member_sign_in', ['sign_in_issuer', 'sign_in_subject']),
]);
