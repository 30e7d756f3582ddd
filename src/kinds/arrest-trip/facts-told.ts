import type { FactDefinition } from '../../core/definition';

/** What a frontend that has never seen a trip draws of it, in this order. */
export const facts: readonly FactDefinition[] = [
  { field: 'destination', form: 'PLACE' },
  { field: 'stops', form: 'PLACE' },
  { field: 'departOn', form: 'DATE' },
  { field: 'departedAt', form: 'INSTANT' },
  { field: 'returnedAt', form: 'INSTANT' },
  { field: 'leader', form: 'LINK' },
  { field: 'members', form: 'LINK' },
  { field: 'gang', form: 'LINK' },
  { field: 'hostAgency', form: 'TEXT' },
  { field: 'cooperationLetter', form: 'TEXT' },
  { field: 'suspects', form: 'LINK' },
  { field: 'moneyRecovered', form: 'MONEY' },
  { field: 'report', form: 'TEXT' },
];
