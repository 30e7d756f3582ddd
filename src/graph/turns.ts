import { refuse } from '../core/errors';

/** Lets so many pieces of work run at a time, the others in the order of coming. */
export class Turns {
  private running = 0;
  private readonly queue: (() => void)[] = [];

  constructor(private readonly most: number) {}

  /** How many wait. */
  get waiting(): number {
    return this.queue.length;
  }

  /** Whether nothing runs. */
  get isIdle(): boolean {
    return this.running === 0;
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

/** How much of the server one member has at a time. */
export interface MemberShare {
  /** Documents that are read and executed. */
  readonly running: number;
  /** And so many wait; more are refused. */
  readonly waiting: number;
}

/**
 * Turns of each member: who asks for more than its share waits for itself and not for others, who find connections to
 * the database free and the process at their service.
 */
export class MemberTurns {
  private readonly members = new Map<string, Turns>();

  constructor(private readonly share: MemberShare) {}

  /** Runs the work when it is the member's turn. It must take no turn itself. @throws Refusal LIMIT_EXCEEDED `rate` */
  async take<R>(memberId: string, work: () => Promise<R>): Promise<R> {
    const turns = this.members.get(memberId) ?? new Turns(this.share.running);
    if (turns.waiting >= this.share.waiting) throw refuse('LIMIT_EXCEEDED', { limit: 'rate', retryAfterSeconds: 1 });
    this.members.set(memberId, turns);
    try {
      return await turns.take(work);
    } finally {
      if (turns.isIdle) this.members.delete(memberId);
    }
  }
}
