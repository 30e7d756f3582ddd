import type { ActionDefinition, TypeClass } from './action-table';
import type { Thing } from './thing';
import type { Instant } from './time';
import { fieldRule, type FieldRule, type FieldRules, type Sight } from './visibility';
import type { MetricForm, TaskPhase } from './vocabulary';

/**
 * Definitions of subjects: what a task kind is, and what a record is. `defineKind` and `defineRecord` refuse at start
 * whatever is incomplete, so a kind that boots is a kind that is whole.
 *
 * Terminology
 *   subject   whatever commands act on: tasks, and the records beside and inside them
 *   kind      a sort of task: states on the board's columns, numbers, actions, rows, types, sight
 *   record    a subject without board, phase and number: operation, agency, member, gang …
 *   part      rows that belong to a thing beside its own (an agency's participation in an operation)
 */

/** A row class of the store; opaque to core. */
export type RowClass<T extends object = object> = new () => T;

/** A migration of the store; opaque to core. */
export type MigrationClass = new () => object;

/** Reads rows for facts, batched from the first day: one statement a table for all subjects of a batch. */
export interface FactReader {
  /** Rows of the operation at hand in which every given column has the value, or one of the values. */
  many<T extends object>(rowClass: RowClass<T>, where: FactWhere<T>): Promise<T[]>;
  /** Rows of SYSTEM in the same way: agencies and members. */
  directory<T extends object>(rowClass: RowClass<T>, where: FactWhere<T>): Promise<T[]>;
  /** Rows of any operation: only for what must be unique or be known beyond its own operation. */
  everywhere<T extends object>(rowClass: RowClass<T>, where: FactWhere<T>): Promise<T[]>;
}

/** Columns and the value, or one of the values, that they must have. */
export type FactWhere<T> = Readonly<Partial<Record<keyof T & string, FactValue | readonly FactValue[]>>>;
type FactValue = string | number | boolean;

/** A subject and the input that is about to act on it, for `loadFacts`. */
export interface FactRequest {
  readonly action: string;
  readonly thing: Thing;
  readonly input: object;
}

/** Texts of one folder in both languages, merged into the catalogue at start. */
export interface Texts {
  readonly zh: Readonly<Record<string, string>>;
  readonly en: Readonly<Record<string, string>>;
}

/** What every subject's definition has. */
export interface SubjectDefinition {
  /** The API's type name. */
  readonly type: string;
  /** Prefix of its TypeIDs. */
  readonly idPrefix: string;
  /** State → what it is; the first is the state of a new thing. */
  readonly states: Readonly<Record<string, StateDefinition>>;
  readonly actions: readonly ActionDefinition[];
  /** The subject's own row (a task's: the kind's detail beside the header). */
  readonly row: RowClass;
  /** Name of a part → its row class and the property that holds the element's key. */
  readonly parts?: Readonly<Record<string, { readonly row: RowClass; readonly key: string }>>;
  /** Classes of the fields that this type adds to what every subject (and task) has. */
  readonly fields: FieldRules;
  readonly sight: readonly Sight[];
  /** It belongs to SYSTEM, the operation of administration, and not to one that commands name. */
  readonly ofSystem?: true;
  readonly migrations: readonly MigrationClass[];
  readonly text?: Texts;
  /** Key of the label in the catalogue with the thing's shown fields as parameters; tasks are called by their title. */
  readonly label?: string;
  /** The API's object type and resolvers, and the payload that its commands answer. */
  readonly types?: readonly TypeClass[];
  readonly payload?: TypeClass;
  /** Fields of the API that are worked out from the row's own. */
  derive?(thing: Thing): Readonly<Record<string, unknown>>;
  /** What `decide` needs beside the thing; for each request, in order. */
  loadFacts?(reader: FactReader, requests: readonly FactRequest[], now: Instant): Promise<readonly unknown[]>;
}

/** One state of a subject. */
export interface StateDefinition {
  /** The board's column; tasks only. */
  readonly phase?: TaskPhase;
}

/** A metric that a kind counts. */
export interface MetricDefinition {
  readonly form: MetricForm;
  /** e.g. "persons", "fen", "minutes"; its label stands in the catalogue. */
  readonly unit: string;
}

/** A sort of task. */
export interface KindDefinition extends SubjectDefinition {
  readonly kind: string;
  /** First part of its numbers, e.g. "ARR". */
  readonly prefix: string;
  readonly states: Readonly<Record<string, StateDefinition & { readonly phase: TaskPhase }>>;
  readonly metrics: Readonly<Record<string, MetricDefinition>>;
}

/** A fault in a definition: the server does not start with it. */
export class DefinitionFault extends Error {
  constructor(type: string, faults: readonly string[]) {
    super(`${type} is not whole:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'DefinitionFault';
  }
}

/** Checks a record and gives it back; throws DefinitionFault with everything that is wrong. */
export function defineRecord(definition: SubjectDefinition): SubjectDefinition {
  const faults = definitionFaults(definition);
  if (faults.length > 0) throw new DefinitionFault(definition.type, faults);
  return definition;
}

/** Checks a kind and gives it back; throws DefinitionFault with everything that is wrong. */
export function defineKind(definition: KindDefinition): KindDefinition {
  const faults = [...definitionFaults(definition), ...kindFaults(definition)];
  if (faults.length > 0) throw new DefinitionFault(definition.type, faults);
  return definition;
}

/** Whether a subject is a sort of task. */
export function isKind(definition: SubjectDefinition): definition is KindDefinition {
  return 'kind' in definition;
}

/** Fields that every subject has. */
export const SUBJECT_FIELDS: FieldRules = {
  id: 'OPEN',
  operation: 'OPEN',
  label: 'OPEN',
  version: 'OPEN',
  createdAt: 'OPEN',
  updatedAt: 'OPEN',
  availableActions: 'OPEN',
  deniedActions: 'OPEN',
  withheld: 'OPEN',
};

/** Fields that every task has beside; a kind may class one of them anew. */
export const TASK_FIELDS: FieldRules = {
  number: 'NUMBER',
  numberSeq: { class: 'NUMBER', unpublished: true },
  kind: 'OPEN',
  title: 'OPEN',
  state: 'OPEN',
  stateLabel: 'OPEN',
  phase: 'OPEN',
  priority: 'OPEN',
  leadAgency: 'OPEN',
  createdBy: 'CASE',
  createdByAgency: { class: 'CASE', unpublished: true },
  holder: { class: 'CASE', unpublished: true },
  members: { class: 'CASE', list: true, unpublished: true },
  division: { class: 'CASE', division: true },
  location: 'WHEREABOUTS',
  dueAt: 'CASE',
  overdue: { class: 'CASE', hiddenAs: false },
  paused: { class: 'CASE', hiddenAs: false },
  closedAt: 'OPEN',
};

/** What the log keeps of a command beside the thing's fields. */
export const REMARK_FIELDS: FieldRules = { reason: 'CASE', note: 'CASE' };

/** Asked for every thing that is shown; a definition never changes. */
const known = new WeakMap<SubjectDefinition, ReadonlyMap<string, FieldRule>>();

/** All fields of a subject's type with their rules. */
export function fieldsOf(definition: SubjectDefinition): ReadonlyMap<string, FieldRule> {
  const kept = known.get(definition);
  if (kept) return kept;
  const common = isKind(definition) ? { ...SUBJECT_FIELDS, ...TASK_FIELDS } : SUBJECT_FIELDS;
  const rules = Object.entries({ ...common, ...definition.fields });
  const fields = new Map(rules.map(([name, rule]) => [name, fieldRule(rule)]));
  known.set(definition, fields);
  return fields;
}

function definitionFaults(definition: SubjectDefinition): string[] {
  const states = new Set(Object.keys(definition.states));
  const names = definition.actions.map((action) => action.name);
  return [
    ...(states.size === 0 ? ['has no state'] : []),
    ...names.filter((name, i) => names.indexOf(name) !== i).map((name) => `has the action ${name} twice`),
    ...definition.actions.flatMap((action) => actionFaults(definition, action, states)),
    ...unreachable(definition, states).map((state) => `can never reach the state ${state}`),
    ...definition.sight.flatMap((row) =>
      (row.states ?? []).filter((state) => !states.has(state)).map((state) => `sight names the unknown state ${state}`),
    ),
    ...(definition.sight.length === 0 ? ['is seen by nobody'] : []),
    ...Object.keys(definition.parts ?? {})
      .filter((part) => !(part in definition.fields))
      .map((part) => `its part ${part} has no class of visibility`),
  ];
}

function actionFaults(definition: SubjectDefinition, action: ActionDefinition, states: ReadonlySet<string>): string[] {
  const named = action.begins || action.founds ? [] : action.from;
  const unknown = [...named, ...action.to].filter((state) => !states.has(state));
  const fields = new Set(fieldsOf(definition).keys());
  const duties = [...(action.notBy ?? []), ...action.by.flatMap((party) => party.member ?? [])];
  return [
    ...unknown.map((state) => `${action.name} names the unknown state ${state}`),
    ...(action.by.length === 0 ? [`${action.name} is open to nobody`] : []),
    ...(!action.begins && !action.founds && action.from.length === 0 ? [`${action.name} starts from no state`] : []),
    ...duties.filter((field) => !fields.has(field)).map((field) => `${action.name} names the unknown field ${field}`),
  ];
}

/** States that no chain of actions leads to from a new thing. */
function unreachable(definition: SubjectDefinition, states: ReadonlySet<string>): string[] {
  const reached = new Set(Object.keys(definition.states).slice(0, 1));
  for (let size = 0; size !== reached.size;) {
    size = reached.size;
    for (const action of definition.actions) {
      const starts = action.begins === true || action.founds === true || action.from.some((s) => reached.has(s));
      if (starts) action.to.forEach((state) => reached.add(state));
    }
  }
  return [...states].filter((state) => !reached.has(state));
}

function kindFaults(definition: KindDefinition): string[] {
  return [
    ...(/^[A-Z]{3}$/.test(definition.prefix) ? [] : ['its prefix is not three capitals']),
    ...(definition.actions.some((action) => action.begins) ? [] : ['no action begins it']),
  ];
}
