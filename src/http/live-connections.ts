import type { Viewer } from '../access/viewer';
import { epochMsOf, type Clock } from '../core/time';

/** A connection that stays open: a WebSocket, or a stream of events. */
export interface LiveConnection {
  /** Ends it because its session is over. Its client may come again with a fresh sign-in. */
  endSession(): void;
}

/** So many connections may stay open. */
export interface MostConnections {
  readonly inAll: number;
  readonly ofMember: number;
}

/** How it is learnt that members may no longer sign in. */
export interface Directory {
  /** Calls back whenever something was done in SYSTEM, until the returned function is called. */
  follow(stir: () => void): () => void;
  /** Those of the members who may sign in. */
  findActive(members: readonly string[]): Promise<ReadonlySet<string>>;
}

/** Longer than any timer takes. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * The connections that stay open on a server, whatever their transport: no more than there may be, none after the
 * session of its token, and none of a member who was disabled. What follows something ends by its own look then, but a
 * connection that only waits would stay open until it asks again. Nothing is looked at while none is open.
 */
export class LiveConnections {
  private readonly members = new Map<string, Set<LiveConnection>>();
  private taken = 0;
  private end: (() => void) | null = null;
  private looking = false;
  private again = false;

  constructor(
    private readonly parts: { readonly most: MostConnections; readonly directory: Directory; readonly clock: Clock },
  ) {}

  /** Takes a place for one connection until the returned function is called, once; null where all are taken. */
  take(): (() => void) | null {
    if (this.taken >= this.parts.most.inAll) return null;
    this.taken += 1;
    return () => {
      this.taken -= 1;
    };
  }

  /**
   * From now on, until the returned function is called, the connection is its member's and ends with its session; null,
   * and it is not, where the member has as many as it may.
   */
  enter({ memberId, sessionEndsAt }: Viewer, connection: LiveConnection): (() => void) | null {
    const { most, directory, clock } = this.parts;
    const own = this.members.get(memberId) ?? new Set();
    if (own.size >= most.ofMember) return null;
    this.members.set(memberId, own.add(connection));
    this.end ??= directory.follow(() => void this.look());
    const leftMs = epochMsOf(sessionEndsAt) - epochMsOf(clock.now());
    const endSession = (): void => {
      connection.endSession();
    };
    const expiry = setTimeout(endSession, Math.min(leftMs, MAX_TIMER_MS)).unref();
    return () => {
      clearTimeout(expiry);
      this.leave(memberId, connection);
    };
  }

  private leave(memberId: string, connection: LiveConnection): void {
    const own = this.members.get(memberId);
    own?.delete(connection);
    if (own?.size === 0) this.members.delete(memberId);
    if (this.members.size > 0) return;
    this.end?.();
    this.end = null;
  }

  private async look(): Promise<void> {
    this.again = true;
    if (this.looking) return;
    this.looking = true;
    while (this.again && this.members.size > 0) {
      this.again = false;
      await this.endOthers().catch(() => undefined);
    }
    this.looking = false;
  }

  /** What the database does not answer is asked again with the next change; streams are ended by their own look. */
  private async endOthers(): Promise<void> {
    const active = await this.parts.directory.findActive([...this.members.keys()]);
    for (const [memberId, own] of this.members) {
      if (active.has(memberId)) continue;
      for (const connection of own) connection.endSession();
    }
  }
}
