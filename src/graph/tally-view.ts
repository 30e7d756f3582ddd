import type { Instant } from '../core/time';
import type { MetricSum } from '../live/live-tallies';
import type { Tally } from './types/tally';

const FEN_A_YUAN = 100;

/** A metric's sum in the form of the API: ungrouped, and money in yuan beside the exact sum. */
export function metricTally({ metric, form, amount }: MetricSum, asOf: Instant): Tally {
  const isMoney = form === 'MONEY';
  return {
    ...{ metric, asOf, kind: null, day: null, withheld: false },
    amount: isMoney ? amount / FEN_A_YUAN : amount,
    // What was corrected by more than there was is no sum of money.
    money: isMoney && amount >= 0 ? amount : null,
    ...{ agencyId: null, holderId: null, divisionCode: null },
  };
}
