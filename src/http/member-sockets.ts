import { CloseCode } from 'graphql-ws';
import type { SignIn } from '../access/sign-ins';
import { epochMsOf, type Clock, type Instant } from '../core/time';

/** A socket that can be closed. */
interface Closable {
  close(code: number, reason: string): void;
}

/** How it is learnt that sign-ins are over. */
export interface Directory {
  /** Calls back whenever something was done in SYSTEM, until the returned function is called. */
  follow(stir: () => void): () => void;
  /** When each of the sign-ins ends, by what is known now; null: it is over. */
  findEnds(signIns: readonly SignIn[]): Promise<readonly (Instant | null)[]>;
}

/** A socket's sign-in, and what will end it. */
interface Session {
  readonly signIn: SignIn;
  timer: NodeJS.Timeout;
}

/** Longer than any timer takes. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * The open sockets of each member: no more than one may have, and none whose sign-in is over: its token or key has
 * expired, its key was revoked, its member disabled. Streams end by themselves then, but a socket that only waits would
 * stay open until it asks again. Nothing is looked at while no socket is open.
 */
export class MemberSockets {
  private readonly open = new Map<string, Map<Closable, Session>>();
  private end: (() => void) | null = null;
  private looking = false;
  private again = false;

  constructor(
    private readonly parts: {
      /** That one member may have. */
      readonly most: number;
      readonly directory: Directory;
      readonly clock: Clock;
    },
  ) {}

  /** From now on the socket is its member's; false, and it is not, where the member has as many as it may. */
  enter(signIn: SignIn, socket: Closable): boolean {
    const { memberId, sessionEndsAt } = signIn;
    const own = this.open.get(memberId) ?? new Map<Closable, Session>();
    if (own.size >= this.parts.most) return false;
    this.open.set(memberId, own.set(socket, { signIn, timer: this.closeAt(sessionEndsAt, socket) }));
    this.end ??= this.parts.directory.follow(() => void this.look());
    return true;
  }

  /** The socket is closed. */
  leave({ memberId }: SignIn, socket: Closable): void {
    const own = this.open.get(memberId);
    clearTimeout(own?.get(socket)?.timer);
    own?.delete(socket);
    if (own?.size === 0) this.open.delete(memberId);
    if (this.open.size > 0) return;
    this.end?.();
    this.end = null;
  }

  private async look(): Promise<void> {
    this.again = true;
    if (this.looking) return;
    this.looking = true;
    while (this.again && this.open.size > 0) {
      this.again = false;
      await this.setEnds().catch(() => undefined);
    }
    this.looking = false;
  }

  /** What the database does not answer is asked again with the next change; streams are ended by their own look. */
  private async setEnds(): Promise<void> {
    const sessions = [...this.open.values()].flatMap((own) => [...own]);
    const ends = await this.parts.directory.findEnds(sessions.map(([, { signIn }]) => signIn));
    for (const [i, [socket, session]] of sessions.entries()) {
      // Who has left meanwhile has no timer to be set.
      if (this.open.get(session.signIn.memberId)?.get(socket) !== session) continue;
      clearTimeout(session.timer);
      const endsAt = ends[i] ?? null;
      if (endsAt === null) close(socket);
      else session.timer = this.closeAt(endsAt, socket);
    }
  }

  private closeAt(endsAt: Instant, socket: Closable): NodeJS.Timeout {
    const leftMs = epochMsOf(endsAt) - epochMsOf(this.parts.clock.now());
    return setTimeout(close, Math.min(leftMs, MAX_TIMER_MS), socket).unref();
  }
}

function close(socket: Closable): void {
  socket.close(CloseCode.Forbidden, 'Session ended');
}
