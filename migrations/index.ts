import { Foundation } from './1764000000000-foundation';
import { AssignmentsAndClocks } from './1764100000000-assignments-and-clocks';
import { SearchTokens } from './1764100200000-search-tokens';

/** The core's migrations, by stamp; kinds and records keep their own. */
export const coreMigrations = [Foundation, AssignmentsAndClocks, SearchTokens];
