import { defineRecord } from '../../core/definition';
import { ROLES } from '../../core/vocabulary';
import { AgencyRow, MemberRow } from '../../store/rows/directory.row';
import { changeAgency } from './actions/change-agency';
import { changeMember } from './actions/change-member';
import { createAgency } from './actions/create-agency';
import { createMember } from './actions/create-member';
import { disableMember } from './actions/disable-member';
import { setDuty } from './actions/set-duty';
import en from './en.json';
import { loadFacts } from './facts';
import { AgencyPayload, MemberPayload } from './types';
import zh from './zh-CN.json';

/**
 * An agency 单位: code, name, type and division are for every member, its hotline and its liaisons for agencies of a
 * common operation. Which of its members a viewer finds, their own table says.
 */
export const agency = defineRecord({
  type: 'Agency',
  idPrefix: 'agy',
  ofSystem: true,
  states: { ACTIVE: {} },
  actions: [createAgency, changeAgency],
  row: AgencyRow,
  fields: {
    code: 'OPEN',
    name: 'OPEN',
    nameZh: { class: 'OPEN', unpublished: true },
    nameEn: { class: 'OPEN', unpublished: true },
    agencyType: { class: 'OPEN', unpublished: true },
    type: 'OPEN',
    division: 'OPEN',
    hotline: 'INNER',
    liaisons: { class: 'INNER', list: true },
    members: 'OPEN',
    state: { class: 'OPEN', unpublished: true },
  },
  sight: [
    { relation: 'ANYONE' },
    { relation: 'PARTNER', shows: { INNER: 'FULL' } },
    { relation: 'OWN', shows: { INNER: 'FULL' } },
  ],
  migrations: [],
  derive: (row) => ({ type: 'agencyType' in row ? row.agencyType : null }),
  loadFacts,
  payload: AgencyPayload,
});

/**
 * A member 成员 of an agency, called by its post. Its own agency knows all of its members, others those whom one may
 * address: commanders and liaisons. The phone is for its own agency, and while it is on duty 值班 for agencies of a
 * common operation, which are told who is.
 */
export const member = defineRecord({
  type: 'Member',
  idPrefix: 'mbr',
  ofSystem: true,
  states: { ACTIVE: {}, DISABLED: {} },
  actions: [createMember, changeMember, setDuty, disableMember],
  row: MemberRow,
  sets: { roles: { property: 'roleSet', words: ROLES } },
  fields: {
    code: 'OPEN',
    name: 'OPEN',
    agency: 'OPEN',
    roles: 'OPEN',
    active: 'OPEN',
    onDuty: { class: 'INNER', hiddenAs: false },
    state: { class: 'OPEN', unpublished: true },
    phone: { class: 'PERSONAL', sealed: true },
    // Nobody is shown these, but the server itself.
    signInIssuer: { class: 'PROOF', unpublished: true },
    signInSubject: { class: 'PROOF', unpublished: true },
  },
  sight: [
    { relation: 'ANYONE', having: { field: 'roles', oneOf: ['COMMANDER', 'LIAISON'] } },
    { relation: 'PARTNER', having: { field: 'roles', oneOf: ['LIAISON'] }, shows: { INNER: 'FULL' } },
    { relation: 'PARTNER', having: { field: 'onDuty', is: true }, shows: { PERSONAL: 'FULL' } },
    { relation: 'OWN', shows: { INNER: 'FULL', PERSONAL: 'FULL' } },
  ],
  migrations: [],
  derive: (row) => ({ active: row.state === 'ACTIVE', onDuty: 'onDuty' in row && row.onDuty === true }),
  loadFacts,
  payload: MemberPayload,
  text: { zh, en },
});
