import type { Actor } from '../core/actor';
import { fieldsOf, type KindDefinition } from '../core/definition';
import type { TaskRelation } from '../core/thing';
import { isOfAny, type FieldClass, type Sight } from '../core/visibility';
import { join, raw, sql, type Sql } from '../store/session';
import { isOfAll, viewerFits } from './sight';
import type { Reader } from './viewer';

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
  /**
   * Whose relations the row is judged by: those that stand (`NOW`, unless said), or those that its own columns tell, for
   * what was shown before, also to who has no relation any more.
   */
  readonly relations?: 'NOW' | 'THEN';
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
const TASK_SIGHTS: readonly TaskRelation[] = ['LEAD', 'HOLDER', 'ASSIST', 'CREATOR'];

/** The kind as it is seen by those rows of its table alone that show the field in full. */
export function granting(kind: KindDefinition, field: string): KindDefinition {
  return grantingClass(kind, fieldsOf(kind).get(field)?.class ?? 'PROOF');
}

/** The kind as it is seen by those rows of its table alone that show a class of fields in full. */
export function grantingClass(kind: KindDefinition, of: FieldClass): KindDefinition {
  return of === 'OPEN' ? kind : { ...kind, sight: kind.sight.filter((row) => row.shows?.[of] === 'FULL') };
}

/** Whether the reader sees every thing of the type, in whatever state. */
export function seesAllOf({ sight }: Pick<KindDefinition, 'sight'>, reader: Reader): boolean {
  return sight.some((row) => isOfAll(row) && viewerFits(row, reader));
}

/** Where the tasks of a kind that a reader sees are read from. */
export function kindSources(definition: KindDefinition, reader: Reader): SightSource[] {
  const { kind, sight } = definition;
  if (seesAllOf(definition, reader)) return [{ by: 'ALL', kind }];
  const rows = sight.filter((row) => viewerFits(row, reader));
  return rows.flatMap((row): SightSource[] => {
    if (isOfAny(row)) return [{ by: 'STATES', kind, states: row.states ?? [] }];
    if (row.relation === 'OWN' || row.relation === 'PARTNER' || reader.standing.part === null) return [];
    return [{ by: row.relation === 'NAMED' ? 'MEMBER' : 'AGENCY' }];
  });
}

/** Condition that a task is of one of the kinds and seen. Kinds of which everything is seen stand in one list. */
export function anyKind(kinds: readonly KindDefinition[], reader: Reader, at: TaskPlace): Sql {
  const place = typeof at === 'string' ? { alias: at, id: `${at}.id` } : at;
  const whole = kinds.filter((kind) => seesAllOf(kind, reader)).map((kind) => kind.kind);
  const conditions = [
    ...(whole.length === 0 ? [] : [sql`${raw(place.alias)}.kind IN (${whole})`]),
    ...kinds.filter((kind) => !seesAllOf(kind, reader)).map((kind) => kindCondition(kind, reader, place)),
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

function relationCondition(sight: Sight, { actor, standing }: Reader, place: PlacedTask): Sql {
  const { relation } = sight;
  const { alias, id, own, relations = 'NOW' } = place;
  if (isOfAny(sight)) return raw('1 = 1');
  if (relation === 'OWN' || relation === 'PARTNER' || standing.part === null) return raw('1 = 0');
  if (relation === 'NAMED') {
    return sql`EXISTS (SELECT 1 FROM task_member m WHERE m.operation_id = ${raw(alias)}.operation_id
      AND m.task_id = ${raw(id)} AND m.member_id = ${actor.memberId})`;
  }
  const among = TASK_SIGHTS.filter((each) => relation === 'RELATED' || each === relation);
  if (relations === 'THEN') {
    const pieces = among.map((each) => relationThen(each, actor, place));
    return sql`(${join(pieces, ' OR ', '1 = 0')})`;
  }
  if (own !== undefined) return sql`${raw(own)}.relation IN (${among})`;
  return sql`EXISTS (SELECT 1 FROM task_agency a WHERE a.operation_id = ${raw(alias)}.operation_id
    AND a.task_id = ${raw(id)} AND a.agency_id = ${actor.agencyId} AND a.relation IN (${among}))`;
}

/** Columns of a version that name an agency, by the relation that they make. */
const NAMED_THEN: Readonly<Partial<Record<TaskRelation, string>>> = {
  LEAD: 'lead_agency_id',
  HOLDER: 'holder_id',
  CREATOR: 'created_by_agency_id',
};

/** Who was ever assigned to a task has known of it; no version says when. */
function relationThen(relation: TaskRelation, { agencyId }: Actor, { alias, id }: PlacedTask): Sql {
  const column = NAMED_THEN[relation];
  if (column !== undefined) return sql`(${raw(alias)}.${raw(column)} = ${agencyId})`;
  return sql`(EXISTS (SELECT 1 FROM task_assignment g WHERE g.operation_id = ${raw(alias)}.operation_id
    AND g.task_id = ${raw(id)} AND g.agency_id = ${agencyId}))`;
}
