import { defineRecord } from '../../core/definition';
import type { OperationPhase } from '../../core/vocabulary';
import { OperationRow, ParticipationRow } from '../../store/rows/operation.row';
import { closeOperation } from './actions/close-operation';
import { correctTally } from './actions/correct-tally';
import { createOperation } from './actions/create-operation';
import { pauseOperation } from './actions/pause-operation';
import { setParticipation } from './actions/set-participation';
import { startOperation } from './actions/start-operation';
import en from './en.json';
import { loadFacts } from './facts';
import { OperationPayload } from './types';
import zh from './zh-CN.json';

const states = { DRAFT: {}, RUNNING: {}, PAUSED: {}, CLOSED: {} } satisfies Record<OperationPhase, object>;

/** A joint operation 专项行动. Participants see it whole; those of one below see what it is and how far. */
export const operation = defineRecord({
  type: 'Operation',
  idPrefix: 'op',
  states,
  actions: [createOperation, startOperation, pauseOperation, closeOperation, setParticipation, correctTally],
  row: OperationRow,
  parts: {
    participations: {
      ...{ row: ParticipationRow, key: 'agency', type: 'Participation' },
      fields: { agency: 'INNER', part: 'INNER', since: 'INNER', until: 'INNER' },
    },
  },
  fields: {
    code: 'OPEN',
    name: 'OPEN',
    nameZh: { class: 'OPEN', unpublished: true },
    nameEn: { class: 'OPEN', unpublished: true },
    level: 'OPEN',
    phase: 'OPEN',
    state: { class: 'OPEN', unpublished: true },
    parent: 'OPEN',
    startsOn: 'OPEN',
    endsOn: 'OPEN',
    timeZone: 'OPEN',
    exercise: 'OPEN',
    division: 'INNER',
    participations: { class: 'INNER', list: true },
    rules: { class: 'INNER', list: true },
    catalogue: { class: 'INNER', list: true },
    children: 'INNER',
    log: 'INNER',
    board: 'INNER',
    tallies: { class: 'INNER', list: true },
    durations: { class: 'INNER', list: true },
    tasks: 'INNER',
    gangs: 'INNER',
    suspects: 'INNER',
  },
  sight: [
    { relation: 'PARTICIPANT', shows: { INNER: 'FULL', CASE: 'FULL' } },
    // Its commander corrects tallies, and the amounts are live.
    { relation: 'PARTICIPANT', parts: ['LEAD'], shows: { FINANCIAL: 'FULL' } },
    { relation: 'DESCENDANT' },
  ],
  migrations: [],
  payload: OperationPayload,
  derive: (row) => ({ phase: row.state }),
  loadFacts,
  text: { zh, en },
});
