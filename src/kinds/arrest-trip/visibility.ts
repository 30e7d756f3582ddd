import type { SubjectDefinition } from '../../core/definition';
import { POLICE, ROLES } from '../../core/vocabulary';
import { TripArrestRow, TripDocumentRow, TripLegRow, TripPositionRow, TripRecoveryRow } from './rows';

/** Classes of an arrest trip's own fields. */
export const fields: SubjectDefinition['fields'] = {
  batch: 'NUMBER',
  destination: { class: 'OPEN', division: true },
  stops: { class: 'CASE', list: true },
  departOn: 'OPEN',
  departedAt: 'OPEN',
  returnedAt: 'OPEN',
  hostAgency: 'CASE',
  cooperationLetter: 'CASE',
  leader: 'CASE',
  members: { class: 'CASE', list: true },
  gang: 'CASE',
  arrests: { class: 'CASE', list: true },
  suspects: { class: 'CASE', list: true },
  held: { class: 'CASE', list: true, unpublished: true },
  unaccounted: { class: 'CASE', list: true, unpublished: true },
  documents: { class: 'CASE', list: true },
  legs: { class: 'WHEREABOUTS', list: true },
  positions: { class: 'WHEREABOUTS', list: true },
  recoveries: { class: 'CASE', list: true },
  positionAt: { class: 'WHEREABOUTS', unpublished: true },
  moneyRecovered: 'CASE',
  report: 'CASE',
};

const inAccount = (field: string): { type: string; field: string } => ({ type: 'BankAccount', field });

/** Lists of a trip that stand in rows of their own, with the class of each field. */
export const parts: NonNullable<SubjectDefinition['parts']> = {
  documents: {
    ...{ row: TripDocumentRow, key: 'id', type: 'LegalDocument' },
    fields: {
      id: { class: 'CASE', unpublished: true },
      kind: 'CASE',
      number: 'CASE',
      issuedOn: 'CASE',
      filedAt: 'CASE',
      filedBy: 'CASE',
      late: 'CASE',
    },
  },
  arrests: {
    ...{ row: TripArrestRow, key: 'suspect', type: 'Arrest' },
    fields: {
      suspect: 'CASE',
      at: 'CASE',
      place: 'WHEREABOUTS',
      division: { class: 'WHEREABOUTS', division: true },
      warrant: 'CASE',
      familyNotifiedAt: 'CASE',
    },
  },
  legs: {
    ...{ row: TripLegRow, key: 'id', type: 'TravelLeg' },
    fields: {
      id: { class: 'WHEREABOUTS', unpublished: true },
      number: 'WHEREABOUTS',
      mode: 'WHEREABOUTS',
      from: 'WHEREABOUTS',
      to: 'WHEREABOUTS',
      departAt: 'WHEREABOUTS',
      arriveAt: 'WHEREABOUTS',
      suspects: { class: 'WHEREABOUTS', list: true },
      officers: { class: 'WHEREABOUTS', list: true },
    },
  },
  positions: {
    ...{ row: TripPositionRow, key: 'id', type: 'PositionReport' },
    fields: {
      id: { class: 'WHEREABOUTS', unpublished: true },
      at: 'WHEREABOUTS',
      location: 'WHEREABOUTS',
      place: 'WHEREABOUTS',
      by: 'WHEREABOUTS',
    },
  },
  recoveries: {
    ...{ row: TripRecoveryRow, key: 'id', type: 'Recovery' },
    fields: {
      id: { class: 'CASE', unpublished: true },
      amount: 'CASE',
      at: 'CASE',
      suspect: 'CASE',
      account: 'CASE',
      bank: { class: 'CASE', unpublished: true, shownIn: inAccount('bank') },
      bankName: { class: 'CASE', unpublished: true, shownIn: inAccount('bankName') },
      accountNumber: { class: 'FINANCIAL', sealed: true, unpublished: true, shownIn: inAccount('number') },
      holderName: { class: 'PERSONAL', sealed: true, unpublished: true, shownIn: inAccount('holderName') },
    },
  },
};

/** Whoever only audits sees names and accounts with "*" for characters. */
const NOT_AUDITING = ROLES.filter((role) => role !== 'AUDITOR');

/**
 * Police agencies of the operation see the trip. Names and accounts are for the agency that leads it and for assigned
 * police, masked for auditors; where it is, for the agency that leads it and the members who travel. Nobody else knows
 * that a trip exists until it is home, and then sees no more than where it went and when.
 */
export const sight: SubjectDefinition['sight'] = [
  { relation: 'PARTICIPANT', types: POLICE, shows: { NUMBER: 'FULL', CASE: 'FULL', FINANCIAL: 'MASKED' } },
  { relation: 'PARTICIPANT', types: POLICE, roles: ['AUDITOR'], shows: { PERSONAL: 'MASKED' } },
  {
    ...{ relation: 'LEAD', types: POLICE, roles: NOT_AUDITING },
    shows: { NUMBER: 'FULL', CASE: 'FULL', FINANCIAL: 'FULL', PERSONAL: 'FULL', WHEREABOUTS: 'FULL' },
  },
  { relation: 'LEAD', types: POLICE, shows: { WHEREABOUTS: 'FULL' } },
  { relation: 'ASSIST', types: POLICE, roles: NOT_AUDITING, shows: { FINANCIAL: 'FULL', PERSONAL: 'FULL' } },
  { relation: 'NAMED', types: POLICE, shows: { WHEREABOUTS: 'FULL' } },
  { relation: 'PARTICIPANT', states: ['RETURNED', 'CLOSED'] },
  { relation: 'RELATED' },
];
