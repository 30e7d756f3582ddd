import { Foundation } from './1764000000000-foundation';

/** The core's migrations, by stamp; kinds and records keep their own. */
export const coreMigrations = [Foundation];
