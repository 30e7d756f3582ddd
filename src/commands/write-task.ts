import { boardKey, numberKey } from '../core/board-key';
import { fieldsOf, TASK_FIELDS, type KindDefinition } from '../core/definition';
import type { Json } from '../core/canonical-json';
import { representativePoint } from '../core/geometry';
import { foldedTitle } from '../core/search-tokens';
import type { TaskRelation, TaskThing } from '../core/thing';
import type { Instant } from '../core/time';
import { openStatesOf } from '../core/visibility';
import type { TaskPhase } from '../core/vocabulary';
import {
  OPEN_END,
  TaskAgencyRow,
  TaskHeaderColumns,
  TaskHistoryRow,
  TaskMemberRow,
  TaskReferenceRow,
  TaskRow,
} from '../store/rows/task.row';
import { writeSearchTokens } from '../store/search';
import { sql, type Session } from '../store/session';

/** Values by field as rows keep them: references of sealed values in place of the values. */
export type StoredValues = Readonly<Record<string, unknown>>;

/** When and where in the log a change stands. */
export interface Moment {
  readonly at: Instant;
  readonly seq: number;
}

/** What a task begins with. */
export interface TaskStart {
  readonly operation: string;
  readonly id: string;
  readonly state: string;
  readonly values: StoredValues;
  readonly moment: Moment;
  /** Agencies that assist by hand-over. */
  readonly assisting: readonly string[];
}

/** The first version of a task with the number that comes next. */
export async function newTask(session: Session, kind: KindDefinition, start: TaskStart): Promise<TaskThing> {
  const { operation, id, state, values, assisting } = start;
  const { at, seq } = start.moment;
  const holder = typeof values['holder'] === 'string' ? values['holder'] : null;
  const numberSeq = await nextNumber(session, operation, kind.kind);
  const task = {
    ...{ kind: kind.kind, dueAt: null, closedAt: null, createdBy: null, createdByAgency: null, division: null },
    location: null,
    ...{ holder, members: [], paused: false, overdue: false, priority: 'NORMAL' as const, leadAgency: '', title: '' },
    ...values,
    ...{ operation, id, state, numberSeq, number: `${kind.prefix}-${String(numberSeq).padStart(4, '0')}` },
    ...{ version: 1, createdAt: at, updatedAt: at, phase: phaseOf(kind, state, false) },
    ...{ openVersion: 1, openAt: at, openSeq: seq },
    agencies: [],
  };
  return { ...task, agencies: agenciesOf(task, assisting) };
}

/** A task after a change of some of its fields. */
export function changedTask(
  kind: KindDefinition,
  task: TaskThing,
  change: Omit<TaskStart, 'operation' | 'id'>,
): TaskThing {
  const { state, values, assisting } = change;
  const { at, seq } = change.moment;
  const next = { ...task, ...values, state, version: task.version + 1, updatedAt: at };
  const phase = phaseOf(kind, state, next.paused);
  const over = phase === 'DONE' || phase === 'CANCELLED';
  const closed = { ...next, phase, closedAt: over ? (task.closedAt ?? at) : null };
  const isStep = state !== task.state || phase !== task.phase;
  const isOpen = isStep || Object.keys(values).some((name) => isOpenField(kind, name));
  const openVersion = task.openVersion + (openStatesOf(kind).has(state) ? 1 : 0);
  const whole = { ...closed, ...(isOpen ? { openVersion, openAt: at, openSeq: seq } : {}) };
  return { ...whole, agencies: agenciesOf(whole, assisting) };
}

/** Whether everybody who sees a task sees that a field was set. */
function isOpenField(kind: KindDefinition, name: string): boolean {
  return fieldsOf(kind).get(name)?.class === 'OPEN';
}

/** Writes a new task: header, kind's row, first version of its history, agencies and members. */
export async function insertTask(
  session: Session,
  kind: KindDefinition,
  { task, moment }: { task: TaskThing; moment: Moment },
): Promise<void> {
  await session.insert(TaskRow, [headerOf(task, moment.seq)]);
  await session.insert(kind.row, [detailOf(kind, task)]);
  await openHistory(session, task, moment.seq);
  await writeAgencies(session, task);
  await writeMembers(session, task);
  await writeReferences(session, task, referencesOf(kind, task));
  await writeSearchTokens(session, task, moment.seq);
}

/** Writes what changed of a task, and nothing else. */
export async function updateTask(
  session: Session,
  kind: KindDefinition,
  { before, task, moment }: { before: TaskThing; task: TaskThing; moment: Moment },
): Promise<void> {
  const key = { operation: task.operation, id: task.id };
  const found = await session.update(TaskRow, { ...key, version: before.version }, headerOf(task, moment.seq));
  if (found !== 1) throw new Error(`task ${task.id} moved under the lock of its operation`);
  const detail = detailOf(kind, task);
  const changed = Object.entries(detail).filter(([name, value]) => value !== valueOf(before, name));
  if (changed.length > 0) await session.update(kind.row, key, Object.fromEntries(changed));
  await session.update(
    TaskHistoryRow,
    { operation: task.operation, task: task.id, toSeq: OPEN_END },
    { toSeq: moment.seq },
  );
  await openHistory(session, task, moment.seq);
  if (placeOf(before) !== placeOf(task)) await writeAgencies(session, task);
  if (before.members.join() !== task.members.join()) await writeMembers(session, task);
  const references = referencesOf(kind, task);
  if (references.join() !== referencesOf(kind, before).join()) await writeReferences(session, task, references);
  const isRenamed = before.title !== task.title || before.number !== task.number;
  if (isRenamed) await writeSearchTokens(session, task, moment.seq);
}

/** The column of the board that a state stands in; a paused task waits. */
function phaseOf(kind: KindDefinition, state: string, paused: boolean): TaskPhase {
  const phase = kind.states[state]?.phase;
  if (phase === undefined) throw new Error(`${kind.kind} has no state ${state}`);
  return paused ? 'WAITING' : phase;
}

/** What the log says of a new task beside what its command set: everything that replay could not know. */
export function birthDetails(task: TaskThing): Readonly<Record<string, Json>> {
  const { kind, number, numberSeq, state, title, priority, leadAgency, createdBy, createdByAgency } = task;
  return { kind, number, numberSeq, state, title, priority, leadAgency, createdBy, createdByAgency };
}

async function nextNumber(session: Session, operation: string, kind: string): Promise<number> {
  const [row] = await session.select(
    sql`SELECT MAX(number_seq) AS last FROM task WHERE operation_id = ${operation} AND kind = ${kind}`,
  );
  return Number(row?.['last'] ?? 0) + 1;
}

function headerOf(task: TaskThing, seq: number): TaskRow {
  const header: Omit<TaskRow, 'operation' | 'id' | 'updatedSeq'> = headerColumns(task);
  return Object.assign(new TaskRow(), header, { operation: task.operation, id: task.id, updatedSeq: seq });
}

function headerColumns(task: TaskThing): TaskHeaderColumns {
  const { kind, number, numberSeq, title, state, paused, phase, priority, leadAgency, createdBy } = task;
  const { createdByAgency, holder, division, location, dueAt, overdue, version, createdAt, updatedAt, closedAt } = task;
  const { openVersion, openAt, openSeq } = task;
  return {
    ...{ kind, number, numberSeq, title, state, paused, phase, priority, leadAgency, createdBy },
    ...{ createdByAgency, holder, division, location, dueAt, overdue, version, createdAt, updatedAt, closedAt },
    ...{ openVersion, openAt, openSeq },
    titleFolded: foldedTitle(title),
    ...(location === null ? { longitude: null, latitude: null } : representativePoint(location)),
    ...{ boardKey: boardKey(task), numberKey: numberKey(number) },
  };
}

/** The kind's own row: the fields of its definition that its row class has. */
function detailOf(kind: KindDefinition, task: TaskThing): Record<string, unknown> {
  const derived = kind.derive?.(task) ?? {};
  const apart = { ...derived, ...kind.parts, ...TASK_FIELDS };
  const own = [...fieldsOf(kind).keys()].filter((name) => name in kind.fields && !(name in apart));
  return {
    operation: task.operation,
    id: task.id,
    ...Object.fromEntries(own.map((name) => [name, valueOf(task, name)])),
  };
}

function valueOf(task: TaskThing, name: string): unknown {
  return (task as unknown as StoredValues)[name] ?? null;
}

async function openHistory(session: Session, task: TaskThing, seq: number): Promise<void> {
  const row = Object.assign(new TaskHistoryRow(), headerColumns(task), {
    operation: task.operation,
    task: task.id,
    fromSeq: seq,
    toSeq: OPEN_END,
  });
  await session.insert(TaskHistoryRow, [row]);
}

/** Each agency that a task concerns, once, by its strongest relation. */
function agenciesOf(task: Omit<TaskThing, 'agencies'>, assisting: readonly string[]): TaskThing['agencies'] {
  const relations: [string | null, TaskRelation][] = [
    [task.leadAgency, 'LEAD'],
    [task.holder, 'HOLDER'],
    ...assisting.map((agency): [string, TaskRelation] => [agency, 'ASSIST']),
    [task.createdByAgency, 'CREATOR'],
  ];
  const strongest = new Map<string, TaskRelation>();
  for (const [agency, relation] of relations) {
    if (agency !== null && agency !== '' && !strongest.has(agency)) strongest.set(agency, relation);
  }
  return [...strongest].map(([agency, relation]) => ({ agency, relation }));
}

function placeOf(task: TaskThing): string {
  return JSON.stringify([boardKey(task), task.agencies]);
}

async function writeAgencies(session: Session, task: TaskThing): Promise<void> {
  const { operation, id } = task;
  await session.delete(TaskAgencyRow, { operation, task: id });
  const key = boardKey(task);
  await session.insert(
    TaskAgencyRow,
    task.agencies.map((each) => ({ ...each, operation, boardKey: key, task: id, priority: task.priority })),
  );
}

async function writeMembers(session: Session, task: TaskThing): Promise<void> {
  const { operation, id } = task;
  await session.delete(TaskMemberRow, { operation, task: id });
  await session.insert(
    TaskMemberRow,
    task.members.map((member) => ({ operation, task: id, member })),
  );
}

/** What a task refers to, as `role target`. */
function referencesOf(kind: KindDefinition, task: TaskThing): string[] {
  return Object.entries(kind.references ?? {}).flatMap(([role, field]) => {
    const value = valueOf(task, field);
    const targets = Array.isArray(value) ? value : value === null ? [] : [value];
    return [...new Set(targets.map(String))].sort().map((target) => `${role} ${target}`);
  });
}

async function writeReferences(session: Session, task: TaskThing, references: readonly string[]): Promise<void> {
  const { operation, id } = task;
  await session.delete(TaskReferenceRow, { operation, task: id });
  const rows = references.map((reference) => {
    const [role = '', target = ''] = reference.split(' ');
    return { operation, task: id, role, target };
  });
  await session.insert(TaskReferenceRow, rows);
}
