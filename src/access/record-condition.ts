import type { SubjectDefinition } from '../core/definition';
import { tiesAskedBy } from '../core/ties';
import type { Having, Sight } from '../core/visibility';
import { setOf } from '../core/word-set';
import { snakeCase } from '../store/naming';
import { join, raw, sql, type Sql } from '../store/session';
import type { Reader } from './viewer';

/** Who reads, and under which name the record's row stands in the statement. */
interface Asked {
  readonly reader: Reader;
  readonly alias: string;
}

const ALWAYS = '1 = 1';

/** Condition that a record fits one of the rows of its table that are about this reader. */
export function anyRow(definition: SubjectDefinition, rows: readonly Sight[], asked: Asked): Sql {
  const conditions = rows.map((sight) => rowCondition(definition, sight, asked));
  // The others would only be asked for nothing.
  const whole = conditions.find(({ text }) => text === ALWAYS);
  return whole ?? sql`(${join(conditions, ' OR ', '1 = 0')})`;
}

function rowCondition(definition: SubjectDefinition, sight: Sight, asked: Asked): Sql {
  const { states, having } = sight;
  const parts = [
    ...(states ? [sql`${raw(asked.alias)}.state IN (${states})`] : []),
    ...(having ? [havingCondition(definition, having, asked.alias)] : []),
    relationCondition(definition, sight, asked),
  ].filter(({ text }) => text !== ALWAYS);
  return join(parts, ' AND ', ALWAYS);
}

function relationCondition(definition: SubjectDefinition, sight: Sight, asked: Asked): Sql {
  const { relation } = sight;
  const { reader, alias } = asked;
  const { actor, partners } = reader;
  // Of these the reader alone decides, and it was asked before.
  if (relation === 'PARTICIPANT' || relation === 'DESCENDANT' || relation === 'ANYONE') return raw(ALWAYS);
  if (relation === 'PARTNER') return ownedCondition(definition, [...(partners ?? [])], alias);
  if (relation !== 'OWN') return tieCondition(definition, sight, asked);
  return ownedCondition(definition, actor.agencyId === null ? [] : [actor.agencyId], alias);
}

/** Condition that the record is one of the agencies, or belongs to one. */
function ownedCondition(definition: SubjectDefinition, agencies: readonly string[], alias: string): Sql {
  const isOne = sql`${raw(alias)}.id IN (${agencies})`;
  if (!('agency' in definition.fields)) return isOne;
  return sql`(${isOne} OR ${raw(alias)}.agency_id IN (${agencies}))`;
}

/** Condition that tasks which refer to a record tie it to the reader; the same as `isTied` in memory. */
function tieCondition(definition: SubjectDefinition, sight: Sight, { reader, alias }: Asked): Sql {
  const { actor, standing } = reader;
  if (standing.part === null) return raw('1 = 0');
  const { relation, via, tasksIn } = sight;
  const who =
    relation === 'NAMED'
      ? sql`EXISTS (SELECT 1 FROM task_member tied WHERE tied.operation_id = refers.operation_id
          AND tied.task_id = refers.task_id AND tied.member_id = ${actor.memberId})`
      : sql`EXISTS (SELECT 1 FROM task_agency tied WHERE tied.operation_id = refers.operation_id
          AND tied.task_id = refers.task_id AND tied.agency_id = ${actor.agencyId}
          AND tied.relation IN (${[...tiesAskedBy(sight)]}))`;
  const states = tasksIn ? sql`owner.state IN (${tasksIn})` : raw(ALWAYS);
  const by = [
    sql`refers.target_id = ${raw(`${alias}.id`)}`,
    ...(via ? [sql`(refers.target_id = ${raw(`${alias}.${snakeCase(via)}_id`)} AND ${states})`] : []),
  ];
  const byTask = sql`EXISTS (SELECT 1 FROM task_reference refers
    JOIN task owner ON owner.operation_id = refers.operation_id AND owner.id = refers.task_id
    WHERE refers.operation_id = ${raw(alias)}.operation_id AND (${join(by, ' OR ', '1 = 0')}) AND ${who})`;
  if (relation !== 'CONCERNED' || !('agency' in definition.fields)) return byTask;
  return sql`(${raw(alias)}.agency_id = ${actor.agencyId} OR ${byTask})`;
}

/** Condition that a list which the row keeps as a set holds one of the words, or that a flag of it is set. */
export function havingCondition({ type, sets }: SubjectDefinition, having: Having, alias: string): Sql {
  const { field } = having;
  if ('is' in having) return sql`${raw(`${alias}.${snakeCase(field)}`)} = 1`;
  const set = sets?.[field];
  if (!set) throw new Error(`${type} keeps ${field} as no set`);
  return sql`(${raw(`${alias}.${snakeCase(set.property)}`)} & ${setOf(set.words, having.oneOf)}) <> 0`;
}
