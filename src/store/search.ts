import { foldText, searchTokens, telling, wordsOf, type SearchedField } from '../core/search-tokens';
import { raw, sql, type Session, type Sql } from './session';

/**
 * Text search in titles and numbers of tasks. A condition decides, on the task's own row, so it holds in any snapshot,
 * for any version of the history and for single tasks. The index only tells which tasks are worth looking at; it is
 * never changed, only added to, because a full-text index shows an older snapshot what is deleted now as gone.
 */

/** Beyond it, reading the tasks in their order until a page is full is quicker than looking each of them up. */
const MOST_CANDIDATES = 1_000;
/** Tasks from each end of an operation whose titles tell how common a text is. */
const SAMPLE = 500;

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
  if (sample.length < SAMPLE * 2) return null;
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

/** The oldest and the newest tasks: what operations call their tasks changes with time. */
async function findSample(session: Session, operation: string): Promise<Record<SearchedField, string>[]> {
  const ends = [raw('ASC'), raw('DESC')].map(
    (direction) => sql`SELECT COALESCE(title_folded, title) AS title, number FROM task
      WHERE operation_id = ${operation} ORDER BY id ${direction} LIMIT ${SAMPLE}`,
  );
  const rows = [];
  for (const end of ends) rows.push(...(await session.select(end)));
  return rows.map((row) => ({ title: String(row['title']), number: foldText(String(row['number'])) }));
}

async function findByWords(session: Session, words: readonly string[]): Promise<string[]> {
  const all = session.dialect.holdsTokens('search_tokens', words);
  const rows = await session.select(
    sql`SELECT task_id AS id FROM search_tokens WHERE ${all} LIMIT ${MOST_CANDIDATES + 1}`,
  );
  return rows.map((row) => String(row['id']));
}
