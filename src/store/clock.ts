import { instantOf, type Clock, type Instant } from '../core/time';
import { raw } from './session';
import type { Store } from './store';

const SAMPLE_EVERY_MS = 10_000;

/** The process's own clock, the only one that an embedded database has; it stands still where the machine's goes back. */
class ProcessClock implements Clock {
  private last = 0;

  now(): Instant {
    this.last = Math.max(this.last, Date.now());
    return instantOf(this.last);
  }
}

export const processClock: Clock = new ProcessClock();

/**
 * The database's clock, so that replicas agree: its offset to a monotonic clock of the process is sampled every
 * 10 seconds, and between samples time never runs backwards.
 */
export class DatabaseClock implements Clock {
  private offsetMs = 0;
  private last = 0;
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    private readonly store: Store,
    private readonly query: string,
  ) {}

  /** The clock of a store; the process's own where the database is embedded. */
  static async of(store: Store): Promise<Clock & { stop(): void }> {
    const query = store.dialect.clockQuery;
    if (query === null) return { now: () => processClock.now(), stop: () => undefined };
    const clock = new DatabaseClock(store, query);
    await clock.sample();
    clock.timer = setInterval(() => void clock.sample().catch(() => undefined), SAMPLE_EVERY_MS).unref();
    return clock;
  }

  now(): Instant {
    this.last = Math.max(this.last, Math.round(performance.now() + this.offsetMs));
    return instantOf(this.last);
  }

  /** Ends the sampling. */
  stop(): void {
    clearInterval(this.timer);
  }

  private async sample(): Promise<void> {
    const before = performance.now();
    const [row] = await this.store.read((session) => session.select(raw(this.query)));
    const after = performance.now();
    const told = row?.['now'];
    const databaseMs = told instanceof Date ? told.getTime() : Date.parse(`${String(told).replace(' ', 'T')}Z`);
    this.offsetMs = databaseMs - (before + after) / 2;
  }
}
