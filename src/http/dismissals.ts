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
 * Closes the sockets of members who were disabled: their streams end by themselves, but a socket that only waits would
 * stay open until it asks again. Nothing is looked at while no socket is open.
 */
export class Dismissals {
  private readonly sockets = new Map<Closable, string>();
  private end: (() => void) | null = null;
  private looking = false;
  private again = false;

  constructor(private readonly directory: Directory) {}

  /** From now on the socket is its member's. */
  enter(memberId: string, socket: Closable): void {
    this.sockets.set(socket, memberId);
    this.end ??= this.directory.follow(() => void this.look());
  }

  /** The socket is closed. */
  leave(socket: Closable): void {
    this.sockets.delete(socket);
    if (this.sockets.size > 0) return;
    this.end?.();
    this.end = null;
  }

  private async look(): Promise<void> {
    this.again = true;
    if (this.looking) return;
    this.looking = true;
    while (this.again && this.sockets.size > 0) {
      this.again = false;
      await this.closeOthers().catch(() => undefined);
    }
    this.looking = false;
  }

  /** What the database does not answer is asked again with the next change; streams are ended by their own look. */
  private async closeOthers(): Promise<void> {
    const active = await this.directory.findActive([...new Set(this.sockets.values())]);
    for (const [socket, member] of this.sockets) {
      if (!active.has(member)) socket.close(CloseCode.Forbidden, 'Session ended');
    }
  }
}
