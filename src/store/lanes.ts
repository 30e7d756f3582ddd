import { unavailable } from '../core/errors';

/**
 * A fixed number of resources leased in the order of asking. TypeORM has one query runner for an SQLite file, and
 * transactions that meet on it break each other; MySQL's driver has no time limit for waiting on its pool.
 */
export class Lanes<T> {
  private readonly free: T[];
  private readonly waiting: ((resource: T) => void)[] = [];

  constructor(
    resources: readonly T[],
    private readonly waitLimitMs: number,
  ) {
    this.free = [...resources];
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

  private take(): Promise<T> {
    const resource = this.free.pop();
    if (resource !== undefined) return Promise.resolve(resource);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(give), 1);
        reject(unavailable());
      }, this.waitLimitMs);
      const give = (freed: T): void => {
        clearTimeout(timer);
        resolve(freed);
      };
      this.waiting.push(give);
    });
  }

  private giveBack(resource: T): void {
    const next = this.waiting.shift();
    // An embedded database answers at once, without a turn of the event loop: many who wait would keep out all else.
    if (next) setImmediate(next, resource);
    else this.free.push(resource);
  }
}
