import type { KindDefinition } from '../../core/definition';

/** What arrest trips count; gangs count how many of them are broken. */
export const metrics: KindDefinition['metrics'] = {
  TRIPS_SENT: { form: 'COUNTER', unit: 'trips' },
  SUSPECTS_DETAINED: { form: 'COUNTER', unit: 'persons' },
  SUSPECTS_ESCORTED: { form: 'COUNTER', unit: 'persons' },
  MONEY_RECOVERED: { form: 'MONEY', unit: 'fen' },
};
