import { outcome, type OutcomeBuilder } from '../../core/decision';
import type { GangsBehind } from './facts';
import type { ArrestTripThing } from './rows';

/**
 * Police see what trips count as it happens. Everyone else sees it from the trip's return on, since before that a count
 * would tell that there is one.
 */

/** By which agency and division a trip counts. */
export function dimensionsOf({ leadAgency, destination }: ArrestTripThing): { agency: string; division: string } {
  return { agency: leadAgency, division: destination };
}

/**
 * A gang that was broken counts for others once no trip that detained one of it is out any more, whether the last of them
 * came home or was called off.
 */
export function disclosed(ended: OutcomeBuilder, { gangs, stillOut }: GangsBehind): OutcomeBuilder {
  const owed = [...gangs.values()].filter(
    ({ id, brokenAt, disclosed: isTold }) => brokenAt !== null && !isTold && !stillOut.has(id),
  );
  return owed.reduce((told, gang) => {
    const dimensions = { agency: gang.agency, ...(gang.origin === null ? {} : { division: gang.origin }) };
    return told.also('Gang', gang, outcome().set({ disclosed: true }).tallyOutside('GANGS_BROKEN', 1, dimensions));
  }, ended);
}
