import { z } from 'zod';
import { ROLES } from '../../core/vocabulary';

/** A telephone number as people write it. */
export const phone = z.string().regex(/^\+?[0-9][0-9 -]{4,22}[0-9]$/, { error: 'NOT_A_PHONE' });

/** The roles that a member has from then on. */
export const roles = z.array(z.enum(ROLES)).min(1).max(ROLES.length);
