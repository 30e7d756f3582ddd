import { defineRecord } from '../../core/definition';
import { amendSuspect } from './actions/amend-suspect';
import { breakGang } from './actions/break-gang';
import { registerGang } from './actions/register-gang';
import { registerSuspect } from './actions/register-suspect';
import en from './en.json';
import { loadGangFacts } from './facts';
import { GangFields, OperationGangs, SuspectFields } from './fields';
import { migrations } from './migrations';
import { CustodyRow, GangRow, SuspectRow } from './rows';
import { Custody, Gang, GangPayload, Suspect, SuspectPayload } from './types';
import { custodyFields, gangFields, gangSight, suspectFields, suspectSight } from './visibility';
import zh from './zh-CN.json';

/** A gang 团伙 that is hunted. */
export const gang = defineRecord({
  type: 'Gang',
  idPrefix: 'gang',
  label: 'name',
  states: { ACTIVE: {}, BROKEN: {} },
  actions: [registerGang, breakGang],
  metrics: { GANGS_BROKEN: { form: 'COUNTER', unit: 'gangs' } },
  row: GangRow,
  fields: gangFields,
  sight: gangSight,
  migrations,
  loadFacts: loadGangFacts,
  types: [Gang, GangFields, OperationGangs],
  payload: GangPayload,
  text: { zh, en },
});

/** A suspect 犯罪嫌疑人, hunted and detained by trips. */
export const suspect = defineRecord({
  type: 'Suspect',
  idPrefix: 'susp',
  label: 'name',
  states: {
    WANTED: {},
    LOCATED: { reachedBy: 'amendSuspect' },
    DETAINED: { reachedBy: 'recordArrest' },
    ESCORTED: { reachedBy: 'beginEscort' },
    HANDED_OVER: { reachedBy: 'completeReturn' },
    RELEASED: { reachedBy: 'amendSuspect' },
  },
  actions: [registerSuspect, amendSuspect],
  row: SuspectRow,
  parts: { custody: { row: CustodyRow, key: 'id', type: 'Custody', fields: custodyFields } },
  fields: suspectFields,
  sight: suspectSight,
  migrations: [],
  types: [Suspect, SuspectFields, Custody],
  payload: SuspectPayload,
});
