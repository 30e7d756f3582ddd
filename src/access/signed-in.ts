import type { Viewer } from './viewer';

/** So long a viewer is taken for what it was when it was read. */
const FRESH_MS = 500;

/**
 * Who asks, until what is asked is executed. A body may come slowly, and a turn be waited for: meanwhile a member may be
 * disabled, change its roles, lose its key. So who it is is asked again where that took a while.
 */
export class SignedIn {
  private readAtMs = performance.now();

  private constructor(
    private readonly read: () => Promise<Viewer>,
    private known: Viewer,
  ) {}

  /** @throws Refusal as `read` */
  static async by(read: () => Promise<Viewer>): Promise<SignedIn> {
    return new SignedIn(read, await read());
  }

  /** Who it was when it was last read. */
  get viewer(): Viewer {
    return this.known;
  }

  /** Who it is now. @throws Refusal as `read`, where it is nobody any more */
  async now(): Promise<Viewer> {
    if (isFresh(this.readAtMs)) return this.known;
    this.readAtMs = performance.now();
    this.known = await this.read();
    return this.known;
  }
}

/** Whether what was read of a viewer at that time (`performance.now()`) holds still. */
export function isFresh(readAtMs: number): boolean {
  return performance.now() - readAtMs < FRESH_MS;
}
