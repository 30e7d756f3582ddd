/** Lets so many pieces of work run at a time, the others in the order of coming. */
export class Turns {
  private running = 0;
  private readonly queue: (() => void)[] = [];

  constructor(private readonly most: number) {}

  /** How many wait. */
  get waiting(): number {
    return this.queue.length;
  }

  /** Runs the work when it is its turn. */
  async take<R>(work: () => Promise<R>): Promise<R> {
    if (this.running >= this.most) await new Promise<void>((resolve) => this.queue.push(resolve));
    else this.running += 1;
    try {
      return await work();
    } finally {
      const next = this.queue.shift();
      // The place goes on to who comes next.
      if (next) next();
      else this.running -= 1;
    }
  }
}
