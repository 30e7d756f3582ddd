import { isRefusal } from '../../src/core/errors';
import { MemberTurns } from '../../src/graph/turns';

/** Work that ends when it is told to, and who has begun. */
function works() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const work = (name: string) => (): Promise<string> => {
    begun.push(name);
    return new Promise((resolve) =>
      ends.set(name, () => {
        resolve(name);
      }),
    );
  };
  return { begun, work, end: (name: string) => ends.get(name)?.() };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('MemberTurns', () => {
  it('lets a member wait for itself alone, in the order of coming', async () => {
    const turns = new MemberTurns({ running: 2, waiting: 10 });
    const { begun, work, end } = works();
    const all = ['a1', 'a2', 'a3', 'a4', 'b1'].map((name) => turns.take(name.slice(0, 1), work(name)));
    await settled();
    expect(begun).toEqual(['a1', 'a2', 'b1']);
    end('a2');
    await settled();
    expect(begun).toEqual(['a1', 'a2', 'b1', 'a3']);
    for (const name of ['a1', 'a3', 'b1']) end(name);
    await settled();
    end('a4');
    expect(await Promise.all(all)).toEqual(['a1', 'a2', 'a3', 'a4', 'b1']);
    expect(Reflect.get(turns, 'members')).toEqual(new Map());
  });

  it('gives the turn on where work fails', async () => {
    const turns = new MemberTurns({ running: 1, waiting: 10 });
    const failing = turns.take('a', () => Promise.reject(new Error('no')));
    const next = turns.take('a', async () => 'done');
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('done');
    expect(Reflect.get(turns, 'members')).toEqual(new Map());
  });

  it('refuses who waits for too much already, and says when to come back', async () => {
    const turns = new MemberTurns({ running: 1, waiting: 1 });
    const { work, end } = works();
    const all = ['1', '2'].map((name) => turns.take('a', work(name)));
    const refusal: unknown = await turns.take('a', work('3')).catch((error: unknown) => error);
    expect(isRefusal(refusal) && refusal.details).toEqual({ limit: 'rate', retryAfterSeconds: 1 });
    end('1');
    await settled();
    end('2');
    await Promise.all(all);
    await turns.take('a', async () => undefined);
  });
});
