import { plus, type Clock } from '../core/time';
import { OperationRow } from '../store/rows/operation.row';
import { sql } from '../store/session';
import type { Store } from '../store/store';
import type { Heads } from './heads';
import { Lookout } from './lookout';

type Listener = (operations: readonly string[]) => void;

/** Longer than any commit takes after its moment was read. */
const LOOK_BACK = { minutes: -5 } as const;
/** Hints that come closer together are looked after at once. */
const GATHER_MS = 50;

/**
 * Tells which operations themselves have changed, those that nobody has followed before among them. A commit anywhere
 * only says "look"; it may be lost, and each process also looks by itself at a slow beat: one statement, however many
 * follow.
 */
export class OperationWatch {
  private readonly listeners = new Set<Listener>();
  private readonly seen = new Map<string, number>();
  private beat: NodeJS.Timeout | undefined;
  private soon: NodeJS.Timeout | undefined;
  private unhint: (() => void) | undefined;
  private readonly lookout = new Lookout(() => this.tell());

  constructor(
    private readonly parts: { readonly store: Store; readonly heads: Heads; readonly clock: Clock },
    private readonly beatMs = 1_000,
  ) {}

  /** Calls back with the operations that have changed, until the returned function is called. */
  follow(listener: Listener): () => void {
    const own: Listener = (operations) => {
      listener(operations);
    };
    this.listeners.add(own);
    this.beat ??= setInterval(() => void this.lookout.stir(), this.beatMs).unref();
    this.unhint ??= this.parts.heads.followAll(() => {
      this.soon ??= setTimeout(() => void this.lookout.stir(), GATHER_MS).unref();
    });
    return () => {
      this.listeners.delete(own);
      if (this.listeners.size === 0) this.stop();
    };
  }

  /** How many are following; for tests of leaks and for metrics. */
  get followers(): number {
    return this.listeners.size;
  }

  /** Ends the beat. */
  stop(): void {
    clearInterval(this.beat);
    clearTimeout(this.soon);
    this.unhint?.();
    this.beat = this.soon = this.unhint = undefined;
    this.seen.clear();
  }

  private async tell(): Promise<void> {
    this.soon = undefined;
    try {
      const changed = await this.changed();
      for (const listener of changed.length === 0 ? [] : [...this.listeners]) listener(changed);
    } catch {
      // The database is away: the next beat looks again, and nothing is lost meanwhile.
    }
  }

  private async changed(): Promise<string[]> {
    const since = plus(this.parts.clock.now(), LOOK_BACK);
    const rows = await this.parts.store.read((session) =>
      session.select(
        sql`SELECT o.operation_id AS id, o.updated_seq AS seq FROM operation o
          WHERE o.updated_at >= ${session.columnValue(OperationRow, 'updatedAt', since)}`,
      ),
    );
    const changed = rows.filter((row) => Number(row['seq']) > (this.seen.get(String(row['id'])) ?? 0));
    for (const row of changed) this.seen.set(String(row['id']), Number(row['seq']));
    return changed.map((row) => String(row['id']));
  }
}
