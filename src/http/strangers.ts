/** So many of all sockets may be those of strangers, but never fewer than STRANGERS_AT_LEAST. */
const STRANGERS_PART = 1 / 10;
const STRANGERS_AT_LEAST = 50;

/** How many sockets may wait to be signed in, of a server that takes so many in all. */
export function mostStrangers(inAll: number): number {
  return Math.max(STRANGERS_AT_LEAST, Math.floor(inAll * STRANGERS_PART));
}

/**
 * Sockets that nobody has signed in to yet: few, and beside the places of members, so that strangers take none of
 * those. Who says who it is does so at once; so it is the one that has been silent the longest that goes for a new one.
 */
export class Strangers<Socket> {
  private readonly silent = new Set<Socket>();
  private readonly heard = new Set<Socket>();

  constructor(
    private readonly most: number,
    private readonly sendAway: (socket: Socket) => void,
  ) {}

  /** Lets one more in; false where all that are here are just being signed in. */
  admit(socket: Socket): boolean {
    if (this.silent.size + this.heard.size >= this.most) {
      const [longest] = this.silent;
      if (longest === undefined) return false;
      this.silent.delete(longest);
      this.sendAway(longest);
    }
    this.silent.add(socket);
    return true;
  }

  /** It has said who it is, and gives way to nobody while that is looked up. */
  hear(socket: Socket): void {
    if (this.silent.delete(socket)) this.heard.add(socket);
  }

  /** It was not signed in. Until it has gone it gives way again: it need not answer that it is closed. */
  refuse(socket: Socket): void {
    if (this.heard.delete(socket)) this.silent.add(socket);
  }

  /** It is no stranger any more, or has gone; may be said twice. */
  forget(socket: Socket): void {
    this.silent.delete(socket);
    this.heard.delete(socket);
  }
}
