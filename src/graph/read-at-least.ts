import { unavailable } from '../core/errors';
import { findHead } from '../store/log';
import type { Session } from '../store/session';
import { isName } from './filter-values';
import type { Services } from './services';

/** A replica that is further behind than this catches up too late for who waits. */
const WAIT_LIMIT_MS = 2_000;
const PAUSE_MS = 50;

/**
 * Reads in a snapshot that shows an operation's log at least up to a position; waits a little for a database that is
 * behind. `work` is given the head.
 * @throws Refusal UNAVAILABLE
 */
export async function readAtLeast<R>(
  { store }: Services,
  { operationId, atLeast }: { operationId: string; atLeast: number },
  work: (session: Session, head: number) => Promise<R>,
): Promise<R> {
  for (let waitedMs = 0; ; waitedMs += PAUSE_MS) {
    const done = await store.read(async (session) => {
      const found = isName(operationId) ? await findHead(session, operationId) : null;
      const head = found?.seq ?? 0;
      return head < atLeast ? null : { result: await work(session, head) };
    });
    if (done) return done.result;
    if (waitedMs >= WAIT_LIMIT_MS) throw unavailable();
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
