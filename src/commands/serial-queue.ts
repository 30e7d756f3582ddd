import { unavailable } from '../core/errors';

/** More would wait longer than anyone waits for an answer. */
const MOST_WAITING = 1_000;

/** Runs work one at a time for each key, in the order of asking: commands of one operation wait here, not on the database. */
export class SerialQueue {
  private readonly lines = new Map<string, { tail: Promise<unknown>; waiting: number }>();

  /** @throws Refusal UNAVAILABLE when too many wait already */
  async run<R>(key: string, work: () => Promise<R>): Promise<R> {
    const line = this.lines.get(key) ?? { tail: Promise.resolve(), waiting: 0 };
    if (line.waiting >= MOST_WAITING) throw unavailable();
    this.lines.set(key, line);
    line.waiting += 1;
    const result = line.tail.then(work);
    line.tail = result.catch(() => undefined);
    try {
      return await result;
    } finally {
      line.waiting -= 1;
      if (line.waiting === 0) this.lines.delete(key);
    }
  }
}
