import { until } from '../support/app';
import { headsOn } from '../support/heads';

describe('Heads', () => {
  it('tell followers what came by the bus, after looking where the log is', async () => {
    const { heads, asked } = headsOn(new Map([['op_a', 5]]));
    const told: number[] = [];
    heads.follow('op_a', (seq) => told.push(seq));
    heads.hear({ operation: 'op_a', seq: 5 });
    await until(() => told.length > 0);
    expect(told).toEqual([5]);
    heads.hear({ operation: 'op_a', seq: 4 });
    heads.hear({ operation: 'op_b', seq: 9 });
    expect(asked()).toBe(1);
  });

  it('are not kept from what comes by a hint of what is far away', async () => {
    const positions = new Map([['op_a', 5]]);
    const { heads, asked } = headsOn(positions);
    const told: number[] = [];
    heads.follow('op_a', (seq) => told.push(seq));
    for (let i = 0; i < 100; i += 1) heads.hear({ operation: 'op_a', seq: 999_999_999_999_999 });
    await until(() => asked() === 2);
    expect(told).toEqual([5]);
    heads.hint('op_a', 6);
    positions.set('op_a', 7);
    heads.hear({ operation: 'op_a', seq: 7 });
    await until(() => told.length === 3);
    expect(told).toEqual([5, 6, 7]);
  });

  it('look again for what came while they were looking', async () => {
    const positions = new Map([['op_a', 1]]);
    const { heads } = headsOn(positions);
    const told: number[] = [];
    heads.follow('op_a', (seq) => told.push(seq));
    heads.hear({ operation: 'op_a', seq: 1 });
    positions.set('op_a', 2);
    heads.hear({ operation: 'op_a', seq: 2 });
    await until(() => told.length === 2);
    expect(told).toEqual([1, 2]);
  });

  it('tell who follows all at each hint from wherever, and not at the beat', async () => {
    const { heads, asked } = headsOn(new Map([['op_a', 1]]), 10);
    let stirred = 0;
    heads.followAll(() => (stirred += 1));
    heads.follow('op_a', () => undefined);
    await until(() => asked() > 2);
    expect(stirred).toBe(0);
    heads.hint('op_b', 1);
    heads.hear({ operation: 'op_c', seq: 1 });
    expect(stirred).toBe(2);
  });
});
