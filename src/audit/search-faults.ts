import { searchTokens } from '../core/search-tokens';
import { sql, type Session } from '../store/session';
import { groupBy } from '../store/things';
import type { TaskCheck } from './task-versions';

/** Where the index of searches is not made of the titles and numbers that the log tells of. */
export async function searchFaults(session: Session, { operation, versions }: TaskCheck): Promise<string[]> {
  const rows = await session.select(
    sql`SELECT task_id AS task, tokens FROM search_tokens WHERE operation_id = ${operation}`,
  );
  const kept = groupBy(rows, (row) => String(row['task']));
  const ids = new Set([...versions.keys(), ...kept.keys()]);
  return [...ids].flatMap((id) => {
    const told = new Set((versions.get(id) ?? []).map((version) => searchTokens({ ...version, operation })));
    const found = new Set((kept.get(id) ?? []).map((row) => String(row['tokens'])));
    const isSame = told.size === found.size && [...told].every((tokens) => found.has(tokens));
    return isSame ? [] : [`${id}: searches find it by other names than those of the log`];
  });
}
