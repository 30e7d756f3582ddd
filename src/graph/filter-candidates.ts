import type { FilterCandidates, FilterContext } from './task-filter';
import { findWithin } from './task-within';
import { textCandidates } from './text-filter';
import type { TaskFilter } from './types/board';

/**
 * Looks for the tasks that a filter's area and text are about, in the session's own snapshot.
 * @throws Refusal BAD_USER_INPUT at `filter.within` and `filter.text`, LIMIT_EXCEEDED `candidates`
 */
export async function findCandidates(
  filter: TaskFilter | null | undefined,
  { session, needToKnow, reader }: Pick<FilterContext, 'session' | 'needToKnow' | 'reader'>,
  operation: string,
): Promise<FilterCandidates> {
  const within = await findWithin(filter, { session, needToKnow, reader }, { operation });
  if (typeof filter?.text !== 'string') return { within };
  const holding = await textCandidates(filter.text, { session, needToKnow, reader, operation });
  return { within, holding };
}
