import type { Actor, Standing } from '../core/actor';
import type { Instant } from '../core/time';
import type { Locale } from '../core/vocabulary';
import type { Standings } from './standing';

/** Who a session is: an active member with what its agency makes of it. */
export interface Viewer extends Actor {
  readonly memberId: string;
  readonly memberCode: string;
  readonly agencyId: string;
  readonly agencyCode: string;
  readonly locale: Locale;
  readonly sessionEndsAt: Instant;
  /** Hash of the secret of the key that acts for the member; null: it signed in itself. */
  readonly secretHash: string | null;
}

/** Somebody together with its standing in the operation at hand: what need-to-know is asked about. */
export interface Reader {
  readonly actor: Actor;
  readonly standing: Standing;
  /** How the viewer's agency stands in each operation; known where operations are listed. */
  readonly standings?: Standings;
  /** Agencies of the operations that the viewer's takes part in; known where the directory is read. */
  readonly partners?: ReadonlySet<string>;
}
