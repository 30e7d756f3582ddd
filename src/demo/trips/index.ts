import type { Step } from '../step';
import { STORY_DAY } from '../time-line';
import { gangSteps } from './gangs';
import { julyAndAugust } from './july-august';
import { november } from './november';
import { october } from './october';
import { september } from './september';
import type { Trip } from './trip';
import { tripSteps } from './trip-steps';

/** The hunt: gangs, suspects and arrest trips of the story. */

/** In the order of planning, so that a trip's place is its number. */
const trips: readonly Trip[] = [...julyAndAugust, ...september, ...october, ...november];

/** What a trip under way would do on the story's day or later has not happened yet. */
const told = (step: Step): boolean => step.at < `${STORY_DAY}T00:00`;

/** Every command of the hunt. */
export const huntSteps: readonly Step[] = [...gangSteps, ...trips.flatMap((trip, i) => tripSteps(trip, i + 1))].filter(
  told,
);
