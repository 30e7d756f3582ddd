import type { NeedToKnow } from '../access/need-to-know';
import type { Reader } from '../access/viewer';
import type { Registry } from '../core/registry';
import { join, raw, sql, type Session, type Sql } from '../store/session';
import { tables } from './task-branches';
import { isFew, rangeOf } from './task-plan';
import { TaskSources } from './task-sources';

/**
 * What is read of an operation for a reader who sees few of its tasks, where it is not read in an order: a table
 * expression with `task t` of all that it sees, and perhaps others. Null for who sees many, for whom the whole is read.
 */
export async function fewSeen(
  session: Session,
  { operation, reader, ...by }: { operation: string; reader: Reader; needToKnow: NeedToKnow; registry: Registry },
): Promise<Sql | null> {
  const sources = new TaskSources(session.dialect, operation, by.registry);
  const sight = sources.sight(by.needToKnow.sightSources(reader), reader);
  if (sight === null || !(await isFew(session, sight))) return null;
  const each = sight.whole.map((source) => sql`SELECT t.id AS id FROM ${tables(source)} WHERE ${rangeOf(source)}`);
  const ids = join(each, ' UNION ', 'SELECT id FROM task WHERE 1 = 0');
  const inOrder = raw(session.dialect.joinInOrder);
  return sql`(${ids}) few ${inOrder} task t ON t.operation_id = ${operation} AND t.id = few.id`;
}
