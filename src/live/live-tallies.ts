import type { NeedToKnow } from '../access/need-to-know';
import type { Reader } from '../access/viewer';
import type { KindDefinition } from '../core/definition';
import type { Entry } from '../core/entry';
import type { Registry } from '../core/registry';
import type { TaskThing } from '../core/thing';
import type { MetricForm } from '../core/vocabulary';
import { sql, type Session } from '../store/session';

/** A metric's sum as it stands. */
export interface MetricSum {
  readonly metric: string;
  readonly form: MetricForm;
  /** In the metric's unit; money in fen. */
  readonly amount: number;
}

/** Reads what is counted, for messages of a stream. */
export interface LiveTallies {
  /**
   * Sums of what the entries have counted, as far as the reader may see them live: ungrouped, absolute, as the
   * session's snapshot shows them.
   */
  changed(
    session: Session,
    reader: Reader,
    of: { operation: string; entries: readonly Pick<Entry, 'tallies'>[] },
  ): Promise<readonly MetricSum[]>;
}

/**
 * Sums of the maintained counters. Live they are for who sees every task that they count: for all others a sum that
 * moves would tell that something was done.
 */
export class TallySums implements LiveTallies {
  constructor(
    private readonly needToKnow: NeedToKnow,
    private readonly registry: Registry,
  ) {}

  async changed(
    session: Session,
    reader: Reader,
    { operation, entries }: { operation: string; entries: readonly Pick<Entry, 'tallies'>[] },
  ): Promise<readonly MetricSum[]> {
    const counted = new Set(entries.flatMap(({ tallies }) => tallies.map(({ metric }) => metric)));
    const shown = [...counted].filter((metric) => this.isLive(metric, reader)).sort();
    if (shown.length === 0) return [];
    const rows = await session.select(
      sql`SELECT y.metric AS metric, SUM(y.amount) AS amount FROM tally y
        WHERE y.operation_id = ${operation} AND y.metric IN (${shown}) GROUP BY y.metric`,
    );
    const sums = new Map(rows.map((row) => [String(row['metric']), Number(row['amount'])]));
    return shown.map((metric) => ({ metric, form: this.formOf(metric), amount: sums.get(metric) ?? 0 }));
  }

  private formOf(metric: string): MetricForm {
    return this.counting(metric)[0]?.metrics[metric]?.form ?? 'COUNTER';
  }

  private counting(metric: string): KindDefinition[] {
    return this.registry.kinds.filter((kind) => metric in kind.metrics);
  }

  private isLive(metric: string, reader: Reader): boolean {
    const kinds = this.counting(metric);
    const isSum = this.formOf(metric) !== 'DURATION';
    return isSum && kinds.length > 0 && kinds.every((kind) => this.seesAll(kind, reader));
  }

  /** Whether the reader sees a task with which nobody has anything to do, in whatever state. */
  private seesAll(kind: KindDefinition, reader: Reader): boolean {
    const task = (state: string): TaskThing => ({ ...NOBODYS, kind: kind.kind, state });
    return Object.keys(kind.states).every((state) => this.needToKnow.mayKnow(kind, task(state), reader));
  }
}

const NOBODYS = { id: '', leadAgency: '', members: [], agencies: [] } as unknown as TaskThing;
