import type { KindDefinition } from '../../core/definition';

/** What arrest trips count. */
export const metrics: KindDefinition['metrics'] = {
  TRIPS_SENT: { form: 'COUNTER', unit: 'trips' },
};
