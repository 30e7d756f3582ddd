import { defineKind } from '../../core/definition';
import { abortArrestTrip } from './actions/abort-arrest-trip';
import { approveArrestTrip } from './actions/approve-arrest-trip';
import { departArrestTrip } from './actions/depart-arrest-trip';
import { planArrestTrip } from './actions/plan-arrest-trip';
import en from './en.json';
import { loadFacts } from './facts';
import { metrics } from './metrics';
import { migrations } from './migrations';
import { ArrestTripRow } from './rows';
import { states } from './states';
import { ArrestTrip, ArrestTripFields, ArrestTripPayload } from './types';
import { fields, sight } from './visibility';
import zh from './zh-CN.json';

/** Arrest trip 外省抓捕: officers travel to another province, arrest with the local police, bring suspects home. */
export const arrestTrip = defineKind({
  kind: 'ARREST_TRIP',
  type: 'ArrestTrip',
  prefix: 'ARR',
  idPrefix: 'trip',
  states,
  actions: [planArrestTrip, approveArrestTrip, departArrestTrip, abortArrestTrip],
  metrics,
  facts: [
    { field: 'destination', form: 'PLACE' },
    { field: 'stops', form: 'PLACE' },
    { field: 'departOn', form: 'DATE' },
    { field: 'departedAt', form: 'INSTANT' },
    { field: 'leader', form: 'LINK' },
    { field: 'members', form: 'LINK' },
  ],
  row: ArrestTripRow,
  fields,
  sight,
  migrations,
  derive: (trip) => ({ batch: 'numberSeq' in trip ? trip.numberSeq : null }),
  loadFacts,
  types: [ArrestTrip, ArrestTripFields],
  payload: ArrestTripPayload,
  text: { zh, en },
});
