import { Lanes } from '../../src/store/lanes';

/** Keeps the event loop busy. */
function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('lanes', () => {
  it('go in the order of asking, and each has its resource alone', async () => {
    const lanes = new Lanes(['a', 'b'], 1_000);
    const held = new Set<string>();
    const order: number[] = [];
    const work = (i: number): Promise<void> =>
      lanes.lease(async (resource) => {
        expect(held.has(resource)).toBe(false);
        held.add(resource);
        order.push(i);
        await turn();
        held.delete(resource);
      });
    await Promise.all(Array.from({ length: 50 }, (_, i) => work(i)));
    expect(order).toEqual(order.map((_, i) => i));
  });

  it('are UNAVAILABLE to who has waited too long, and free again for who comes after', async () => {
    const lanes = new Lanes(['only'], 20);
    let end: () => void = () => undefined;
    const first = lanes.lease(() => new Promise<void>((resolve) => (end = resolve)));
    await expect(lanes.lease(() => Promise.resolve())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    end();
    await first;
    await expect(lanes.lease(() => Promise.resolve('there'))).resolves.toBe('there');
  });

  it('are lost to nobody whose wait ends in the very turn in which one is given back', async () => {
    const lanes = new Lanes(['only'], 5);
    let end: () => void = () => undefined;
    const first = lanes.lease(() => new Promise<void>((resolve) => (end = resolve)));
    const second = lanes.lease(() => Promise.resolve('second'));
    await turn();
    // Given back by a turn's last callback after the wait is over: timers come before what is done next.
    end();
    await Promise.resolve();
    block(20);
    const outcomes = await Promise.allSettled([first, second]);
    expect(outcomes[1]).toEqual({ status: 'fulfilled', value: 'second' });
    await expect(lanes.lease(() => Promise.resolve('there'))).resolves.toBe('there');
  });

  it('survive a storm of waits that end while others are served', async () => {
    const lanes = new Lanes(['a', 'b'], 15);
    const storm = Array.from({ length: 300 }, () =>
      lanes.lease(async () => {
        block(1);
        await turn();
      }),
    );
    const outcomes = await Promise.allSettled(storm);
    expect(outcomes.some(({ status }) => status === 'rejected')).toBe(true);
    const both = await Promise.all([1, 2].map(() => lanes.lease(async (resource) => turn().then(() => resource))));
    expect(both.sort()).toEqual(['a', 'b']);
  });
});
