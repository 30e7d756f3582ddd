import { OperationHeadRow } from '../store/rows/operation.row';
import type { Store } from '../store/store';
import { Lookout } from './lookout';
import type { Hint } from './wake-up/bus';

type Listener = (seq: number) => void;

/**
 * Tells who follows an operation's log how far it is. A hint of a commit (of this process, or of another one by the
 * bus) only says "look"; it may be lost. Each process also looks by itself at a slow beat, with one statement for all
 * operations that are followed, so losing hints costs latency and never data.
 */
export class Heads {
  private readonly listeners = new Map<string, Set<Listener>>();
  private readonly ofAll = new Set<() => void>();
  private readonly seen = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;
  private readonly lookout = new Lookout(() => this.readHeads());

  constructor(
    private readonly store: Store,
    private readonly beatMs = 500,
  ) {}

  /** Says that a commit of this process has brought an operation's log to a position. */
  readonly hint = (operation: string, seq: number): void => {
    for (const listener of [...this.ofAll]) listener();
    this.reach(operation, seq);
  };

  /**
   * Says what came by the bus. It may be made up, and a position that the log has not reached would hide all those
   * before it: so the head itself is looked up.
   */
  hear({ operation, seq }: Hint): void {
    for (const listener of [...this.ofAll]) listener();
    if (this.listeners.has(operation) && seq > this.seenOf(operation)) void this.lookout.stir();
  }

  /** Calls back whenever the log moves on, until the returned function is called. */
  follow(operation: string, listener: Listener): () => void {
    const listeners = this.listeners.get(operation) ?? new Set();
    // Of its own, so that one listener may follow twice.
    const own: Listener = (seq) => {
      listener(seq);
    };
    this.listeners.set(operation, listeners.add(own));
    this.timer ??= setInterval(() => void this.lookout.stir(), this.beatMs).unref();
    return () => {
      listeners.delete(own);
      if (listeners.size === 0 && this.listeners.get(operation) === listeners) this.forget(operation);
    };
  }

  /** Calls back at each hint of whatever operation, until the returned function is called; only hints, no beat. */
  followAll(listener: () => void): () => void {
    this.ofAll.add(listener);
    return () => {
      this.ofAll.delete(listener);
    };
  }

  /** How many are following; for tests of leaks and for metrics. */
  get followers(): number {
    return [...this.listeners.values()].reduce((sum, listeners) => sum + listeners.size, this.ofAll.size);
  }

  /** Ends the beat. */
  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private forget(operation: string): void {
    this.listeners.delete(operation);
    this.seen.delete(operation);
    if (this.listeners.size === 0) this.stop();
  }

  private seenOf(operation: string): number {
    return this.seen.get(operation) ?? 0;
  }

  /** Tells the followers of a log that it is at a position, unless they know. */
  private reach(operation: string, seq: number): void {
    const listeners = this.listeners.get(operation);
    if (!listeners || seq <= this.seenOf(operation)) return;
    this.seen.set(operation, seq);
    for (const listener of listeners) listener(seq);
  }

  private async readHeads(): Promise<void> {
    try {
      const followed = [...this.listeners.keys()];
      if (followed.length === 0) return;
      const heads = await this.store.read((session) => session.find(OperationHeadRow, { operation: followed }));
      for (const { operation, seq } of heads) this.reach(operation, seq);
    } catch {
      // The database is away: the next beat looks again, and nothing is lost meanwhile.
    }
  }
}
