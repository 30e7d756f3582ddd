import type { Entry } from '../../src/core/entry';
import { replay, type ReplayRules } from '../../src/core/replay';
import { instantOf } from '../../src/core/time';
import { sampleEntry } from './sample';

const rules: ReplayRules = {
  partsOf: (type) => (type === 'Operation' ? ['participations'] : []),
  countersOf: (entry, { metric, amount, agency }) => [
    { key: [entry.at.slice(0, 10), metric, agency ?? ''].join(' '), by: amount },
  ],
};

const opened = sampleEntry({ details: { state: 'OPEN', title: 'first', tags: ['a', 'b'] } });
const changed = sampleEntry({
  ...{ seq: 2, subjectVersion: 2, at: instantOf(2_000) },
  details: { title: 'second', tags: ['b'], note: 'x' },
});

/** One entry about the participations of an operation. */
function joined(seq: number, participations: Entry['details'][string]): Entry {
  const subject = { subjectType: 'Operation', subject: 'op_1', task: null };
  return sampleEntry({ ...subject, seq, subjectVersion: seq, details: { participations } });
}

function partsOf(entries: readonly Entry[]): unknown {
  return replay(entries, rules).things.get('op_1')?.parts;
}

describe('replay', () => {
  it('finds nothing in an empty log', () => {
    expect(replay([], rules)).toEqual({ things: new Map(), tallies: new Map() });
  });

  it('folds details to the newest value of each field, and lists as a whole', () => {
    expect(replay([opened, changed], rules).things.get('sample_1')).toEqual({
      type: 'Sample',
      version: 2,
      seq: 2,
      createdAt: instantOf(1_000),
      updatedAt: instantOf(2_000),
      values: { state: 'OPEN', title: 'second', tags: ['b'], note: 'x' },
      parts: {},
    });
  });

  it('keeps things apart by their ids', () => {
    const other = sampleEntry({ seq: 2, subject: 'sample_2', details: { title: 'other' } });
    const { things } = replay([opened, other, { ...changed, seq: 3 }], rules);
    expect([...things].map(([id, { values }]) => [id, values['title']])).toEqual([
      ['sample_1', 'second'],
      ['sample_2', 'other'],
    ]);
  });

  it('folds the elements of a part by their keys, and each by its values', () => {
    const parts = partsOf([
      joined(1, [
        { key: 'agy_1', part: 'LEAD', until: null },
        { key: 'agy_2', part: 'MEMBER', until: null },
      ]),
      joined(2, [{ key: 'agy_2', until: '2015-11-16T00:00:00.000Z' }]),
    ]);
    expect(parts).toEqual({
      participations: {
        agy_1: { part: 'LEAD', until: null },
        agy_2: { part: 'MEMBER', until: '2015-11-16T00:00:00.000Z' },
      },
    });
  });

  it('leaves out elements without a key, which nobody could have written', () => {
    expect(partsOf([joined(1, [null, 'x', ['y'], { part: 'LEAD' }, { key: 1 }])])).toEqual({ participations: {} });
  });

  it('takes a list for a part only where the type has it', () => {
    const entry = sampleEntry({ details: { participations: [{ key: 'agy_1' }] } });
    const thing = replay([entry], rules).things.get('sample_1');
    expect(thing).toMatchObject({ values: { participations: [{ key: 'agy_1' }] }, parts: {} });
  });

  it('leaves a thing as it is where an entry tells of a task and makes no version', () => {
    const founded = joined(1, [{ key: 'agy_1', part: 'LEAD' }]);
    const step = { metric: 'TRIPS_SENT', amount: -1 };
    const beside = { ...founded, seq: 2, task: 'trip_1', details: { correction: step }, tallies: [step] };
    const { things, tallies } = replay([founded, beside], rules);
    expect(things).toEqual(replay([founded], rules).things);
    expect([...tallies.values()]).toEqual([-1]);
  });

  it('sums the steps of each counter, corrections below zero too', () => {
    const steps = (seq: number, tallies: Entry['tallies']): Entry => sampleEntry({ seq, subjectVersion: seq, tallies });
    const nextDay = { ...steps(3, [{ metric: 'N', amount: 7 }]), at: instantOf(86_400_000) };
    const { tallies } = replay(
      [
        steps(1, [
          { metric: 'N', amount: 5 },
          { metric: 'N', amount: 1, agency: 'agy_1' },
        ]),
        steps(2, [{ metric: 'N', amount: -2 }]),
        nextDay,
      ],
      rules,
    );
    expect(Object.fromEntries(tallies)).toEqual({ '1970-01-01 N ': 3, '1970-01-01 N agy_1': 1, '1970-01-02 N ': 7 });
  });

  it('does not touch the entries', () => {
    const before = JSON.stringify([opened, changed]);
    replay([opened, changed], rules);
    expect(JSON.stringify([opened, changed])).toBe(before);
  });
});
