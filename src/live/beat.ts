import { epochMsOf, type Clock } from '../core/time';

const QUARTER_MS = 15 * 60_000;

/**
 * Strikes at fixed times, whatever happens: at :00, :15, :30 and :45 by the clock. What is sent then tells nothing of
 * when anything was done.
 */
export class Beat {
  private readonly listeners = new Set<() => void>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly everyMs = QUARTER_MS,
  ) {}

  /** Calls back at each beat until the returned function is called. */
  follow(listener: () => void): () => void {
    // Of its own, so that one listener may follow twice.
    const own = (): void => {
      listener();
    };
    this.listeners.add(own);
    if (this.listeners.size === 1) this.waitFor(this.nextMs());
    return () => {
      this.listeners.delete(own);
      if (this.listeners.size === 0) this.stop();
    };
  }

  /** How many are following; for tests of leaks and for metrics. */
  get followers(): number {
    return this.listeners.size;
  }

  /** Strikes now; by itself it does so at its times. */
  strike(): void {
    for (const listener of [...this.listeners]) listener();
  }

  /** Ends the beat. */
  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private nowMs(): number {
    return epochMsOf(this.clock.now());
  }

  private nextMs(): number {
    return (Math.floor(this.nowMs() / this.everyMs) + 1) * this.everyMs;
  }

  private waitFor(dueMs: number): void {
    const ring = (): void => {
      // A timer counts by another clock, and may be early.
      if (this.nowMs() < dueMs) {
        this.waitFor(dueMs);
        return;
      }
      this.waitFor(this.nextMs());
      this.strike();
    };
    this.timer = setTimeout(ring, Math.max(1, dueMs - this.nowMs())).unref();
  }
}
