import { Heads } from '../../src/live/heads';
import type { Store } from '../../src/store/store';
import { atEnd } from './endings';

/** Longer than any test: what is told, is told by a hint. */
const NEVER_MS = 1_000_000;

/** Heads on a store that knows how far each log is, and counts how often it is asked. */
export function headsOn(positions: Map<string, number>, beatMs = NEVER_MS): { heads: Heads; asked: () => number } {
  let asked = 0;
  const session = {
    find: async (_row: unknown, { operation }: { operation: string[] }) =>
      operation.flatMap((id) => (positions.has(id) ? [{ operation: id, seq: positions.get(id) }] : [])),
  };
  const read = async (work: (given: typeof session) => Promise<unknown>): Promise<unknown> => {
    asked += 1;
    return work(session);
  };
  const heads = new Heads({ read } as unknown as Store, beatMs);
  atEnd(async () => {
    heads.stop();
  });
  return { heads, asked: () => asked };
}
