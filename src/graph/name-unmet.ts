import { isRefusal, refuse } from '../core/errors';
import type { Reading } from './reading';

/** What stands for a thing that the viewer may not know. */
const HIDDEN = '***';

/**
 * The same error, but what an unmet condition is about is named to who may know it; to others the command is refused
 * with the same code, and the text says only that there is something.
 */
export async function nameUnmet(error: unknown, reading: Reading): Promise<unknown> {
  if (!isRefusal(error) || error.code !== 'PRECONDITION_FAILED') return error;
  const unmet = [];
  for (const { about, ...condition } of error.details.unmet) {
    if (about === undefined) {
      unmet.push(condition);
      continue;
    }
    const shown = await reading.findSubject(about);
    const names = [shown?.['number'], shown?.['title']].filter((each) => typeof each === 'string');
    unmet.push({ ...condition, params: { ...condition.params, subject: names.join(' ') || HIDDEN } });
  }
  return refuse('PRECONDITION_FAILED', { unmet });
}
