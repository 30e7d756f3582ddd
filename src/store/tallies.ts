import type { TallyStep } from '../core/decision';
import { TallyRow } from './rows/ledger.row';
import type { Session } from './session';

/** Where the steps of one entry are counted. */
export interface TallyPlace {
  readonly operation: string;
  /** Day of recording in the operation's time zone. */
  readonly day: string;
  /** The kind of the task, or '' where a record counts. */
  readonly kind: string;
}

/** Adds steps to the maintained counters. Under the operation's lock, so that nobody else adds between. */
export async function addTallies(session: Session, place: TallyPlace, steps: readonly TallyStep[]): Promise<void> {
  for (const step of steps) {
    const key = tallyKey(place, step);
    const found = await session.add(TallyRow, key, { column: 'amount', by: step.amount });
    if (found === 0) await session.insert(TallyRow, [{ ...key, amount: step.amount }]);
  }
}

/** The key of the counter that a step belongs to; dimensions that it has not are ''. */
export function tallyKey(place: TallyPlace, step: TallyStep): Omit<TallyRow, 'amount'> {
  const { metric, agency = '', holder = '', violation = '', division = '' } = step;
  return { ...place, metric, agency, holder, violation, division };
}
