import type { Party } from '../../core/action-table';
import { POLICE, type Role } from '../../core/vocabulary';

/** Ways to be entitled to the actions of a trip. */

/** Roles that go out to arrest: liaisons telephone, and who views, audits or administers stays at home. */
export const TRAVELLERS: readonly Role[] = ['OFFICER', 'COMMANDER'];

/** Who travels, of whatever agency. */
export const TRAVELLING: Party = { member: 'members', types: POLICE, roles: TRAVELLERS };

/** Who leads the trip. */
export const LEADER: Party = { member: 'leader', types: POLICE, roles: TRAVELLERS };

/** The lead agency at home: it writes down what the trip tells by telephone, and what arrives there. */
export const AT_HOME: Party = { agency: 'LEAD', types: POLICE, roles: ['OFFICER', 'COMMANDER'] };

/** A commander of the lead agency. */
export const LEAD_COMMANDER: Party = { agency: 'LEAD', roles: ['COMMANDER'] };
