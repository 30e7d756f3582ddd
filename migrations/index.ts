import { Foundation } from './1764000000000-foundation';
import { AssignmentsAndClocks } from './1764100000000-assignments-and-clocks';
import { History } from './1764100400000-history';

/** The core's migrations, by stamp; kinds and records keep their own. */
export const coreMigrations = [Foundation, AssignmentsAndClocks, History];
