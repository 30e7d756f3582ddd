import fc from 'fast-check';
import {
  byGroup,
  countersOf,
  dayBefore,
  forOutsiders,
  gaugeByDay,
  groupKey,
  lastMidnight,
  mergeCells,
  partSmall,
  type Cell,
  type GroupQuestion,
} from '../../src/core/tally';
import { instantOf, parseDate } from '../../src/core/time';
import { TALLY_GROUPINGS } from '../../src/core/vocabulary';

const SMALL = 5;
const place = { day: '2025-11-24', form: 'COUNTER', kind: 'PROBE' } as const;

function table(...amounts: number[]): Cell[] {
  return amounts.map((amount, i) => ({ group: { agency: `agy_${i}` }, amount }));
}

const question: GroupQuestion = {
  ...{ form: 'COUNTER', hasGroups: true, by: ['AGENCY'], isCut: false, smallCell: SMALL },
};

describe('countersOf', () => {
  const audiences = (step: Parameters<typeof countersOf>[0]) => countersOf(step, place).map(({ audience }) => audience);

  it('moves both counters, or that of the audience named', () => {
    expect(audiences({ metric: 'N', amount: 1 })).toEqual(['INSIDERS', 'OUTSIDERS']);
    expect(audiences({ metric: 'N', amount: 1, audience: 'INSIDERS' })).toEqual(['INSIDERS']);
    expect(audiences({ metric: 'N', amount: 1, audience: 'OUTSIDERS' })).toEqual(['OUTSIDERS']);
  });

  it('puts a step of another day there for insiders, and for outsiders on the day of recording', () => {
    const step = { metric: 'N', amount: -2, day: parseDate('2025-11-01')!, agency: 'agy_1' };
    expect(countersOf(step, place)).toEqual([
      expect.objectContaining({ audience: 'INSIDERS', day: '2025-11-01', agency: 'agy_1', by: -2, bucket: null }),
      expect.objectContaining({ audience: 'OUTSIDERS', day: '2025-11-24', kind: 'PROBE', by: -2, holder: '' }),
    ]);
  });

  it('counts a duration as one case of its length', () => {
    const [inside] = countersOf({ metric: 'N', amount: 30 }, { ...place, form: 'DURATION' });
    expect(inside).toMatchObject({ by: 1, bucket: expect.any(Number) });
  });
});

describe('partSmall', () => {
  const amounts = (cells: readonly Cell[]) => cells.map(({ amount }) => amount);

  it('withholds cells below the smallest, and the next smallest with them', () => {
    const { shown, withheld } = partSmall(table(9, 3, 7, 20), SMALL);
    expect(amounts(withheld)).toEqual([3, 7]);
    expect(amounts(shown)).toEqual([9, 20]);
  });

  it('shows everything where nothing is small', () => {
    expect(partSmall(table(5, 6), SMALL)).toEqual({ shown: table(5, 6), withheld: [] });
  });

  it('takes a cell of nothing for no cell, and one below zero for a small one', () => {
    expect(amounts(partSmall(table(0, 8, 9), SMALL).shown)).toEqual([8, 9]);
    expect(amounts(partSmall(table(-1, 8, 9), SMALL).withheld)).toEqual([-1, 8]);
  });

  it('never leaves a small cell shown, nor one alone withheld that the total would tell', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 30 })), (given) => {
        const { shown, withheld } = partSmall(table(...given), SMALL);
        expect(shown.every(({ amount }) => amount >= SMALL)).toBe(true);
        if (shown.length > 0) expect(withheld).not.toHaveLength(1);
        const sum = [...shown, ...withheld].reduce((all, { amount }) => all + amount, 0);
        expect(sum).toBe(given.reduce((all, amount) => all + amount, 0));
      }),
    );
  });

  it('leaves to every small cell another world with the same answer and the same total', () => {
    const answers = new Map<string, number[][]>();
    const values = Array.from({ length: 12 }, (_, i) => i);
    for (const a of values)
      for (const b of values)
        for (const c of values) {
          const { shown } = partSmall(table(a, b, c), SMALL);
          const answer = JSON.stringify([shown, a + b + c]);
          answers.set(answer, [...(answers.get(answer) ?? []), [a, b, c]]);
        }
    for (const worlds of answers.values()) {
      for (const i of [0, 1, 2]) {
        const told = new Set(worlds.map((world) => world[i]!));
        const isSmall = [...told].some((amount) => amount > 0 && amount < SMALL);
        expect(isSmall && told.size === 1).toBe(false);
      }
    }
  });
});

describe('forOutsiders', () => {
  const cells = table(9, 3, 7, 20);
  const nothing = { shown: [], isWithheld: true };

  it('shows the total whole, and never below zero', () => {
    expect(forOutsiders(table(3), { ...question, by: [] })).toEqual({ shown: table(3), isWithheld: false });
    expect(forOutsiders(table(-3), { ...question, by: ['KIND'] })).toEqual({ shown: [], isWithheld: false });
  });

  it('shows groups by one dimension over all days, without the small ones', () => {
    const { shown, isWithheld } = forOutsiders(cells, question);
    expect([shown.map(({ amount }) => amount), isWithheld]).toEqual([[9, 20], true]);
    expect(forOutsiders(cells, { ...question, by: ['AGENCY', 'KIND'] }).shown).toHaveLength(2);
  });

  it('shows no groups of two dimensions or of a part of the days, which would tell small cells of the others', () => {
    for (const by of [
      ['AGENCY', 'DAY'],
      ['AGENCY', 'HOLDER'],
    ] as const) {
      expect(forOutsiders(cells, { ...question, by })).toEqual(nothing);
    }
    expect(forOutsiders(cells, { ...question, isCut: true })).toEqual(nothing);
  });

  it('shows no groups of a metric whose table has none, but its days', () => {
    expect(forOutsiders(cells, { ...question, hasGroups: false })).toEqual(nothing);
    expect(forOutsiders(cells, { ...question, hasGroups: false, by: ['DAY'] }).shown).toHaveLength(2);
  });

  it('withholds in the same way whether there is something or not', () => {
    for (const by of TALLY_GROUPINGS.filter((each) => each !== 'KIND' && each !== 'DAY')) {
      expect(forOutsiders([], { ...question, hasGroups: false, by: [by] })).toEqual(nothing);
    }
  });

  it('shows of money the whole sum alone: no days, and nothing of a part of the time', () => {
    const money = { ...question, form: 'MONEY', hasGroups: false } as const;
    expect(forOutsiders(table(50_000, 60_000), { ...money, by: ['DAY'] })).toEqual(nothing);
    expect(forOutsiders(table(50_000), { ...money, by: [], isCut: true })).toEqual(nothing);
    expect(forOutsiders(table(50_000), { ...money, by: ['KIND'] }).shown).toHaveLength(1);
  });

  it('has no percentile of a few cases', () => {
    expect(forOutsiders(table(4), { ...question, form: 'DURATION', by: [] })).toEqual(nothing);
    expect(forOutsiders([], { ...question, form: 'DURATION', by: [] })).toEqual(nothing);
    expect(forOutsiders(table(5), { ...question, form: 'DURATION', by: [] }).shown).toHaveLength(1);
  });
});

describe('groups', () => {
  it('are added up and told in one order, what belongs to none last', () => {
    const cells = [{ group: { agency: '' }, amount: 1 }, ...table(2), ...table(3)];
    expect(mergeCells(cells)).toEqual([...table(5), { group: { agency: '' }, amount: 1 }]);
    expect(groupKey({ day: '2025-11-24' })).not.toBe(groupKey({ agency: '2025-11-24' }));
    expect([...cells].sort(byGroup)[2]).toBe(cells[0]);
  });

  it('of a gauge tell how it stood at the end of each day from the first that is asked for', () => {
    const at = (day: string, amount: number, agency = 'agy_1') => ({ group: { day, agency }, amount });
    const steps = [at('2025-11-03', -2), at('2025-11-01', 5), at('2025-11-02', 1, 'agy_2'), at('2025-11-04', 4)];
    expect(gaugeByDay(steps, '2025-11-02')).toEqual([
      at('2025-11-02', 1, 'agy_2'),
      at('2025-11-03', 3),
      at('2025-11-04', 7),
    ]);
  });
});

describe('the last midnight', () => {
  it("is that of the operation's own zone", () => {
    const now = instantOf(Date.UTC(2025, 10, 24, 16, 30));
    expect(lastMidnight(now, 'Asia/Shanghai')).toEqual({ today: '2025-11-25', at: '2025-11-24T16:00:00.000Z' });
    expect(lastMidnight(now, 'UTC').today).toBe('2025-11-24');
  });

  it('ends the day before, over months and years', () => {
    expect(['2025-11-24', '2025-03-01', '2024-03-01', '2026-01-01'].map((day) => dayBefore(parseDate(day)!))).toEqual([
      '2025-11-23',
      '2025-02-28',
      '2024-02-29',
      '2025-12-31',
    ]);
  });
});
