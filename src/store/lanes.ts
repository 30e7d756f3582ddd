import { unavailable } from '../core/errors';

/**
 * A fixed number of resources leased in the order of asking. TypeORM has one query runner for an SQLite file, and
 * transactions that meet on it break each other; MySQL's driver has no time limit for waiting on its pool.
 */
export class Lanes<T> {
  private readonly free: T[];
  private readonly waiting = new Set<Waiter<T>>();
  private readonly count: number;

  constructor(
    resources: readonly T[],
    private readonly waitLimitMs: number,
  ) {
    this.free = [...resources];
    this.count = resources.length;
  }

  /** Runs `work` with a resource of its own; UNAVAILABLE if none is free in time. */
  async lease<R>(work: (resource: T) => Promise<R>): Promise<R> {
    const resource = await this.take();
    try {
      return await work(resource);
    } finally {
      this.giveBack(resource);
    }
  }

  /** How many run and how many wait just now; for metrics. */
  get load(): LaneLoad {
    return { running: this.count - this.free.length, waiting: this.waiting.size };
  }

  private take(): Promise<T> {
    const resource = this.free.pop();
    if (resource !== undefined) return Promise.resolve(resource);
    return new Promise((resolve, reject) => {
      const waiter: Waiter<T> = {
        give: resolve,
        timer: setTimeout(() => {
          this.waiting.delete(waiter);
          reject(unavailable());
        }, this.waitLimitMs),
      };
      this.waiting.add(waiter);
    });
  }

  private giveBack(resource: T): void {
    const [next] = this.waiting;
    if (!next) {
      this.free.push(resource);
      return;
    }
    this.waiting.delete(next);
    // At once: a timer that went off before the resource is handed over would keep it for good.
    clearTimeout(next.timer);
    // An embedded database answers at once, without a turn of the event loop: many who wait would keep out all else.
    setImmediate(next.give, resource);
  }
}

/** How much is going on. */
export interface LaneLoad {
  readonly running: number;
  readonly waiting: number;
}

/** Who waits for a resource, in the order of asking. */
interface Waiter<T> {
  readonly give: (resource: T) => void;
  readonly timer: NodeJS.Timeout;
}
