import type { TallyStep } from '../core/decision';
import type { Registry } from '../core/registry';
import { countersOf, type CounterStep } from '../core/tally';
import { DurationSketchRow, OutsiderTallyRow, TallyRow } from './rows/ledger.row';
import type { Session } from './session';

/** Where the steps of one entry are counted. */
export interface TallyPlace {
  readonly operation: string;
  /** Day of recording in the operation's time zone. */
  readonly day: string;
  readonly registry: Registry;
}

/** Adds steps to the maintained counters. Under the operation's lock, so that nobody else adds between. */
export async function addTallies(session: Session, place: TallyPlace, steps: readonly TallyStep[]): Promise<void> {
  const { operation, day, registry } = place;
  for (const step of steps) {
    const counted = registry.findMetric(step.metric);
    // Without its form it would stand in a table that nobody reads.
    if (!counted) throw new Error(`nothing counts ${step.metric}`);
    const { rules, kind } = counted;
    for (const counter of countersOf(step, { day, form: rules.form, kind })) await add(session, operation, counter);
  }
}

async function add(session: Session, operation: string, counter: CounterStep): Promise<void> {
  const { audience, bucket, by, ...dimensions } = counter;
  const key = { operation, ...dimensions };
  if (bucket !== null) {
    const sketch = { ...key, audience, bucket };
    const found = await session.add(DurationSketchRow, sketch, { column: 'count', by });
    if (found === 0) await session.insert(DurationSketchRow, [{ ...sketch, count: by }]);
    return;
  }
  const rows = audience === 'INSIDERS' ? TallyRow : OutsiderTallyRow;
  const found = await session.add(rows, key, { column: 'amount', by });
  if (found === 0) await session.insert(rows, [{ ...key, amount: by }]);
}
