import { defineKind } from '../../core/definition';
import { abortArrestTrip } from './actions/abort-arrest-trip';
import { approveArrestTrip } from './actions/approve-arrest-trip';
import { arriveArrestTrip } from './actions/arrive-arrest-trip';
import { beginEscort } from './actions/begin-escort';
import { closeArrestTrip } from './actions/close-arrest-trip';
import { completeReturn } from './actions/complete-return';
import { departArrestTrip } from './actions/depart-arrest-trip';
import { planArrestTrip } from './actions/plan-arrest-trip';
import { recordArrest } from './actions/record-arrest';
import { recordCustody } from './actions/record-custody';
import { recordDocument } from './actions/record-document';
import { recordFamilyNotice } from './actions/record-family-notice';
import { recordRecovery } from './actions/record-recovery';
import { reportPosition } from './actions/report-position';
import { clocks } from './clocks';
import en from './en.json';
import { facts } from './facts-told';
import * as resolvers from './fields';
import { metrics } from './metrics';
import { migrations } from './migrations';
import { ArrestTripRow, type ArrestTripThing } from './rows';
import { states } from './states';
import { Arrest, ArrestTrip, ArrestTripPayload, PositionReport, Recovery, TravelLeg } from './types';
import { fields, parts, sight } from './visibility';
import zh from './zh-CN.json';

/** Arrest trip 外省抓捕: officers travel to another province, arrest with the local police, bring suspects home. */
export const arrestTrip = defineKind({
  kind: 'ARREST_TRIP',
  type: 'ArrestTrip',
  prefix: 'ARR',
  idPrefix: 'trip',
  states,
  actions: [
    ...[planArrestTrip, approveArrestTrip, departArrestTrip, arriveArrestTrip, recordDocument, recordArrest],
    ...[recordFamilyNotice, recordCustody, recordRecovery, reportPosition, beginEscort, completeReturn],
    ...[closeArrestTrip, abortArrestTrip],
  ],
  followsDivision: true,
  clocks,
  metrics,
  row: ArrestTripRow,
  parts,
  references: { gang: 'gang', suspect: 'suspects', held: 'held' },
  fields,
  facts,
  sight,
  migrations,
  derive: (thing) => {
    const trip = thing as ArrestTripThing;
    const total = new Set([...trip.suspects, ...trip.held]).size;
    return { batch: trip.numberSeq, progress: { done: total - trip.unaccounted.length, total, unit: 'suspects' } };
  },
  types: [ArrestTrip, Arrest, TravelLeg, PositionReport, Recovery, ...Object.values(resolvers)],
  payload: ArrestTripPayload,
  text: { zh, en },
});
