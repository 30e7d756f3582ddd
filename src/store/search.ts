import { foldText, searchTokens, telling, wordsOf, type SearchedField } from '../core/search-tokens';
import { join, raw, sql, type Session, type Sql } from './session';

/**
 * Text search in titles and numbers of tasks. A condition decides, on the task's own row, so it holds in any snapshot,
 * for any version of the history and for single tasks. The index only tells which tasks are worth looking at; it is
 * never changed, only added to, because a full-text index shows an older snapshot what is deleted now as gone.
 */

/** Beyond it, reading the tasks in their order until a page is full is quicker than looking each of them up; measured. */
const MOST_CANDIDATES = 5_000;
/** An operation with fewer tasks is read as a whole. */
const FEW = 1_000;
/** Places in an operation's log, and tasks from each, that tell how common a text is. */
const PLACES = 20;
const AT_EACH = 30;

/** What of a task is searched. */
export interface SearchedTask {
  readonly operation: string;
  readonly id: string;
  readonly title: string;
  readonly number: string;
}

/** Adds a task's title and number to the index: when it is new, and when one of them is another than before. */
export async function writeSearchTokens(session: Session, task: SearchedTask, seq: number): Promise<void> {
  const { operation, id } = task;
  await session.run(
    sql`INSERT INTO search_tokens (operation_id, task_id, from_seq, tokens)
      VALUES (${operation}, ${id}, ${seq}, ${searchTokens(task)})`,
  );
}

/** The condition that a folded text is part of the title; over `task` or `task_history` under the alias. */
export function titleHolds(folded: string, alias: string): Sql {
  const title = raw(`COALESCE(${alias}.title_folded, ${alias}.title)`);
  return sql`INSTR(${title}, ${folded}) > 0`;
}

/** The same for the number. */
export function numberHolds(folded: string, alias: string): Sql {
  // Numbers are ASCII, and not every database compares an ASCII column with anything else.
  if (!/^[\x20-\x7e]+$/.test(folded)) return raw('1 = 0');
  return sql`INSTR(LOWER(${raw(alias)}.number), ${folded}) > 0`;
}

/**
 * Ids of tasks of the operation among which all are that hold the folded text now, or held it once; null where they
 * would be too many to be of use, or the operation is small. Only for the session's own snapshot.
 */
export async function findCandidates(
  session: Session,
  asked: { operation: string; folded: string; fields: readonly SearchedField[] },
): Promise<string[] | null> {
  const { operation, folded, fields } = asked;
  const sample = await findSample(session, operation);
  if (sample === null) return null;
  const ids = new Set<string>();
  for (const field of fields) {
    const found = new Set(
      telling(
        folded,
        sample.map((task) => task[field]),
      ),
    );
    if (found.size === 0) return null;
    for (const id of await findByWords(session, wordsOf({ operation, field }, [...found]))) ids.add(id);
  }
  return ids.size > MOST_CANDIDATES ? null : [...ids];
}

/**
 * Some tasks from places all over the operation's log, since what tasks are called changes with time; null where there
 * are not many.
 */
async function findSample(session: Session, operation: string): Promise<Record<SearchedField, string>[] | null> {
  const [range] = await session.select(sql`SELECT
    (SELECT MIN(updated_seq) FROM task WHERE operation_id = ${operation}) AS first,
    (SELECT MAX(updated_seq) FROM task WHERE operation_id = ${operation}) AS last,
    (SELECT COUNT(*) FROM (SELECT 1 FROM task WHERE operation_id = ${operation} LIMIT ${FEW}) some) AS counted`);
  if (Number(range?.['counted']) < FEW) return null;
  const first = Number(range?.['first']);
  const step = (Number(range?.['last']) - first) / PLACES;
  const from = raw(`task${session.dialect.useIndex('task_changed')}`);
  const places = Array.from({ length: PLACES }, (_, i) => {
    // Not from the first on: the lowest numbers look like no others.
    const middle = Math.floor(first + step * (i + 0.5));
    return sql`SELECT * FROM (SELECT COALESCE(title_folded, title) AS title, number FROM ${from}
      WHERE operation_id = ${operation} AND updated_seq >= ${middle} ORDER BY updated_seq LIMIT ${AT_EACH}) place`;
  });
  const rows = await session.select(join(places, ' UNION ALL ', ''));
  return rows.map((row) => ({ title: String(row['title']), number: foldText(String(row['number'])) }));
}

async function findByWords(session: Session, words: readonly string[]): Promise<string[]> {
  const all = session.dialect.holdsTokens('search_tokens', words);
  const rows = await session.select(
    sql`SELECT task_id AS id FROM search_tokens WHERE ${all} LIMIT ${MOST_CANDIDATES + 1}`,
  );
  return rows.map((row) => String(row['id']));
}
