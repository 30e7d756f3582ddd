import { fieldsOf, isKind, REMARK_FIELDS, type KindDefinition, type SubjectDefinition } from '../core/definition';
import type { Actor } from '../core/actor';
import type { Json } from '../core/canonical-json';
import { maskText } from '../core/mask';
import type { Registry } from '../core/registry';
import { fieldOf, isTask, type TaskThing, type Thing } from '../core/thing';
import { better, fieldRule, type FieldClass, type FieldRule, type Level, type Sight } from '../core/visibility';
import { join, raw, sql, type Sql } from '../store/session';
import type { Reader } from './viewer';

/**
 * The place where need-to-know (知悉范围) is decided, for every way out: field, filter, count, log, subscription.
 * Things are asked about in memory (`mayKnow`, `show`), pages and counts in SQL (`taskCondition`); both read the same
 * tables, and a test holds them against each other.
 */

/** A thing as one reader may see it: hidden fields null, hidden lists cut, their names in `withheld`. */
export interface Shown {
  readonly __typename: string;
  readonly id: string;
  readonly operation: string;
  readonly withheld: readonly string[];
  readonly [field: string]: unknown;
}

/** Details of an entry as one reader may see them. */
export interface ShownDetails {
  readonly details: Readonly<Record<string, Json>>;
  readonly withheld: readonly string[];
}

/**
 * The row that a condition is about: of `task`, or of a table with its columns, such as its history. A name alone is
 * the alias of `task`.
 */
export type TaskPlace = string | PlacedTask;

export interface PlacedTask {
  readonly alias: string;
  /** The column with the task's id: `t.id`, `h.task_id`. */
  readonly id: string;
  /** Alias of the row of `task_agency` that binds the reader's own agency to it, where that row is at hand. */
  readonly own?: string;
}

/**
 * What some of the tasks that a reader sees are found by: `ALL` of a kind, those in certain states, those that its
 * agency has a relation to, those that name the person.
 */
export type SightSource =
  | { readonly by: 'ALL'; readonly kind: string }
  | { readonly by: 'STATES'; readonly kind: string; readonly states: readonly string[] }
  | { readonly by: 'AGENCY' }
  | { readonly by: 'MEMBER' };

/** Relations that a row of the table can have to a task, as task_agency keeps them. */
const TASK_SIGHTS = ['LEAD', 'HOLDER', 'ASSIST', 'CREATOR'] as const;

export class NeedToKnow {
  constructor(private readonly registry: Registry) {}

  /** Whether the reader may know that the thing exists. */
  mayKnow(definition: SubjectDefinition, thing: Thing, reader: Reader): boolean {
    return definition.sight.some((sight) => fits(sight, thing, reader));
  }

  /** How much of a class of fields the reader sees of a thing that it may know. */
  level(definition: SubjectDefinition, thing: Thing, { reader, of }: { reader: Reader; of: FieldClass }): Level {
    if (of === 'OPEN') return 'FULL';
    return definition.sight
      .filter((sight) => fits(sight, thing, reader))
      .reduce<Level>((best, sight) => better(best, sight.shows?.[of] ?? 'HIDDEN'), 'HIDDEN');
  }

  /** The only way from a row to the API. The reader must be one who may know the thing. */
  show(definition: SubjectDefinition, thing: Thing, reader: Reader): Shown {
    const values = { ...thing, ...definition.derive?.(thing) };
    const shown: Record<string, unknown> = {};
    const withheld: string[] = [];
    for (const [name, rule] of fieldsOf(definition)) {
      const level = this.level(definition, thing, { reader, of: rule.class });
      if (level === 'HIDDEN' && rule.unpublished !== true) withheld.push(name);
      shown[name] = valueAt(level, rule, (values as Record<string, unknown>)[name]);
    }
    return {
      ...shown,
      __typename: definition.type,
      id: thing.id,
      operation: thing.operation,
      withheld: withheld.sort(),
    };
  }

  /** Details of an entry by the visibility of its own subject; keys that are hidden are named in `withheld`. */
  showDetails(
    definition: SubjectDefinition,
    thing: Thing,
    { reader, details }: { reader: Reader; details: Readonly<Record<string, Json>> },
  ): ShownDetails {
    const rules = fieldsOf(definition);
    const shown: Record<string, Json> = {};
    const withheld: string[] = [];
    for (const [name, value] of Object.entries(details)) {
      const rule = rules.get(name) ?? fieldRule(REMARK_FIELDS[name] ?? 'PROOF');
      const level = this.level(definition, thing, { reader, of: rule.class });
      // A sealed value is not opened for a log: its reference would only name a row of ours.
      if (level === 'HIDDEN' || rule.sealed === true) withheld.push(name);
      else shown[name] = level === 'MASKED' ? maskJson(value) : value;
    }
    return { details: shown, withheld: withheld.sort() };
  }

  /** Row rule for tasks in SQL. */
  taskCondition(reader: Reader, place: TaskPlace): Sql {
    return anyKind(this.registry.kinds, reader, place);
  }

  /**
   * Where the tasks that a reader sees are read from: together, these hold every one of them, and others too. Who sees
   * few need not look through all that there are.
   */
  sightSources(reader: Reader): SightSource[] {
    const sources = this.registry.kinds.flatMap((kind) => kindSources(kind, reader));
    const seen = new Set<string>();
    return sources.filter((source) => {
      const text = JSON.stringify(source);
      return !seen.has(text) && seen.add(text);
    });
  }

  /** Types of records whose entries in an operation's log the reader may see. */
  recordTypes(reader: Reader): string[] {
    const records = this.registry.definitions.filter((definition) => !isKind(definition));
    return records
      .filter(({ sight }) => sight.some((row) => row.relation === 'PARTICIPANT' && viewerFits(row, reader)))
      .map((definition) => definition.type);
  }

  /**
   * Whether a field is shown to the reader in full in no state of any kind: no filter may touch it then. Masked is not
   * enough, since trying filters would tell the rest.
   */
  hiddenEverywhere(name: string, reader: Reader): boolean {
    return this.registry.kinds.every((kind) => {
      const rule = fieldsOf(kind).get(name);
      if (!rule) return true;
      if (rule.class === 'OPEN') return false;
      return !kind.sight.some((sight) => viewerFits(sight, reader) && sight.shows?.[rule.class] === 'FULL');
    });
  }

  /** Condition that a field of a task is shown to the reader in full: other rows match no filter on it. */
  fieldCondition(name: string, reader: Reader, place: TaskPlace): Sql {
    return anyKind(
      this.registry.kinds.map((kind) => granting(kind, name)),
      reader,
      place,
    );
  }

  /** Whether a field is shown to the reader in full of every task that it sees: no row needs to be asked then. */
  shownWhereverSeen(name: string, reader: Reader): boolean {
    return this.registry.kinds.every((kind) => {
      const rows = kind.sight.filter((sight) => viewerFits(sight, reader));
      const grants = granting(kind, name).sight.filter((sight) => viewerFits(sight, reader));
      return rows.length === grants.length || grants.some(isOfAll);
    });
  }
}

/** Whether a row of the table is about this reader and this thing. */
function fits(sight: Sight, thing: Thing, reader: Reader): boolean {
  if (!viewerFits(sight, reader)) return false;
  if (sight.states && !sight.states.includes(thing.state)) return false;
  if (sight.having && !holdsOneOf(thing, sight.having)) return false;
  return relationFits(sight, thing, reader);
}

function holdsOneOf(thing: Thing, { field, oneOf }: NonNullable<Sight['having']>): boolean {
  const list = fieldOf(thing, field);
  return Array.isArray(list) && list.some((each) => oneOf.includes(String(each)));
}

/** What of a row depends on the reader alone. */
function viewerFits(sight: Sight, { actor, standing }: Reader): boolean {
  if (sight.relation === 'PARTICIPANT' && standing.part === null) return false;
  if (sight.relation === 'DESCENDANT' && !standing.descendant) return false;
  const isOfType = isAmong(sight.types, actor.agencyType);
  const hasPart = isAmong(sight.parts, standing.part);
  return isOfType && hasPart && (!sight.roles || sight.roles.some((role) => actor.roles.includes(role)));
}

/** Whether a value is one of a list; any value is, where there is no list. */
function isAmong<T>(list: readonly T[] | undefined, value: T | null): boolean {
  return list === undefined || (value !== null && list.includes(value));
}

function relationFits({ relation }: Sight, thing: Thing, reader: Reader): boolean {
  const { actor, standing, partners } = reader;
  switch (relation) {
    case 'PARTICIPANT':
    case 'DESCENDANT':
    case 'ANYONE':
      return true;
    case 'PARTNER':
      return partners?.has(thing.id) ?? false;
    case 'OWN':
      return [thing.id, fieldOf(thing, 'agency')].includes(actor.agencyId);
    default:
      return isTask(thing) && standing.part !== null && taskRelationFits(relation, thing, actor);
  }
}

function taskRelationFits(relation: Sight['relation'], thing: TaskThing, actor: Actor): boolean {
  if (relation === 'NAMED') return actor.memberId !== null && thing.members.includes(actor.memberId);
  return thing.agencies.some(
    (row) => row.agency === actor.agencyId && (relation === 'RELATED' || row.relation === relation),
  );
}

/** The kind as it is seen by those rows of its table alone that show the field in full. */
function granting(kind: KindDefinition, field: string): KindDefinition {
  const of = fieldsOf(kind).get(field)?.class ?? 'PROOF';
  return of === 'OPEN' ? kind : { ...kind, sight: kind.sight.filter((row) => row.shows?.[of] === 'FULL') };
}

/** Whether a row of the table is about every task of its kind, for a viewer whom it fits. */
function isOfAll(sight: Sight): boolean {
  return sight.states === undefined && isOfAny(sight);
}

/** Of these the reader alone decides, and `viewerFits` has asked. */
function isOfAny({ relation }: Sight): boolean {
  return relation === 'PARTICIPANT' || relation === 'DESCENDANT' || relation === 'ANYONE';
}

function kindSources({ kind, sight }: KindDefinition, reader: Reader): SightSource[] {
  const rows = sight.filter((row) => viewerFits(row, reader));
  if (rows.some(isOfAll)) return [{ by: 'ALL', kind }];
  return rows.flatMap((row): SightSource[] => {
    if (isOfAny(row)) return [{ by: 'STATES', kind, states: row.states ?? [] }];
    if (row.relation === 'OWN' || row.relation === 'PARTNER' || reader.standing.part === null) return [];
    return [{ by: row.relation === 'NAMED' ? 'MEMBER' : 'AGENCY' }];
  });
}

/** Kinds of which everything is seen stand in one list: what an index can be asked for. */
function anyKind(kinds: readonly KindDefinition[], reader: Reader, at: TaskPlace): Sql {
  const place = typeof at === 'string' ? { alias: at, id: `${at}.id` } : at;
  const isWhole = (kind: KindDefinition): boolean =>
    kind.sight.some((sight) => isOfAll(sight) && viewerFits(sight, reader));
  const whole = kinds.filter(isWhole).map((kind) => kind.kind);
  const conditions = [
    ...(whole.length === 0 ? [] : [sql`${raw(place.alias)}.kind IN (${whole})`]),
    ...kinds.filter((kind) => !isWhole(kind)).map((kind) => kindCondition(kind, reader, place)),
  ];
  return join(conditions, ' OR ', '1 = 0');
}

function kindCondition(kind: KindDefinition, reader: Reader, place: PlacedTask): Sql {
  const rows = kind.sight.filter((sight) => viewerFits(sight, reader));
  const conditions = rows.map((sight) => {
    const states = sight.states ? sql`${raw(place.alias)}.state IN (${sight.states})` : raw('1 = 1');
    return sql`(${states} AND ${relationCondition(sight, reader, place)})`;
  });
  return sql`(${raw(place.alias)}.kind = ${kind.kind} AND (${join(conditions, ' OR ', '1 = 0')}))`;
}

function relationCondition(sight: Sight, { actor, standing }: Reader, { alias, id, own }: PlacedTask): Sql {
  const { relation } = sight;
  const task = raw(alias);
  if (isOfAny(sight)) return raw('1 = 1');
  if (relation === 'OWN' || relation === 'PARTNER' || standing.part === null) return raw('1 = 0');
  if (relation === 'NAMED') {
    return sql`EXISTS (SELECT 1 FROM task_member m WHERE m.operation_id = ${task}.operation_id
      AND m.task_id = ${raw(id)} AND m.member_id = ${actor.memberId})`;
  }
  const relations = relation === 'RELATED' ? TASK_SIGHTS : [relation];
  if (own !== undefined) return sql`${raw(own)}.relation IN (${relations})`;
  return sql`EXISTS (SELECT 1 FROM task_agency a WHERE a.operation_id = ${task}.operation_id
    AND a.task_id = ${raw(id)} AND a.agency_id = ${actor.agencyId} AND a.relation IN (${relations}))`;
}

function valueAt(level: Level, rule: FieldRule, value: unknown): unknown {
  if (level === 'FULL') return value ?? null;
  if (level === 'MASKED' && !rule.sealed) return maskValue(value);
  if (rule.list) return [];
  return rule.hiddenAs ?? null;
}

function maskValue(value: unknown): unknown {
  if (typeof value === 'string') return maskText(value);
  return Array.isArray(value) ? value.map(maskValue) : null;
}

function maskJson(value: Json): Json {
  if (typeof value === 'string') return maskText(value);
  return Array.isArray(value) ? value.map(maskJson) : null;
}
