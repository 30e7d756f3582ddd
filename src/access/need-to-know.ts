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

  /** Row rule for tasks in SQL, over the columns of the header under `alias`. */
  taskCondition(reader: Reader, alias: string): Sql {
    return join(
      this.registry.kinds.map((kind) => kindCondition(kind, reader, alias)),
      ' OR ',
      '1 = 0',
    );
  }

  /** Whether the reader may know of every task, whatever its kind and state: nothing that is kept of all may tell it more. */
  knowsEveryTask(reader: Reader): boolean {
    const always = (sight: Sight): boolean =>
      sight.relation === 'PARTICIPANT' && !sight.states && viewerFits(sight, reader);
    return this.registry.kinds.every((kind) => kind.sight.some(always));
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
  fieldCondition(name: string, reader: Reader, alias: string): Sql {
    const granting = (kind: KindDefinition): KindDefinition => {
      const of = fieldsOf(kind).get(name)?.class ?? 'PROOF';
      return of === 'OPEN' ? kind : { ...kind, sight: kind.sight.filter((row) => row.shows?.[of] === 'FULL') };
    };
    return join(
      this.registry.kinds.map((kind) => kindCondition(granting(kind), reader, alias)),
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

function kindCondition(kind: KindDefinition, reader: Reader, alias: string): Sql {
  const rows = kind.sight.filter((sight) => viewerFits(sight, reader));
  const conditions = rows.map((sight) => {
    const states = sight.states ? sql`${raw(alias)}.state IN (${sight.states})` : raw('1 = 1');
    return sql`(${states} AND ${relationCondition(sight, reader, alias)})`;
  });
  return sql`(${raw(alias)}.kind = ${kind.kind} AND (${join(conditions, ' OR ', '1 = 0')}))`;
}

function relationCondition({ relation }: Sight, { actor, standing }: Reader, alias: string): Sql {
  const task = raw(alias);
  // Of these the reader alone decides, and `viewerFits` has asked.
  if (relation === 'PARTICIPANT' || relation === 'DESCENDANT' || relation === 'ANYONE') return raw('1 = 1');
  if (relation === 'OWN' || relation === 'PARTNER' || standing.part === null) return raw('1 = 0');
  if (relation === 'NAMED') {
    return sql`EXISTS (SELECT 1 FROM task_member m WHERE m.operation_id = ${task}.operation_id
      AND m.task_id = ${task}.id AND m.member_id = ${actor.memberId})`;
  }
  const relations = relation === 'RELATED' ? TASK_SIGHTS : [relation];
  return sql`EXISTS (SELECT 1 FROM task_agency a WHERE a.operation_id = ${task}.operation_id
    AND a.task_id = ${task}.id AND a.agency_id = ${actor.agencyId} AND a.relation IN (${relations}))`;
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
