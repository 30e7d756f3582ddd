import { begin, outcome } from '../../src/core/decision';

describe('outcome', () => {
  it('wants nothing by itself, and keeps the state', () => {
    const nothing = outcome();
    expect(nothing).toMatchObject({ begins: false, values: {}, remarks: {}, parts: [], tallies: [] });
    expect('state' in nothing).toBe(false);
  });

  it('gathers fields, the last word on each holds', () => {
    expect(
      outcome()
        .set({ a: 1, b: 1 })
        .set({ b: 2, c: [3] }).values,
    ).toEqual({ a: 1, b: 2, c: [3] });
  });

  it('keeps reason and note for the log, and no empty note', () => {
    const told = outcome().reason('计划有变').note('口头告知');
    expect(told.remarks).toEqual({ reason: '计划有变', note: '口头告知' });
    expect(told.values).toEqual({});
    for (const note of ['', null, undefined]) expect(outcome().note(note).remarks).toEqual({});
  });

  it('gathers parts and tallies in order', () => {
    const made = outcome()
      .part('legs', '1', { mode: 'TRAIN' })
      .part('legs', '2', { mode: 'CAR' })
      .tally('TRIPS_SENT', 1, { agency: 'agy_1' })
      .tally('MONEY', -500);
    expect(made.parts).toEqual([
      { part: 'legs', key: '1', values: { mode: 'TRAIN' } },
      { part: 'legs', key: '2', values: { mode: 'CAR' } },
    ]);
    expect(made.tallies).toEqual([
      { metric: 'TRIPS_SENT', amount: 1, agency: 'agy_1' },
      { metric: 'MONEY', amount: -500 },
    ]);
  });

  it('counts for those who see all work, and for everyone else', () => {
    const { tallies } = outcome().tallyInside('N', 1, { agency: 'agy_1' }).tallyOutside('N', 1);
    expect(tallies).toEqual([
      { metric: 'N', amount: 1, agency: 'agy_1', audience: 'INSIDERS' },
      { metric: 'N', amount: 1, audience: 'OUTSIDERS' },
    ]);
  });

  it('corrects by one more step, which the log tells with its reason', () => {
    const step = { metric: 'N', amount: -1 };
    const { tallies, remarks } = outcome().correct(step, { reason: '重复登记', task: null });
    expect(tallies).toEqual([step]);
    expect(remarks).toEqual({ correction: { ...step, reason: '重复登记', task: null } });
    expect(outcome().correct(step, { reason: '重复登记', task: 'trip_1' }).note('x').task).toBe('trip_1');
  });

  it('leads to a state that stays when more is said', () => {
    expect(outcome().to('CLOSED').set({ a: 1 }).note('x').tally('N', 1).part('p', 'k', {}).state).toBe('CLOSED');
  });

  it('gives a new one at each step and leaves the one before as it was', () => {
    const first = outcome().set({ a: 1 });
    first.set({ a: 2 }).reason('x').tally('N', 1).to('CLOSED').part('p', 'k', {});
    expect(first).toEqual(outcome().set({ a: 1 }));
  });
});

describe('begin', () => {
  it('begins a thing with these fields, also when more is said', () => {
    expect(begin({ title: 'x' }).set({ due: null }).tally('N', 1)).toMatchObject({
      begins: true,
      values: { title: 'x', due: null },
    });
  });
});
