import type { KindDefinition } from '../../core/definition';

/** What arrest trips count; gangs count how many of them are broken. */
export const metrics: KindDefinition['metrics'] = {
  // A trip that has returned is seen by all participants, with its lead agency.
  TRIPS_SENT: { form: 'COUNTER', unit: 'trips', outsiders: 'GROUPS' },
  SUSPECTS_DETAINED: { form: 'COUNTER', unit: 'persons' },
  SUSPECTS_ESCORTED: { form: 'COUNTER', unit: 'persons' },
  MONEY_RECOVERED: { form: 'MONEY', unit: 'fen' },
};
