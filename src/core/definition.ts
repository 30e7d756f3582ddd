import type { ActionDefinition, TypeClass } from './action-table';
import type { FactReader, FactRequest, RowClass } from './facts';
import { OWN_DUE, SHIPPED_RULES } from './rule-pack';
import { TASK_PARTS, type PartDefinition, type PartRules } from './parts';
import type { Thing } from './thing';
import type { Instant } from './time';
import { fieldRule, type FieldClass, type FieldRule, type FieldRules, type Sight } from './visibility';
import type { FactForm, MetricForm, TaskPhase } from './vocabulary';
import type { WordSet } from './word-set';

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

export type { FactReader, FactRequest, RowClass } from './facts';

/** A migration of the store; opaque to core. */
type MigrationClass = new () => object;

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
  /** Lists that are kept in rows of their own, by their names in the API. */
  readonly parts?: Readonly<Record<string, PartDefinition>>;
  /** Classes of the fields that this type adds to what every subject (and task) has. */
  readonly fields: FieldRules;
  readonly sight: readonly Sight[];
  /** Lists of closed words that the row keeps once more as a set in one number, for SQL; by field, of records alone. */
  readonly sets?: Readonly<Record<string, WordSet>>;
  /** It belongs to SYSTEM, the operation of administration, and not to one that commands name. */
  readonly ofSystem?: true;
  readonly migrations: readonly MigrationClass[];
  /** What it counts, by the names of the API; each metric belongs to one definition. */
  readonly metrics?: Readonly<Record<string, MetricDefinition>>;
  readonly text?: Texts;
  /** The field that it is called by in a list or an alert; left out: `title`, or `name` in both languages. */
  readonly label?: string;
  /** The API's object type and resolvers, and the payload that its commands answer. */
  readonly types?: readonly TypeClass[];
  readonly payload?: TypeClass;
  /** The payload's field that holds the thing; left out: `task`, or the type's own name. */
  readonly payloadField?: string;
  /** Fields of the API that are worked out from the row's own. */
  derive?(thing: Thing): Readonly<Record<string, unknown>>;
  /** What `decide` needs beside the thing; for each request, in order. */
  loadFacts?(reader: FactReader, requests: readonly FactRequest[], now: Instant): Promise<readonly unknown[]>;
}

/** One state of a subject. */
interface StateDefinition {
  /** The board's column; tasks only. */
  readonly phase?: TaskPhase;
  /** The action of another subject that leads here. */
  readonly reachedBy?: string;
}

/** A metric that a kind or a record counts. */
export interface MetricDefinition {
  readonly form: MetricForm;
  /** e.g. "persons", "fen", "minutes"; its label stands in the catalogue. */
  readonly unit: string;
  /**
   * What may know who takes part and does not see all of what is counted: its total as of the last midnight (left out),
   * that and its groups with small cells withheld, or nothing. Groups tell who works: never for sums of money, where one
   * case is no small cell.
   */
  readonly outsiders?: 'TOTAL' | 'GROUPS' | 'NONE';
}

/** One of a kind's own fields as it is told in words, with the masks of the field; its label stands in the catalogue. */
export interface FactDefinition {
  readonly field: string;
  readonly form: FactForm;
}

/** A sort of task. */
export interface KindDefinition extends SubjectDefinition {
  readonly kind: string;
  /** First part of its numbers, e.g. "ARR". */
  readonly prefix: string;
  readonly states: Readonly<Record<string, StateDefinition & { readonly phase: TaskPhase }>>;
  readonly metrics: Readonly<Record<string, MetricDefinition>>;
  /** Rules whose time limits its tasks can have. */
  readonly clocks?: readonly string[];
  /** What filters look for: role → the field that holds the id, or the ids, of what the task refers to. */
  readonly references?: Readonly<Record<string, string>>;
  /** Its division follows from fields of its own and is not edited by itself. */
  readonly followsDivision?: true;
  /** What a frontend that does not know the kind shows of it, in this order. */
  readonly facts?: readonly FactDefinition[];
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
  // Who does not see the case must not see it move either: it has the versions that everybody sees.
  version: { class: 'CASE', otherwise: 'openVersion' },
  updatedAt: { class: 'CASE', otherwise: 'openAt' },
  openVersion: { class: 'OPEN', unpublished: true },
  openAt: { class: 'OPEN', unpublished: true },
  openSeq: { class: 'PROOF', unpublished: true },
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
  progress: 'CASE',
  assignments: { class: 'CASE', list: true },
  clocks: { class: 'CASE', list: true },
  timeline: 'OPEN',
  // Each fact has the mask of its own field.
  facts: 'OPEN',
};

/** What the log keeps of a command beside the thing's fields. */
export const REMARK_FIELDS: FieldRules = { reason: 'CASE', note: 'CASE', correction: 'FINANCIAL' };

/** Who acted on a task: whom another agency sent, or who came home with a trip, is part of the case. */
export const TASK_ACTOR_CLASS: FieldClass = 'CASE';

/** Fields of an entry of the log that tell who acted. */
export const ENTRY_ACTOR_FIELDS: readonly string[] = ['actor', 'agency'];

/** The class of a field of entries about a thing; their details have the classes of the thing's own fields. */
export function entryClassOf(definition: SubjectDefinition, field: string): FieldClass {
  if (field === 'proof') return 'PROOF';
  return ENTRY_ACTOR_FIELDS.includes(field) ? actorClassOf(definition) : 'OPEN';
}

/** The class of who acted on a thing. */
export function actorClassOf(definition: SubjectDefinition): FieldClass {
  return isKind(definition) ? TASK_ACTOR_CLASS : 'OPEN';
}

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

/** Lists of a subject that are kept in rows of their own: replay folds them, and sight looks at their fields. */
export function partRulesOf(definition: SubjectDefinition): Readonly<Record<string, PartRules>> {
  return isKind(definition) ? { ...TASK_PARTS, ...definition.parts } : (definition.parts ?? {});
}

/** The classes of rows that a subject is kept in: its own, and those of its parts. */
export function rowsOf(definition: SubjectDefinition): RowClass[] {
  return [definition.row, ...Object.values(definition.parts ?? {}).map(({ row }) => row)];
}

/** Rules whose time limits tasks of a kind can have; the one that is set by hand is every kind's. */
export function clocksOf(kind: KindDefinition): readonly string[] {
  return [...(kind.clocks ?? []), OWN_DUE];
}

/** Fields of a part's elements with their rules; a definition never changes. */
const knownParts = new WeakMap<PartRules, ReadonlyMap<string, FieldRule>>();

/** All fields of a part's elements with their rules. */
export function partFieldsOf(rules: PartRules): ReadonlyMap<string, FieldRule> {
  const kept = knownParts.get(rules);
  if (kept) return kept;
  const fields = new Map(Object.entries(rules.fields).map(([name, rule]) => [name, fieldRule(rule)]));
  knownParts.set(rules, fields);
  return fields;
}

function definitionFaults(definition: SubjectDefinition): string[] {
  const states = new Set(Object.keys(definition.states));
  const names = definition.actions.map((action) => action.name);
  return [
    ...(states.size === 0 ? ['has no state'] : []),
    ...names.filter((name, i) => names.indexOf(name) !== i).map((name) => `has the action ${name} twice`),
    ...definition.actions.flatMap((action) => actionFaults(definition, action)),
    ...unreachable(definition, states).map((state) => `can never reach the state ${state}`),
    ...definition.sight.flatMap((row) =>
      (row.states ?? []).filter((state) => !states.has(state)).map((state) => `sight names the unknown state ${state}`),
    ),
    ...(definition.sight.length === 0 ? ['is seen by nobody'] : []),
    ...Object.keys(definition.parts ?? {})
      .filter((part) => !(part in definition.fields))
      .map((part) => `its part ${part} has no class of visibility`),
    ...definition.sight
      .flatMap(({ having }) => having ?? [])
      .filter((having) => !(having.field in ('is' in having ? definition.fields : (definition.sets ?? {}))))
      .map(({ field }) => `sight asks for ${field}, which no row keeps as a set or a flag`),
    ...Object.entries(definition.metrics ?? {}).flatMap(([metric, { form, outsiders }]) => [
      ...(/^[A-Z][A-Z_]{1,39}$/.test(metric) ? [] : [`its metric ${metric} is not named in capitals, at most 40`]),
      ...(form === 'MONEY' && outsiders === 'GROUPS' ? [`shows outsiders groups of ${metric}, a sum of money`] : []),
    ]),
  ];
}

/** What is wrong with an action of a subject. */
export function actionFaults(definition: SubjectDefinition, action: ActionDefinition): string[] {
  const states = new Set(Object.keys(definition.states));
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
  const elsewhere = Object.entries(definition.states).filter(([, { reachedBy }]) => reachedBy !== undefined);
  const reached = new Set([...Object.keys(definition.states).slice(0, 1), ...elsewhere.map(([state]) => state)]);
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
    ...clocksOf(definition)
      .filter((code) => !SHIPPED_RULES.has(code))
      .map((code) => `has a time limit by the unknown rule ${code}`),
    ...Object.values(definition.references ?? {})
      .filter((field) => !fieldsOf(definition).has(field))
      .map((field) => `refers by the unknown field ${field}`),
    ...factFaults(definition),
  ];
}

/** A sealed value is opened for its own field alone. */
function factFaults(definition: KindDefinition): string[] {
  const rules = fieldsOf(definition);
  const names = (definition.facts ?? []).map(({ field }) => field);
  return [
    ...names.filter((name, i) => names.indexOf(name) !== i).map((name) => `tells the fact ${name} twice`),
    ...names.filter((name) => !rules.has(name)).map((name) => `tells a fact of the unknown field ${name}`),
    ...names.filter((name) => rules.get(name)?.sealed).map((name) => `tells a fact of the sealed field ${name}`),
  ];
}
