import type { SubjectDefinition } from '../core/definition';
import type { Sight } from '../core/visibility';
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

function relationCondition(definition: SubjectDefinition, { relation }: Sight, { reader, alias }: Asked): Sql {
  const { actor, partners } = reader;
  const id = raw(`${alias}.id`);
  // Of these the reader alone decides, and it was asked before.
  if (relation === 'PARTICIPANT' || relation === 'DESCENDANT' || relation === 'ANYONE') return raw(ALWAYS);
  if (relation === 'PARTNER') return sql`${id} IN (${[...(partners ?? [])]})`;
  // The other relations are those of tasks.
  if (relation !== 'OWN' || actor.agencyId === null) return raw('1 = 0');
  if (!('agency' in definition.fields)) return sql`${id} = ${actor.agencyId}`;
  return sql`(${id} = ${actor.agencyId} OR ${raw(alias)}.agency_id = ${actor.agencyId})`;
}

/** Condition that a list which the row keeps as a set holds one of the words. */
export function havingCondition(
  { type, sets }: SubjectDefinition,
  { field, oneOf }: NonNullable<Sight['having']>,
  alias: string,
): Sql {
  const set = sets?.[field];
  if (!set) throw new Error(`${type} keeps ${field} as no set`);
  return sql`(${raw(`${alias}.${snakeCase(set.property)}`)} & ${setOf(set.words, oneOf)}) <> 0`;
}
