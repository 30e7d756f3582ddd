import { arrestTrip } from './arrest-trip';

/** Every task kind of this installation; one line each. */
export const kinds = [arrestTrip];
