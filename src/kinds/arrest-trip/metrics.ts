import type { KindDefinition } from '../../core/definition';

/** What arrest trips count. */
export const metrics: KindDefinition['metrics'] = {
  // A trip that has returned is seen by all participants, with its lead agency.
  TRIPS_SENT: { form: 'COUNTER', unit: 'trips', outsiders: 'GROUPS' },
};
