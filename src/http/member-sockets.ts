import { CloseCode } from 'graphql-ws';

/** A socket that can be closed. */
interface Closable {
  close(code: number, reason: string): void;
}

/** How it is learnt that members may no longer sign in. */
export interface Directory {
  /** Calls back whenever something was done in SYSTEM, until the returned function is called. */
  follow(stir: () => void): () => void;
  /** Those of the members who may sign in. */
  findActive(members: readonly string[]): Promise<ReadonlySet<string>>;
}

/**
 * The open sockets of each member: no more than one may have, and none of who was disabled. Streams end by themselves
 * then, but a socket that only waits would stay open until it asks again. Nothing is looked at while no socket is open.
 */
export class MemberSockets {
  private readonly open = new Map<string, Set<Closable>>();
  private end: (() => void) | null = null;
  private looking = false;
  private again = false;

  /** @param most that one member may have */
  constructor(
    private readonly most: number,
    private readonly directory: Directory,
  ) {}

  /** From now on the socket is its member's; false, and it is not, where the member has as many as it may. */
  enter(memberId: string, socket: Closable): boolean {
    const own = this.open.get(memberId) ?? new Set();
    if (own.size >= this.most) return false;
    this.open.set(memberId, own.add(socket));
    this.end ??= this.directory.follow(() => void this.look());
    return true;
  }

  /** The socket is closed. */
  leave(memberId: string, socket: Closable): void {
    const own = this.open.get(memberId);
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
      await this.closeOthers().catch(() => undefined);
    }
    this.looking = false;
  }

  /** What the database does not answer is asked again with the next change; streams are ended by their own look. */
  private async closeOthers(): Promise<void> {
    const active = await this.directory.findActive([...this.open.keys()]);
    for (const [memberId, own] of this.open) {
      if (active.has(memberId)) continue;
      for (const socket of own) socket.close(CloseCode.Forbidden, 'Session ended');
    }
  }
}
