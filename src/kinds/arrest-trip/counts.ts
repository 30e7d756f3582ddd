import type { ArrestTripThing } from './rows';

/**
 * Police see what trips count as it happens. Everyone else sees it from the trip's return on, since before that a count
 * would tell that there is one.
 */

/** By which agency and division a trip counts. */
export function dimensionsOf({ leadAgency, destination }: ArrestTripThing): { agency: string; division: string } {
  return { agency: leadAgency, division: destination };
}
