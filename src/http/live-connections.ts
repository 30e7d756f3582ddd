import type { SignIn } from '../access/sign-ins';
import { timerMsUntil, type Clock, type Instant } from '../core/time';
import { Lookout } from '../live/lookout';

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

/** How it is learnt that sign-ins are over. */
export interface Directory {
  /** Calls back whenever something was done in SYSTEM, until the returned function is called. */
  follow(stir: () => void): () => void;
  /** When each of the sign-ins ends, by what is known now; null: it is over. */
  findEnds(signIns: readonly SignIn[]): Promise<readonly (Instant | null)[]>;
}

/** A connection's sign-in, and what will end it. */
interface Session {
  readonly signIn: SignIn;
  timer: NodeJS.Timeout;
}

/** Looked is so long after a connection was entered, or a look failed. */
const LOOK_IN_MS = 500;

/**
 * The connections that stay open on a server, whatever their transport: no more than there may be, and none whose sign-in
 * is over: its token or key has expired, its key was revoked, its member disabled. What follows something ends by its own
 * look then, but a connection that only waits would stay open until it asks again. Nothing is looked at while none is
 * open.
 */
export class LiveConnections {
  private readonly members = new Map<string, Map<LiveConnection, Session>>();
  private open = 0;
  private end: (() => void) | null = null;
  private soon: NodeJS.Timeout | undefined;
  private readonly lookout = new Lookout(() => this.look());

  constructor(
    private readonly parts: { readonly most: MostConnections; readonly directory: Directory; readonly clock: Clock },
  ) {}

  /** Whether as many are open as may be in all. */
  get isFull(): boolean {
    return this.open >= this.parts.most.inAll;
  }

  /**
   * From now on, until the returned function is called, the connection is its member's and ends with its sign-in; null,
   * and it is not, where the member has as many as it may, or all have.
   */
  enter(signIn: SignIn, connection: LiveConnection): (() => void) | null {
    const { memberId, sessionEndsAt } = signIn;
    const own = this.members.get(memberId) ?? new Map<LiveConnection, Session>();
    if (this.isFull || own.size >= this.parts.most.ofMember) return null;
    this.open += 1;
    this.members.set(memberId, own.set(connection, { signIn, timer: this.endAt(sessionEndsAt, connection) }));
    this.end ??= this.parts.directory.follow(() => void this.lookout.stir());
    // Its sign-in may have ended between the look that let it in and now.
    this.lookSoon();
    return () => {
      this.leave(memberId, connection);
    };
  }

  private leave(memberId: string, connection: LiveConnection): void {
    const own = this.members.get(memberId);
    clearTimeout(own?.get(connection)?.timer);
    if (own?.delete(connection)) this.open -= 1;
    if (own?.size === 0) this.members.delete(memberId);
    if (this.members.size > 0) return;
    this.end?.();
    this.end = null;
    clearTimeout(this.soon);
    this.soon = undefined;
  }

  private lookSoon(): void {
    this.soon ??= setTimeout(() => void this.lookout.stir(), LOOK_IN_MS).unref();
  }

  private async look(): Promise<void> {
    clearTimeout(this.soon);
    this.soon = undefined;
    try {
      await this.setEnds();
    } catch {
      // The database is away. Streams are ended by their own look; what only waits has none.
      if (this.members.size > 0) this.lookSoon();
    }
  }

  private async setEnds(): Promise<void> {
    if (this.members.size === 0) return;
    const sessions = [...this.members.values()].flatMap((own) => [...own]);
    const ends = await this.parts.directory.findEnds(sessions.map(([, { signIn }]) => signIn));
    for (const [i, [connection, session]] of sessions.entries()) {
      // Who has left meanwhile has no timer to be set.
      if (this.members.get(session.signIn.memberId)?.get(connection) !== session) continue;
      clearTimeout(session.timer);
      const endsAt = ends[i] ?? null;
      if (endsAt === null) connection.endSession();
      else session.timer = this.endAt(endsAt, connection);
    }
  }

  private endAt(endsAt: Instant, connection: LiveConnection): NodeJS.Timeout {
    const end = (): void => {
      connection.endSession();
    };
    return setTimeout(end, timerMsUntil(endsAt, this.parts.clock.now())).unref();
  }
}
