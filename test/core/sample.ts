import { defineAction, type ActionDefinition } from '../../src/core/action-table';
import { outcome } from '../../src/core/decision';
import type { KindDefinition, SubjectDefinition } from '../../src/core/definition';
import type { Entry } from '../../src/core/entry';
import { instantOf } from '../../src/core/time';

/** Definitions and entries that are whole, for tests to break one thing of. */

class SampleRow {}

/** An action that everybody may do in the state OPEN and that leads nowhere else. */
export function sampleAction(given: Partial<ActionDefinition> = {}): ActionDefinition {
  return defineAction({
    ...{ name: 'touchSample', from: ['OPEN'], to: [], by: [{}], subject: 'taskId' },
    limits: { safeParse: (input) => ({ success: true, data: input as object }) },
    decide: () => outcome(),
    ...given,
  });
}

export const openSample = sampleAction({ name: 'openSample', from: [], to: ['OPEN'], begins: true });
export const closeSample = sampleAction({ name: 'closeSample', to: ['CLOSED'] });

/** A kind with a beginning and an end. */
export function sampleKind(given: Partial<KindDefinition> = {}): KindDefinition {
  return {
    ...{ kind: 'SAMPLE', type: 'Sample', prefix: 'SMP', idPrefix: 'sample', row: SampleRow, migrations: [] },
    states: { OPEN: { phase: 'ACTIVE' }, CLOSED: { phase: 'DONE' } },
    actions: [openSample, closeSample],
    metrics: {},
    fields: { place: 'CASE' },
    sight: [{ relation: 'PARTICIPANT', shows: { CASE: 'FULL' } }],
    ...given,
  };
}

/** A record with one state, begun by the system. */
export function sampleRecord(given: Partial<SubjectDefinition> = {}): SubjectDefinition {
  return {
    ...{ type: 'Note', idPrefix: 'note', row: SampleRow, migrations: [], states: { KEPT: {} } },
    actions: [sampleAction({ name: 'keepNote', from: [], to: ['KEPT'], begins: true, by: [{ system: true }] })],
    fields: { text: 'CASE' },
    sight: [{ relation: 'PARTICIPANT' }],
    ...given,
  };
}

/** The first entry of a log. */
export function sampleEntry(given: Partial<Entry> = {}): Entry {
  return {
    ...{ operation: 'op_1', seq: 1, id: 'log_1', command: 'cmd_1', at: instantOf(1_000), occurredAt: null },
    ...{ actor: 'mbr_1', agency: 'agy_1', subjectType: 'Sample', subject: 'sample_1', task: 'sample_1' },
    ...{ subjectVersion: 1, action: 'OPEN_SAMPLE', event: 'OPEN_SAMPLE', details: { state: 'OPEN' }, tallies: [] },
    ...given,
  };
}
