import type { ShownDuration, ShownTally } from '../live/tally-reader';
import type { TallyGroup } from '../core/tally';
import type { DurationTally, Tally } from './types/tally';

/** A sum of an operation as the API tells it: money in yuan, and exactly where it is not below zero. */
export function showTally(operationId: string, { metric, form, group, amount, asOf }: ShownTally): Tally {
  const isMoney = form === 'MONEY' && amount !== null;
  return {
    ...{ metric, asOf, withheld: amount === null, operationId, ...placeOf(group) },
    amount: isMoney ? amount / 100 : amount,
    money: isMoney && amount >= 0 ? amount : null,
  };
}

/** Percentiles as the API tells them. */
export function showDuration(operationId: string, { metric, group, count, p50, p90 }: ShownDuration): DurationTally {
  return { metric, count, p50, p90, withheld: count === null, operationId, ...placeOf(group) };
}

type Place = Pick<Tally, 'agencyId' | 'holderId' | 'violationCode' | 'divisionCode' | 'kind' | 'day'>;

/** Counters have '' where there is nothing. */
function placeOf(group: TallyGroup): Place {
  const at = (dimension: keyof TallyGroup): string | null =>
    group[dimension] === '' ? null : (group[dimension] ?? null);
  return {
    ...{ agencyId: at('agency'), holderId: at('holder'), violationCode: at('violation') },
    ...{ divisionCode: at('division'), kind: at('kind'), day: at('day') },
  };
}
