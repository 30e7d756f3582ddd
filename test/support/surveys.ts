import { Entity, PrimaryColumn } from 'typeorm';
import type { Reader } from '../../src/access/viewer';
import { defineAction } from '../../src/core/action-table';
import { boardKey, numberKey } from '../../src/core/board-key';
import { defineKind } from '../../src/core/definition';
import { instantOf, type Instant } from '../../src/core/time';
import { POLICE, PRIORITIES, type AgencyType, type Priority } from '../../src/core/vocabulary';
import { column } from '../../src/store/columns';
import { AssignmentRow } from '../../src/store/rows/assignment.row';
import { TaskAgencyRow, TaskMemberRow, TaskReferenceRow, TaskRow } from '../../src/store/rows/task.row';
import { createTable, defineMigration } from '../../src/store/schema-builder';
import { commandLimits } from '../../src/graph/types/limits';

/**
 * A kind for tests and measurements of lists, and tasks of it in any number: most with one frequent value of each
 * field, a few with a rare one. They are the same whenever they are made.
 */

@Entity('survey')
export class SurveyRow {
  @PrimaryColumn(column.id('operation_id'))
  operation!: string;
  @PrimaryColumn(column.id())
  id!: string;
}

const planSurvey = defineAction({
  ...{ name: 'planSurvey', from: [], to: ['PLANNED', 'OPEN', 'RETURNED', 'CLOSED'], begins: true },
  ...{ subject: 'operationId', by: [{ types: POLICE }] },
  limits: commandLimits({}),
  decide: () => {
    throw new Error('surveys are made past the door');
  },
});

/** Police see a survey; others where it concerns their agency, or once it was returned. */
export const survey = defineKind({
  ...{ kind: 'SURVEY', type: 'Survey', prefix: 'SVY', idPrefix: 'survey' },
  states: {
    PLANNED: { phase: 'PLANNED' },
    OPEN: { phase: 'ACTIVE' },
    RETURNED: { phase: 'ACTIVE' },
    CLOSED: { phase: 'DONE' },
  },
  actions: [planSurvey],
  metrics: {},
  row: SurveyRow,
  fields: { gang: 'CASE' },
  sight: [
    { relation: 'PARTICIPANT', types: POLICE, shows: { NUMBER: 'FULL', CASE: 'FULL', WHEREABOUTS: 'FULL' } },
    { relation: 'PARTICIPANT', states: ['RETURNED'] },
    { relation: 'RELATED', shows: { NUMBER: 'FULL', CASE: 'FULL' } },
  ],
  migrations: [
    defineMigration('1764000900010', 'Survey', [
      createTable('survey', {
        columns: { operation_id: column.id(), id: column.id() },
        primary: ['operation_id', 'id'],
      }),
    ]),
  ],
});

export const OPERATION = 'op_surveys';
/** Leads most surveys. */
export const STATION = 'agy_station';
/** Most are addressed to it. */
export const CARRIER = 'agy_carrier';
/** Is related to one in 2,000, and sees as many that were returned. */
const BANK = 'agy_bank';
export const OFFICER = 'mbr_officer';
export const GANG = 'gang_lake';
/** Where most surveys are. */
export const DIVISION = '330784';
/** When the first was recorded; the next of them follow, fifty each minute. */
export const FIRST_AT = Date.UTC(2026, 0, 1);
const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

function readerOf(agencyId: string, agencyType: AgencyType): Reader {
  const actor = { memberId: OFFICER, agencyId, agencyType, roles: ['OFFICER'] } as const;
  return { actor, standing: { part: 'MEMBER', descendant: false } };
}

/** Sees every survey. */
export const policeReader = readerOf('agy_police', 'POLICE_BUREAU');
/** Sees one in a thousand. */
export const bankReader = readerOf(BANK, 'BANK');
/** Sees most, by relation. */
export const carrierReader = readerOf(CARRIER, 'TELECOM_CARRIER');

/** Sees every survey, leads most of them, and was handed a quarter of those. */
export const stationReader = readerOf(STATION, 'POLICE_STATION');

/** Rows of one survey. */
export interface SurveyRows {
  readonly task: TaskRow;
  readonly agencies: readonly TaskAgencyRow[];
  readonly members: readonly TaskMemberRow[];
  readonly references: readonly TaskReferenceRow[];
  readonly assignments: readonly AssignmentRow[];
}

/** The survey of a number, from 0. */
export function surveyRows(i: number): SurveyRows {
  const task = surveyTask(i);
  const { id, holder, leadAgency } = task;
  const place = { operation: OPERATION, task: id };
  const related: [string | null, TaskAgencyRow['relation']][] = [
    [leadAgency, 'LEAD'],
    [holder, 'HOLDER'],
    [i % 2_000 === 7 ? BANK : null, 'ASSIST'],
  ];
  const agencies = related.flatMap(([agency, relation]) =>
    agency === null ? [] : [{ ...place, agency, relation, boardKey: task.boardKey, priority: task.priority }],
  );
  const handed = [
    ...(leadAgency === STATION && i % 5 === 0
      ? [assignment(id, { agency: STATION, relation: 'LEAD', handover: i % 500 === 0 ? 'OFFERED' : 'ACCEPTED' })]
      : []),
    ...(i % 2_000 === 7
      ? [assignment(id, { agency: BANK, relation: 'ASSIST', handover: i % 20_000 === 7 ? 'OFFERED' : 'ACCEPTED' })]
      : []),
  ];
  return {
    ...{ task, agencies, assignments: handed },
    members: i % 5_000 === 5 ? [{ ...place, member: OFFICER }] : [],
    references: i % 10_000 === 9 ? [{ ...place, role: 'gang', target: GANG }] : [],
  };
}

function surveyTask(i: number): TaskRow {
  const spread = hash(i);
  const id = `survey_${String(i).padStart(26, '0')}`;
  const number = `SVY-${String(i + 1).padStart(4, '0')}`;
  const state = i % 2_000 === 3 ? 'RETURNED' : i % 100 === 1 ? 'PLANNED' : i % 100 === 2 ? 'CLOSED' : 'OPEN';
  const paused = i % 1_000 === 11;
  const phase = paused ? 'WAITING' : (survey.states[state]?.phase ?? 'ACTIVE');
  const priority: Priority = i % 50 === 4 ? (PRIORITIES[spread % 4] ?? 'LOW') : 'NORMAL';
  const createdAt = at(Math.floor(i / 50) * MINUTE);
  const dueAt = i % 5 === 0 ? null : at((spread % 129_600) * MINUTE);
  const isPlaced = i % 10 < 3;
  const longitude = isPlaced ? 119.5 + (spread % 10_000) / 10_000 : null;
  const latitude = isPlaced ? 28.5 + (hash(spread) % 10_000) / 10_000 : null;
  return {
    ...{ operation: OPERATION, id, kind: 'SURVEY', number, numberKey: numberKey(number), numberSeq: i + 1 },
    ...{ title: `第${i + 1}次排查`, titleFolded: null, state, paused, phase, priority },
    ...{ leadAgency: i % 5 === 4 ? `agy_other${spread % 20}` : STATION, createdBy: null, createdByAgency: null },
    holder: i % 5 < 3 ? CARRIER : i % 1_000 === 4 ? 'agy_rare' : null,
    division: i % 5 === 4 ? `3307${String(spread % 20).padStart(2, '0')}` : DIVISION,
    location: longitude === null || latitude === null ? null : { type: 'Point', coordinates: [longitude, latitude] },
    ...{ longitude, latitude, dueAt, overdue: i % 200 === 13, version: 1, createdAt, closedAt: null },
    updatedAt: at(Math.floor(i / 50) * MINUTE + (spread % 100) * DAY),
    ...{ boardKey: boardKey({ id, priority, dueAt, number }), updatedSeq: i + 1 },
    ...{ openVersion: 1, openAt: createdAt, openSeq: i + 1 },
  };
}

function assignment(subject: string, bound: Pick<AssignmentRow, 'agency' | 'relation' | 'handover'>): AssignmentRow {
  return {
    ...{ operation: OPERATION, subject, ...bound, members: [], asked: null },
    ...{ since: at(0), offeredBy: null, answerBy: null, answeredAt: null, returnReason: null, suggestedAgency: null },
  };
}

function at(ms: number): Instant {
  return instantOf(FIRST_AT + ms);
}

/** Spreads numbers over 32 bits, always the same way. */
function hash(i: number): number {
  let mixed = Math.imul(i + 1, 0x9e3779b1) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 0;
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
