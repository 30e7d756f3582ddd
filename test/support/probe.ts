import { Column, Entity, PrimaryColumn } from 'typeorm';
import { z } from 'zod';
import { defineAction } from '../../src/core/action-table';
import { begin, outcome, type TallyStep } from '../../src/core/decision';
import { defineKind, type FactReader, type FactRequest } from '../../src/core/definition';
import { refuse } from '../../src/core/errors';
import type { TaskThing, Thing } from '../../src/core/thing';
import type { Instant } from '../../src/core/time';
import { POLICE, PRIORITIES, type Priority } from '../../src/core/vocabulary';
import { commandLimits, limit, taskLimits } from '../../src/graph/types/limits';
import { column, optional } from '../../src/store/columns';
import { TaskRow } from '../../src/store/rows/task.row';
import { createTable, defineMigration } from '../../src/store/schema-builder';

/**
 * A kind for tests alone. Its probes depend on one another: the last open one alone may be finished, and once one is
 * finished no other may be opened. So "finish" and "open" never both happen, however they race.
 */

@Entity('probe')
export class ProbeRow {
  @PrimaryColumn(column.id('operation_id'))
  operation!: string;
  @PrimaryColumn(column.id())
  id!: string;
  @Column(column.big())
  amount!: number;
  @Column(column.json())
  tags!: readonly string[];
  /** Reference of the sealed value. */
  @Column(optional(column.id('contact_ref')))
  contact!: string | null;
  @Column(optional(column.instant()))
  finishedAt!: Instant | null;
}

type ProbeThing = TaskThing & Omit<ProbeRow, 'operation' | 'id'>;

interface ProbeFacts {
  /** Probes that are open, the thing itself among them. */
  readonly open: number;
  readonly finished: number;
}

interface OpenProbeInput {
  operationId: string;
  title: string;
  priority?: Priority | null;
  holderId?: string | null;
  memberIds?: string[] | null;
  dueAt?: Instant | null;
}

interface CountProbeInput {
  taskId: string;
  steps: TallyStep[];
}

interface NoteProbeInput {
  taskId: string;
  amount?: number | null;
  tags?: string[] | null;
  contact?: string | null;
  dueAt?: Instant | null;
  note?: string | null;
}

/** Stands for an input class of the API: without one an action is not offered. */
class ProbeInput {}

const openProbe = defineAction<Thing, OpenProbeInput, ProbeFacts>({
  name: 'openProbe',
  from: [],
  to: ['OPEN'],
  begins: true,
  subject: 'operationId',
  by: [{ types: POLICE, roles: ['OFFICER', 'COMMANDER'] }],
  input: ProbeInput,
  limits: commandLimits<OpenProbeInput>({
    operationId: limit.id('op'),
    title: limit.title,
    priority: z.enum(PRIORITIES).nullish(),
    holderId: limit.id('agy').nullish(),
    memberIds: z.array(limit.id('mbr')).max(10).nullish(),
    dueAt: limit.instant.nullish(),
  }),
  decide(_operation, { title, priority, holderId, memberIds, dueAt }, { finished }) {
    if (finished > 0) throw refuse('PRECONDITION_FAILED', { unmet: [{ code: 'PROBE_FINISHED' }] });
    return begin({ title, priority: priority ?? 'NORMAL', amount: 0, tags: [], contact: null, dueAt: dueAt ?? null })
      .set({ holder: holderId ?? null, members: memberIds ?? [], finishedAt: null })
      .tally('PROBES_OPENED', 1, holderId ? { holder: holderId } : {});
  },
});

const noteProbe = defineAction<ProbeThing, NoteProbeInput>({
  name: 'noteProbe',
  from: ['OPEN'],
  to: [],
  subject: 'taskId',
  by: [{ types: POLICE, roles: ['OFFICER', 'COMMANDER'] }, { agency: 'HOLDER' }],
  input: ProbeInput,
  limits: taskLimits<NoteProbeInput>({
    amount: z.number().int().nullish(),
    tags: z.array(limit.text(1, 40)).max(10).nullish(),
    contact: limit.text(2, 100).nullish(),
    dueAt: limit.instant.nullish(),
    note: limit.note.nullish(),
  }),
  decide(probe, { amount, tags, contact, dueAt, note }) {
    const noted = outcome()
      .set({ ...(tags ? { tags } : {}), ...(contact ? { contact } : {}), ...(dueAt ? { dueAt } : {}) })
      .note(note);
    if (!amount) return noted;
    return noted.set({ amount: probe.amount + amount }).tally('PROBE_AMOUNT', amount, { agency: probe.leadAgency });
  },
});

/** Counts whatever a test wants to be counted. */
const countProbe = defineAction<ProbeThing, CountProbeInput>({
  name: 'countProbe',
  from: ['OPEN'],
  to: [],
  subject: 'taskId',
  by: [{ types: POLICE, roles: ['OFFICER', 'COMMANDER'] }],
  limits: taskLimits<CountProbeInput>({ steps: z.array(z.any()).max(500) }),
  decide(_probe, { steps }) {
    return steps.reduce((counted, { metric, amount, audience, ...dimensions }) => {
      if (audience === 'INSIDERS') return counted.tallyInside(metric, amount, dimensions);
      if (audience === 'OUTSIDERS') return counted.tallyOutside(metric, amount, dimensions);
      return counted.tally(metric, amount, dimensions);
    }, outcome());
  },
});

const finishProbe = defineAction<ProbeThing, { taskId: string }, ProbeFacts>({
  name: 'finishProbe',
  from: ['OPEN'],
  to: ['FINISHED'],
  subject: 'taskId',
  by: [{ agency: 'LEAD', roles: ['OFFICER', 'COMMANDER'] }],
  input: ProbeInput,
  limits: taskLimits<{ taskId: string }>({}),
  decide(_probe, _input, { open }, { now }) {
    if (open > 1) throw refuse('PRECONDITION_FAILED', { unmet: [{ code: 'PROBE_OPEN' }] });
    return outcome().set({ finishedAt: now });
  },
});

const dropProbe = defineAction<ProbeThing, { taskId: string; reason: string }>({
  name: 'dropProbe',
  from: ['OPEN'],
  to: ['DROPPED'],
  subject: 'taskId',
  by: [{ agency: 'LEAD', roles: ['COMMANDER'] }],
  notBy: ['createdBy'],
  guard: (probe) => (probe.amount < 0 ? 'PROBE_IN_DEBT' : null),
  input: ProbeInput,
  limits: taskLimits<{ taskId: string; reason: string }>({ reason: limit.reason }),
  decide: (_probe, { reason }) => outcome().reason(reason),
});

async function loadFacts(reader: FactReader, requests: readonly FactRequest[]): Promise<readonly ProbeFacts[]> {
  const probes = await reader.many(TaskRow, { kind: 'PROBE' });
  const count = (state: string): number => probes.filter((row) => row.state === state).length;
  return requests.map(() => ({ open: count('OPEN'), finished: count('FINISHED') }));
}

/** Police of the operation see a probe; the holder while it is open, and its amount masked. */
export const probe = defineKind({
  kind: 'PROBE',
  type: 'Probe',
  prefix: 'PRB',
  idPrefix: 'probe',
  states: { OPEN: { phase: 'ACTIVE' }, FINISHED: { phase: 'DONE' }, DROPPED: { phase: 'CANCELLED' } },
  actions: [openProbe, noteProbe, countProbe, finishProbe, dropProbe],
  metrics: {
    PROBES_OPENED: { form: 'COUNTER', unit: 'probes', outsiders: 'GROUPS' },
    PROBE_AMOUNT: { form: 'MONEY', unit: 'fen' },
    PROBES_ABROAD: { form: 'COUNTER', unit: 'probes', outsiders: 'GROUPS' },
    PROBES_OWED: { form: 'GAUGE', unit: 'probes' },
    PROBES_SECRET: { form: 'COUNTER', unit: 'probes', outsiders: 'NONE' },
    PROBE_TIME: { form: 'DURATION', unit: 'minutes', outsiders: 'GROUPS' },
  },
  row: ProbeRow,
  fields: {
    amount: 'FINANCIAL',
    tags: { class: 'CASE', list: true },
    contact: { class: 'PERSONAL', sealed: true },
    finishedAt: 'OPEN',
  },
  sight: [
    { relation: 'PARTICIPANT', types: POLICE, shows: { NUMBER: 'FULL', CASE: 'FULL' } },
    { relation: 'LEAD', shows: { NUMBER: 'FULL', CASE: 'FULL', FINANCIAL: 'FULL', PERSONAL: 'FULL' } },
    { relation: 'HOLDER', states: ['OPEN'], shows: { FINANCIAL: 'MASKED' } },
    { relation: 'NAMED', shows: { CASE: 'FULL' } },
  ],
  migrations: [
    defineMigration('1764000900000', 'Probe', [
      createTable('probe', {
        columns: {
          operation_id: column.id(),
          id: column.id(),
          amount: column.big(),
          tags: column.json(),
          contact_ref: optional(column.id()),
          finished_at: optional(column.instant()),
        },
        primary: ['operation_id', 'id'],
      }),
    ]),
  ],
  loadFacts,
});
