import {
  fieldsOf,
  isKind,
  partFieldsOf,
  partRulesOf,
  REMARK_FIELDS,
  type KindDefinition,
  type SubjectDefinition,
} from '../core/definition';
import type { Actor, Standing } from '../core/actor';
import type { Json } from '../core/canonical-json';
import type { PartRules } from '../core/parts';
import { maskText } from '../core/mask';
import type { Registry } from '../core/registry';
import { fieldOf, isTask, type TaskRelation, type TaskThing, type Thing } from '../core/thing';
import type { Audience } from '../core/vocabulary';
import { better, fieldRule, type FieldClass, type FieldRule, type Level, type Sight } from '../core/visibility';
import { join, raw, sql, type Sql } from '../store/session';
import { anyRow } from './record-condition';
import { groupStandings } from './standing';
import type { Reader } from './viewer';

/**
 * The place where need-to-know (知悉范围) is decided, for every way out: field, filter, count, log, subscription.
 * Things are asked about in memory (`mayKnow`, `show`), pages and counts in SQL (`taskCondition`, `recordCondition`);
 * both read the same tables, and tests hold them against each other.
 */

/** A thing as one reader may see it: hidden fields null, hidden lists cut, their names in `withheld`. */
export interface Shown {
  readonly __typename: string;
  readonly id: string;
  readonly operation: string;
  readonly withheld: readonly string[];
  readonly [field: string]: unknown;
}

/** A sealed value that a reader may see: opened only where it is asked for, and then masked for who sees it so. */
export interface ShownSeal {
  readonly ref: string;
  readonly masked: boolean;
}

/** An element of a part as one reader may see it. */
export interface ShownPart {
  readonly __typename: string;
  /** Id of the thing that it belongs to, and of its operation. */
  readonly subjectId: string;
  readonly operationId: string;
  readonly withheld: readonly string[];
  /** All that is hidden, also what is no field of the API by itself. */
  readonly hidden: readonly string[];
  readonly [field: string]: unknown;
}

/** Details of an entry as one reader may see them. */
export interface ShownDetails {
  readonly details: Readonly<Record<string, Json>>;
  readonly withheld: readonly string[];
}

/** Relations that the reader alone decides: `viewerFits` has asked. */
const OF_THE_READER: ReadonlySet<Sight['relation']> = new Set(['PARTICIPANT', 'DESCENDANT', 'ANYONE'] as const);

/** Relations that a row of the table can have to a task, as task_agency keeps them. */
const TASK_SIGHTS = ['LEAD', 'HOLDER', 'ASSIST', 'CREATOR'] as const;

/** Whose relations a header is judged by: those that stand, or those that its own columns tell. */
export type Relations = 'NOW' | 'THEN';

/** A header in SQL. */
interface Header {
  readonly alias: string;
  readonly relations: Relations;
}

export class NeedToKnow {
  constructor(private readonly registry: Registry) {}

  /** Whether the reader may know that the thing exists. */
  mayKnow(definition: SubjectDefinition, thing: Thing, reader: Reader): boolean {
    return definition.sight.some((sight) => fits(sight, thing, reader));
  }

  /** As what the reader sees the counts of a subject: inside who may know of all there are, in whatever state. */
  audience(definition: SubjectDefinition, reader: Reader): Audience {
    const seesAll = (row: Sight): boolean => row.relation === 'PARTICIPANT' && !row.states && !row.having;
    return definition.sight.some((row) => seesAll(row) && viewerFits(row, reader)) ? 'INSIDERS' : 'OUTSIDERS';
  }

  /** How much of a class of fields the reader sees of a thing that it may know. */
  level(definition: SubjectDefinition, thing: Thing, { reader, of }: { reader: Reader; of: FieldClass }): Level {
    if (of === 'OPEN') return 'FULL';
    return definition.sight
      .filter((sight) => fits(sight, thing, reader))
      .reduce<Level>((best, sight) => better(best, sight.shows?.[of] ?? 'HIDDEN'), 'HIDDEN');
  }

  /** The same for each class that is asked about; worked out once a class. */
  private levelsFor(definition: SubjectDefinition, thing: Thing, reader: Reader): LevelOf {
    const known = new Map<FieldClass, Level>();
    return (of) => {
      const level = known.get(of) ?? this.level(definition, thing, { reader, of });
      known.set(of, level);
      return level;
    };
  }

  /** The only way from a row to the API. The reader must be one who may know the thing. */
  show(definition: SubjectDefinition, thing: Thing, reader: Reader): Shown {
    const values = { ...thing, ...definition.derive?.(thing) };
    const levelOf = this.levelsFor(definition, thing, reader);
    const { shown, withheld } = showFields(fieldsOf(definition), values, levelOf);
    return { ...shown, __typename: definition.type, id: thing.id, operation: thing.operation, withheld };
  }

  /** An element of one of the thing's parts. The reader must be one to whom the list itself is shown. */
  showPart(
    rules: PartRules,
    row: object,
    of: { definition: SubjectDefinition; thing: Thing; reader: Reader },
  ): ShownPart {
    const { definition, thing, reader } = of;
    const levelOf = this.levelsFor(definition, thing, reader);
    const { shown, withheld, hidden } = showFields(partFieldsOf(rules), { ...row }, levelOf);
    return { ...shown, __typename: rules.type, subjectId: thing.id, operationId: thing.operation, withheld, hidden };
  }

  /** Details of an entry by the visibility of its own subject; keys that are hidden are named in `withheld`. */
  showDetails(
    definition: SubjectDefinition,
    thing: Thing,
    { reader, details }: { reader: Reader; details: Readonly<Record<string, Json>> },
  ): ShownDetails {
    const rules = fieldsOf(definition);
    const parts = partRulesOf(definition);
    const levelOf = this.levelsFor(definition, thing, reader);
    const shown: Record<string, Json> = {};
    const withheld: string[] = [];
    for (const [name, value] of Object.entries(details)) {
      const rule = rules.get(name) ?? fieldRule(REMARK_FIELDS[name] ?? 'PROOF');
      const level = levelOf(rule.class);
      const part = parts[name];
      // A sealed value is not opened for a log: its reference would only name a row of ours.
      if (level === 'HIDDEN' || rule.sealed === true) withheld.push(name);
      else if (part && Array.isArray(value)) shown[name] = showElements(value, { name, part, levelOf, withheld });
      else shown[name] = level === 'MASKED' ? maskJson(value) : value;
    }
    return { details: shown, withheld: [...new Set(withheld)].sort() };
  }

  /**
   * Row rule for tasks in SQL, over the columns of the header under `alias`. With `THEN` a version of the history is
   * asked by the agencies that it names itself: for what was shown before, also to who has no relation any more.
   */
  taskCondition(reader: Reader, alias: string, relations: Relations = 'NOW'): Sql {
    return join(
      this.registry.kinds.map((kind) => kindCondition(kind, reader, { alias, relations })),
      ' OR ',
      '1 = 0',
    );
  }

  /**
   * Row rule for a record in SQL, over the columns of its row under `alias`: the same rows as `mayKnow`. Where the
   * reader comes with its standings, operations are asked about by the standing in each.
   */
  recordCondition(definition: SubjectDefinition, reader: Reader, alias: string): Sql {
    const within = (standing: Standing): Sql => {
      const standingReader = { ...reader, standing };
      const rows = definition.sight.filter((sight) => viewerFits(sight, standingReader));
      return anyRow(definition, rows, { reader: standingReader, alias });
    };
    if (!reader.standings || definition.type !== 'Operation') return within(reader.standing);
    const alike = groupStandings(reader.standings);
    const conditions = alike.map(
      ({ standing, operations }) => sql`(${raw(alias)}.operation_id IN (${operations}) AND ${within(standing)})`,
    );
    return join(conditions, ' OR ', '1 = 0');
  }

  /**
   * Which rows of the tables are about this reader, whatever the thing: where it differs from before, what was shown
   * before may be shown no longer, and more may be.
   */
  sightOf(reader: Reader): string {
    const marks = (sight: readonly Sight[]): string => sight.map((row) => (viewerFits(row, reader) ? 1 : 0)).join('');
    return this.registry.definitions.map(({ sight }) => marks(sight)).join();
  }

  /** Whether the reader may know of every task, whatever its kind and state: nothing that is kept of all may tell it more. */
  knowsEveryTask(reader: Reader): boolean {
    const always = (sight: Sight): boolean =>
      sight.relation === 'PARTICIPANT' && !sight.states && viewerFits(sight, reader);
    return this.registry.kinds.every((kind) => kind.sight.some(always));
  }

  /** Types of records whose entries in an operation's log the reader may see. */
  recordTypes(reader: Reader): string[] {
    return this.recordsOf(reader).map((definition) => definition.type);
  }

  /** The records of an operation that a reader who takes part in it may see some of. */
  recordsOf(reader: Reader): SubjectDefinition[] {
    const records = this.registry.definitions.filter((definition) => !isKind(definition));
    return records.filter(({ sight }) =>
      sight.some((row) => row.relation === 'PARTICIPANT' && viewerFits(row, reader)),
    );
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
  fieldCondition(name: string, reader: Reader, alias: string): Sql {
    const granting = (kind: KindDefinition): KindDefinition => {
      const of = fieldsOf(kind).get(name)?.class ?? 'PROOF';
      return of === 'OPEN' ? kind : { ...kind, sight: kind.sight.filter((row) => row.shows?.[of] === 'FULL') };
    };
    return join(
      this.registry.kinds.map((kind) => kindCondition(granting(kind), reader, { alias, relations: 'NOW' })),
      ' OR ',
      '1 = 0',
    );
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
  if (OF_THE_READER.has(relation)) return true;
  if (relation === 'PARTNER') return partners?.has(thing.id) ?? false;
  if (relation === 'OWN') return isOwn(thing, actor);
  if (standing.part === null) return false;
  return isTask(thing) ? taskRelationFits(relation, thing, actor) : isConcerned(relation, thing, actor);
}

function isConcerned(relation: Sight['relation'], { concerned = [] }: Thing, { agencyId }: Actor): boolean {
  return relation === 'CONCERNED' && agencyId !== null && concerned.includes(agencyId);
}

/** Whether a thing is the actor's own agency, or belongs to it; the system has none. */
function isOwn(thing: Thing, { agencyId }: Actor): boolean {
  return agencyId !== null && [thing.id, fieldOf(thing, 'agency')].includes(agencyId);
}

function taskRelationFits(relation: Sight['relation'], thing: TaskThing, actor: Actor): boolean {
  if (relation === 'NAMED') return actor.memberId !== null && thing.members.includes(actor.memberId);
  return thing.agencies.some(
    (row) => row.agency === actor.agencyId && (relation === 'RELATED' || row.relation === relation),
  );
}

function kindCondition(kind: KindDefinition, reader: Reader, header: Header): Sql {
  const alias = raw(header.alias);
  const rows = kind.sight.filter((sight) => viewerFits(sight, reader));
  const conditions = rows.map((sight) => {
    const states = sight.states ? sql`${alias}.state IN (${sight.states})` : raw('1 = 1');
    return sql`(${states} AND ${relationCondition(sight, reader, header)})`;
  });
  return sql`(${alias}.kind = ${kind.kind} AND (${join(conditions, ' OR ', '1 = 0')}))`;
}

function relationCondition({ relation }: Sight, { actor, standing }: Reader, { alias, relations }: Header): Sql {
  const task = raw(alias);
  if (OF_THE_READER.has(relation)) return raw('1 = 1');
  if (relation === 'OWN' || relation === 'PARTNER' || standing.part === null) return raw('1 = 0');
  if (relation === 'NAMED') {
    return sql`EXISTS (SELECT 1 FROM task_member m WHERE m.operation_id = ${task}.operation_id
      AND m.task_id = ${task}.id AND m.member_id = ${actor.memberId})`;
  }
  const among = TASK_SIGHTS.filter((each) => relation === 'RELATED' || each === relation);
  if (relations === 'THEN') {
    const pieces = among.map((each) => relationThen(each, actor, alias));
    return sql`(${join(pieces, ' OR ', '1 = 0')})`;
  }
  return sql`EXISTS (SELECT 1 FROM task_agency a WHERE a.operation_id = ${task}.operation_id
    AND a.task_id = ${task}.id AND a.agency_id = ${actor.agencyId} AND a.relation IN (${among}))`;
}

/** Columns of a version that name an agency, by the relation that they make. */
const NAMED_THEN: Readonly<Partial<Record<TaskRelation, string>>> = {
  LEAD: 'lead_agency_id',
  HOLDER: 'holder_id',
  CREATOR: 'created_by_agency_id',
};

/** Who was ever assigned to a task has known of it; no version says when. */
function relationThen(relation: TaskRelation, { agencyId }: Actor, alias: string): Sql {
  const task = raw(alias);
  const column = NAMED_THEN[relation];
  if (column !== undefined) return sql`(${task}.${raw(column)} = ${agencyId})`;
  return sql`(EXISTS (SELECT 1 FROM task_assignment g WHERE g.operation_id = ${task}.operation_id
    AND g.task_id = ${task}.id AND g.agency_id = ${agencyId}))`;
}

type LevelOf = (of: FieldClass) => Level;

/** Each field at its level, and the names of those that are hidden, sorted. */
function showFields(
  rules: ReadonlyMap<string, FieldRule>,
  values: Readonly<Record<string, unknown>>,
  levelOf: LevelOf,
): { shown: Record<string, unknown>; withheld: string[]; hidden: string[] } {
  const shown: Record<string, unknown> = {};
  const hidden: string[] = [];
  for (const [name, rule] of rules) {
    const level = levelOf(rule.class);
    if (level === 'HIDDEN') hidden.push(name);
    shown[name] = valueAt(level, rule, values[name]);
  }
  const withheld = hidden.filter((name) => rules.get(name)?.unpublished !== true);
  return { shown, withheld: withheld.sort(), hidden };
}

function valueAt(level: Level, rule: FieldRule, value: unknown): unknown {
  if (level === 'HIDDEN') return rule.list ? [] : (rule.hiddenAs ?? null);
  if (rule.sealed) return typeof value === 'string' ? { ref: value, masked: level === 'MASKED' } : null;
  return level === 'FULL' ? (value ?? null) : maskValue(value);
}

/** Elements of a part as the log tells them: each value by its own class, sealed ones not at all. */
function showElements(
  elements: readonly Json[],
  { name, part, levelOf, withheld }: { name: string; part: PartRules; levelOf: LevelOf; withheld: string[] },
): Json[] {
  const rules = partFieldsOf(part);
  return elements.map((element) => {
    const shown: Record<string, Json> = {};
    for (const [key, value] of Object.entries(element as Record<string, Json>)) {
      // `key` says which element it is; where the key is a field of its own, that field's class counts.
      const rule = rules.get(key === 'key' ? part.key : key) ?? fieldRule('OPEN');
      const level = levelOf(rule.class);
      if (level === 'HIDDEN' || rule.sealed === true) withheld.push(`${name}.${key}`);
      else shown[key] = level === 'MASKED' ? maskJson(value) : value;
    }
    return shown;
  });
}

function maskValue(value: unknown): unknown {
  if (typeof value === 'string') return maskText(value);
  return Array.isArray(value) ? value.map(maskValue) : null;
}

function maskJson(value: Json): Json {
  if (typeof value === 'string') return maskText(value);
  return Array.isArray(value) ? value.map(maskJson) : null;
}
