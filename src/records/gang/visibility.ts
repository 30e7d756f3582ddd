import type { SubjectDefinition } from '../../core/definition';
import { POLICE, ROLES } from '../../core/vocabulary';

/** Classes of a gang's fields. */
export const gangFields: SubjectDefinition['fields'] = {
  name: 'OPEN',
  origin: { class: 'CASE', division: true },
  modus: 'CASE',
  brokenAt: 'CASE',
  suspects: 'CASE',
  trips: { class: 'CASE', list: true },
  state: { class: 'OPEN', unpublished: true },
  detained: { class: 'CASE', unpublished: true },
  disclosed: { class: 'CASE', unpublished: true },
  agency: { class: 'CASE', unpublished: true },
};

/** Police of the operation. */
export const gangSight: SubjectDefinition['sight'] = [
  { relation: 'PARTICIPANT', types: POLICE, shows: { CASE: 'FULL' } },
];

/** Classes of a suspect's fields; the house is told as in `custodyFields`. */
export const suspectFields: SubjectDefinition['fields'] = {
  name: { class: 'PERSONAL', sealed: true },
  idNumber: { class: 'PERSONAL', sealed: true, blind: 'suspect.id-number' },
  state: 'OPEN',
  category: 'CASE',
  gang: 'CASE',
  trip: 'CASE',
  detainedAt: 'CASE',
  custody: { class: 'CASE', list: true },
  detentionHouse: 'WHEREABOUTS',
  enteredHouseAt: 'CASE',
  agency: { class: 'CASE', unpublished: true },
};

/** Where a suspect is held is told as the whereabouts of a trip are. */
export const custodyFields: SubjectDefinition['fields'] = {
  id: { class: 'CASE', unpublished: true },
  house: 'WHEREABOUTS',
  enteredAt: 'CASE',
  leftAt: 'CASE',
  temporary: 'CASE',
};

/** Whoever only audits sees names with "*" for characters. */
const NOT_AUDITING = ROLES.filter((role) => role !== 'AUDITOR');

/**
 * States of a trip that a commander of the bureau has approved. A plan alone makes nobody concerned: whoever may plan
 * could open any gang's names to itself.
 */
const APPROVED_TRIP = ['APPROVED', 'EN_ROUTE', 'ON_SITE', 'ESCORTING', 'RETURNED', 'CLOSED'];

/**
 * Police of the operation know that a suspect is there; the name is for those whose work it is: the agency that
 * registered the suspect, those whose trip has detained it or brings it home, and those that lead or assist an approved
 * trip for its gang, until that is called off.
 */
export const suspectSight: SubjectDefinition['sight'] = [
  { relation: 'PARTICIPANT', types: POLICE, shows: { CASE: 'FULL' } },
  { relation: 'PARTICIPANT', types: POLICE, roles: ['AUDITOR'], shows: { PERSONAL: 'MASKED' } },
  {
    ...{ relation: 'CONCERNED', via: 'gang', tasksIn: APPROVED_TRIP, types: POLICE, roles: NOT_AUDITING },
    shows: { PERSONAL: 'FULL', WHEREABOUTS: 'FULL' },
  },
];
