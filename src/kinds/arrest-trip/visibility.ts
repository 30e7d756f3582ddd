import type { SubjectDefinition } from '../../core/definition';
import { POLICE } from '../../core/vocabulary';

/** Classes of an arrest trip's own fields. */
export const fields: SubjectDefinition['fields'] = {
  batch: 'NUMBER',
  destination: { class: 'OPEN', division: true },
  stops: { class: 'CASE', list: true },
  departOn: 'OPEN',
  departedAt: 'OPEN',
  leader: 'CASE',
  members: { class: 'CASE', list: true },
};

/**
 * Police agencies of the operation see the trip; whoever created it or is assigned to it sees that it is there.
 * Nobody else knows that a trip exists.
 */
export const sight: SubjectDefinition['sight'] = [
  { relation: 'PARTICIPANT', types: POLICE, shows: { NUMBER: 'FULL', CASE: 'FULL' } },
  { relation: 'LEAD', types: POLICE, shows: { NUMBER: 'FULL', CASE: 'FULL', WHEREABOUTS: 'FULL' } },
  { relation: 'NAMED', types: POLICE, shows: { NUMBER: 'FULL', CASE: 'FULL', WHEREABOUTS: 'FULL' } },
  { relation: 'RELATED' },
];
