import { defineRecord } from '../../core/definition';
import { OPERATION_PHASES } from '../../core/vocabulary';
import { OperationRow, ParticipationRow } from '../../store/rows/operation.row';
import { createOperation, pauseOperation, setParticipation, startOperation } from './actions';
import en from './en.json';
import { loadFacts } from './facts';
import zh from './zh-CN.json';

const states = { DRAFT: {}, RUNNING: {}, PAUSED: {} } satisfies Partial<
  Record<(typeof OPERATION_PHASES)[number], object>
>;

/** A joint operation 专项行动. Participants see it whole; those of one below see what it is and how far. */
export const operation = defineRecord({
  type: 'Operation',
  idPrefix: 'op',
  states,
  actions: [createOperation, startOperation, pauseOperation, setParticipation],
  row: OperationRow,
  parts: { participations: { row: ParticipationRow, key: 'agency' } },
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
    log: 'INNER',
    board: 'INNER',
    tasks: 'INNER',
  },
  sight: [{ relation: 'PARTICIPANT', shows: { INNER: 'FULL', CASE: 'FULL' } }, { relation: 'DESCENDANT' }],
  migrations: [],
  derive: (row) => ({ phase: row.state }),
  loadFacts,
  text: { zh, en },
});
