import type { NeedToKnow, PlacedTask } from '../access/need-to-know';
import type { Reader } from '../access/viewer';
import { badInput, type FaultSpec } from '../core/errors';
import { foldText, SEARCHED_FIELDS, SHORTEST_SEARCH, type SearchedField } from '../core/search-tokens';
import { findCandidates, numberHolds, titleHolds } from '../store/search';
import { join, sql, type Session, type Sql } from '../store/session';

/** Who searches. */
export interface Searcher {
  readonly needToKnow: NeedToKnow;
  readonly reader: Reader;
}

/** Who searches which rows: with the columns of a header. */
interface RowSearcher extends Searcher {
  readonly row: PlacedTask;
}

const LONGEST_SEARCH = 64;
const HOLDS = { title: titleHolds, number: numberHolds } as const;

/**
 * The condition that a task's title, or its number where the reader sees it in full, holds the text; over `task` or
 * another table with its columns. It needs no index, so it may be asked of single tasks and in any snapshot.
 * @throws Refusal BAD_USER_INPUT at `filter.text`
 */
export function textCondition(text: string, { needToKnow, reader, row }: RowSearcher): Sql {
  const folded = searchedText(text);
  const fields = searchedFields({ needToKnow, reader });
  const found = fields.map(
    (field) => sql`(${HOLDS[field](folded, row.alias)} AND (${needToKnow.fieldCondition(field, reader, row)}))`,
  );
  return sql`(${join(found, ' OR ', '1 = 0')})`;
}

/**
 * The tasks among which all are that the condition lets through, as ids; null where it is quicker to try them in
 * their order, and for who may not know of every task: the index is of all, and its speed would tell of the others.
 * What it gives is of the session's own snapshot alone, and holds of the history as well.
 */
export async function textCandidates(
  text: string,
  { session, operation, ...searcher }: Searcher & { session: Session; operation: string },
): Promise<string[] | null> {
  if (!searcher.needToKnow.knowsEveryTask(searcher.reader)) return null;
  // Numbers that the reader does not see must not even change what a search costs.
  return findCandidates(session, { operation, folded: searchedText(text), fields: searchedFields(searcher) });
}

function searchedFields({ needToKnow, reader }: Searcher): SearchedField[] {
  return SEARCHED_FIELDS.filter((field) => !needToKnow.hiddenEverywhere(field, reader));
}

/** The text as it is compared. @throws Refusal BAD_USER_INPUT for one that cannot be searched */
function searchedText(text: string): string {
  const folded = foldText(text).trim();
  const length = Array.from(folded).length;
  const fault = faultOf(folded, length);
  if (fault) throw badInput([{ path: 'filter.text', ...fault }]);
  return folded;
}

function faultOf(folded: string, length: number): Omit<FaultSpec, 'path'> | null {
  if (length < SHORTEST_SEARCH) return { code: 'TOO_SHORT', params: { minimum: SHORTEST_SEARCH } };
  if (length > LONGEST_SEARCH) return { code: 'TOO_LONG', params: { maximum: LONGEST_SEARCH } };
  // No title holds them, and not every database takes them.
  return /[\0\p{Surrogate}]/u.test(folded) ? { code: 'UNPRINTABLE' } : null;
}
