import type { Instant } from './time';
import type { AgencyType, Part, Role } from './vocabulary';

/** Who acts or asks: a member in one agency, or the system itself (`memberId` and `agencyId` null). */
export interface Actor {
  readonly memberId: string | null;
  readonly agencyId: string | null;
  readonly agencyType: AgencyType | null;
  readonly roles: readonly Role[];
  /** Where a key of an agency's system acts for the member. */
  readonly key?: KeyRights;
}

/** What a key may do of what its member may. */
export interface KeyRights {
  /** Whether it may query and follow. */
  readonly reads: boolean;
  /** Codes of the actions that it may do. */
  readonly actions: readonly string[];
}

/** How an actor's agency stands in one operation. `descendant`: it takes part in an operation below. */
export interface Standing {
  readonly part: Part | null;
  readonly descendant: boolean;
  /** When it may change by itself, since an end was set; left out: never. */
  readonly until?: Instant;
}

/** Whether an agency takes part in an operation at a moment: from its joining on, until the end that was set. */
export function takesPart({ until }: { readonly until: Instant | null }, now: Instant): boolean {
  return until === null || until > now;
}

/** Timers, the founding of an installation and repairs act as the system; the log shows them without a member. */
export const SYSTEM_ACTOR: Actor = { memberId: null, agencyId: null, agencyType: null, roles: [] };

/** Whether the system itself acts. */
export function isSystem(actor: Actor): boolean {
  return actor.memberId === null && actor.agencyId === null;
}

/**
 * What a member may be called by the sign-in, and an issuer.
 * @see OpenID Connect Core 1.0, section 2: `sub` has at most 255 ASCII characters
 */
export const SIGN_IN_NAME = /^[!-~]{1,255}$/;
