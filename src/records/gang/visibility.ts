import type { SubjectDefinition } from '../../core/definition';
import type { Sight } from '../../core/visibility';
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
 * States of a trip that a commander of the bureau has approved and that has work to do. A plan alone makes nobody
 * concerned: whoever may plan could open any gang's names to itself.
 */
const TRIP_AT_WORK = ['APPROVED', 'EN_ROUTE', 'ON_SITE', 'ESCORTING', 'RETURNED'];

/** Whose work a suspect is: as `suspectSight` tells it. */
export const CONCERNED = {
  ...({ relation: 'CONCERNED', via: 'gang', tasksIn: TRIP_AT_WORK } as const),
  ...{ types: POLICE, roles: NOT_AUDITING },
} satisfies Sight;

/**
 * Police of the operation know that a suspect is there; the name is for those whose work it is: the agency that
 * registered the suspect, those whose trip has detained it or brings it home, for good, and those that lead or assist an
 * approved trip for its gang, until that is closed or called off.
 *
 * Where the suspect is held is told as the whereabouts of such a trip are, since it is there: to the agency that leads it
 * and to the members who travel. Who registered the suspect may have done so from a trip that it only assists. At home it
 * is no secret among those who know the name.
 */
export const suspectSight: SubjectDefinition['sight'] = [
  { relation: 'PARTICIPANT', types: POLICE, shows: { CASE: 'FULL' } },
  { relation: 'PARTICIPANT', types: POLICE, roles: ['AUDITOR'], shows: { PERSONAL: 'MASKED' } },
  { ...CONCERNED, shows: { PERSONAL: 'FULL' } },
  { ...CONCERNED, states: ['HANDED_OVER'], shows: { WHEREABOUTS: 'FULL' } },
  { relation: 'LEAD', types: POLICE, shows: { WHEREABOUTS: 'FULL' } },
  { relation: 'NAMED', types: POLICE, shows: { WHEREABOUTS: 'FULL' } },
];
