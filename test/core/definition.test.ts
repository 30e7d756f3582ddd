import {
  defineKind,
  defineRecord,
  DefinitionFault,
  fieldsOf,
  isKind,
  type KindDefinition,
  type SubjectDefinition,
} from '../../src/core/definition';
import { closeSample, openSample, sampleAction, sampleKind, sampleRecord } from './sample';

/** Everything that is wrong with a kind, a line each. */
function faultsOf(given: Partial<KindDefinition>): string[] {
  return linesOf(() => defineKind(sampleKind(given)));
}

function recordFaults(given: Partial<SubjectDefinition>): string[] {
  return linesOf(() => defineRecord(sampleRecord(given)));
}

function linesOf(define: () => unknown): string[] {
  try {
    define();
  } catch (error) {
    if (!(error instanceof DefinitionFault)) throw error;
    return error.message
      .split('\n')
      .slice(1)
      .map((line) => line.replace(/^ {2}- /, ''));
  }
  return [];
}

describe('defineKind', () => {
  it('gives back a kind that is whole', () => {
    const kind = sampleKind();
    expect(defineKind(kind)).toBe(kind);
  });

  it.each<[string, Partial<KindDefinition>, string]>([
    [
      'with a fact of a field that is not there',
      { facts: [{ field: 'weather', form: 'TEXT' }] },
      'tells a fact of the unknown field weather',
    ],
    [
      'with a fact of a sealed field',
      { fields: { phone: { class: 'PERSONAL', sealed: true } }, facts: [{ field: 'phone', form: 'TEXT' }] },
      'tells a fact of the sealed field phone',
    ],
    [
      'with a fact that is told twice',
      {
        facts: [
          { field: 'place', form: 'PLACE' },
          { field: 'place', form: 'TEXT' },
        ],
      },
      'tells the fact place twice',
    ],
    ['without a state', { states: {}, actions: [], sight: sampleKind().sight }, 'has no state'],
    [
      'with an action from an unknown state',
      { actions: [openSample, sampleAction({ from: ['OPEN', 'LOST'], to: ['CLOSED'] })] },
      'touchSample names the unknown state LOST',
    ],
    [
      'with an action to an unknown state',
      { actions: [openSample, closeSample, sampleAction({ to: ['LOST'] })] },
      'touchSample names the unknown state LOST',
    ],
    [
      'with a state that nothing leads to',
      { actions: [openSample, sampleAction()] },
      'can never reach the state CLOSED',
    ],
    [
      'with states that lead to one another alone',
      {
        states: { OPEN: { phase: 'ACTIVE' }, ONE: { phase: 'ACTIVE' }, OTHER: { phase: 'ACTIVE' } },
        actions: [
          openSample,
          sampleAction({ name: 'there', from: ['ONE'], to: ['OTHER'] }),
          sampleAction({ name: 'back', from: ['OTHER'], to: ['ONE'] }),
        ],
      },
      'can never reach the state ONE',
    ],
    ['with an action twice', { actions: [openSample, closeSample, closeSample] }, 'has the action closeSample twice'],
    [
      'with an action that is open to nobody',
      { actions: [openSample, closeSample, sampleAction({ by: [] })] },
      'touchSample is open to nobody',
    ],
    [
      'with an action that starts from no state',
      { actions: [openSample, closeSample, sampleAction({ from: [] })] },
      'touchSample starts from no state',
    ],
    [
      'with separate duties on an unknown field',
      { actions: [openSample, closeSample, sampleAction({ notBy: ['plannedBy'] })] },
      'touchSample names the unknown field plannedBy',
    ],
    [
      'with a party by an unknown field',
      { actions: [openSample, closeSample, sampleAction({ by: [{ member: 'leader' }] })] },
      'touchSample names the unknown field leader',
    ],
    [
      'with sight in an unknown state',
      { sight: [{ relation: 'PARTICIPANT', states: ['LOST'] }] },
      'sight names the unknown state LOST',
    ],
    ['that nobody sees', { sight: [] }, 'is seen by nobody'],
    [
      'with a part that has no class',
      { parts: { legs: { row: class {}, key: 'leg', type: 'Leg', fields: {} } } },
      'its part legs has no class of visibility',
    ],
    ['whose prefix is too long', { prefix: 'SMPL' }, 'its prefix is not three capitals'],
    ['whose prefix is small', { prefix: 'smp' }, 'its prefix is not three capitals'],
    [
      'that no action begins',
      { actions: [sampleAction({ name: 'closeSample', to: ['CLOSED'] })] },
      'no action begins it',
    ],
  ])('refuses a kind %s', (_what, given, fault) => {
    expect(faultsOf(given)).toContain(fault);
  });

  it('refuses a metric with another name than capitals, and groups of money for outsiders', () => {
    const metrics = { tripsSent: { form: 'COUNTER', unit: 'trips' } } as const;
    expect(faultsOf({ metrics })).toEqual(['its metric tripsSent is not named in capitals, at most 40']);
    const money = { MONEY_SAVED: { form: 'MONEY', unit: 'fen', outsiders: 'GROUPS' } } as const;
    expect(faultsOf({ metrics: money })).toEqual(['shows outsiders groups of MONEY_SAVED, a sum of money']);
    expect(recordFaults({ metrics: money })).toHaveLength(1);
  });

  it('takes states that several steps lead to, in whatever order the actions stand', () => {
    const states = { OPEN: { phase: 'ACTIVE' }, HELD: { phase: 'WAITING' }, CLOSED: { phase: 'DONE' } } as const;
    const close = sampleAction({ name: 'closeSample', from: ['HELD'], to: ['CLOSED'] });
    const hold = sampleAction({ name: 'holdSample', from: ['OPEN'], to: ['HELD'] });
    expect(faultsOf({ states, actions: [close, hold, openSample] })).toEqual([]);
  });

  it('tells all faults at once, under the name of the type', () => {
    const broken = {
      prefix: 'X',
      sight: [],
      actions: [sampleAction({ by: [], notBy: ['plannedBy'], from: ['LOST'] })],
    };
    expect(faultsOf(broken).sort()).toEqual(
      [
        'touchSample names the unknown state LOST',
        'touchSample is open to nobody',
        'touchSample names the unknown field plannedBy',
        'can never reach the state CLOSED',
        'is seen by nobody',
        'its prefix is not three capitals',
        'no action begins it',
      ].sort(),
    );
    expect(() => defineKind(sampleKind(broken))).toThrow(/^Sample is not whole:\n/);
  });

  it('takes the fields of every task for duties beside its own', () => {
    const party = { member: 'members' };
    expect(
      faultsOf({ actions: [openSample, closeSample, sampleAction({ notBy: ['createdBy'], by: [party] })] }),
    ).toEqual([]);
  });

  it('takes an action that begins something to start from a thing of another type', () => {
    const begun = sampleAction({ name: 'openSample', from: [], to: ['OPEN'], begins: true });
    expect(faultsOf({ actions: [begun, closeSample] })).toEqual([]);
  });
});

describe('defineRecord', () => {
  it('gives back a record that is whole, without prefix, phase or an action that begins it', () => {
    const record = sampleRecord({ actions: [] });
    expect(defineRecord(record)).toBe(record);
  });

  it('refuses the same holes as in a kind', () => {
    expect(recordFaults({ sight: [], actions: [sampleAction()] })).toEqual([
      'touchSample names the unknown state OPEN',
      'is seen by nobody',
    ]);
  });

  it('does not know the fields that tasks alone have', () => {
    const actions = [sampleAction({ from: ['KEPT'], notBy: ['createdBy'] })];
    expect(recordFaults({ actions })).toEqual(['touchSample names the unknown field createdBy']);
  });
});

describe('a definition', () => {
  it('is a kind or a record', () => {
    expect(isKind(sampleKind())).toBe(true);
    expect(isKind(sampleRecord())).toBe(false);
  });

  it('has the fields of every task, its own, and its own word on both', () => {
    const fields = fieldsOf(sampleKind({ fields: { place: 'WHEREABOUTS', title: 'CASE' } }));
    expect(fields.get('place')).toEqual({ class: 'WHEREABOUTS' });
    expect(fields.get('title')).toEqual({ class: 'CASE' });
    expect(fields.get('number')).toEqual({ class: 'NUMBER' });
    expect(fields.get('closedAt')).toEqual({ class: 'OPEN' });
    expect(fields.get('version')).toEqual({ class: 'CASE', otherwise: 'openVersion' });
    expect(fieldsOf(sampleRecord()).has('number')).toBe(false);
  });
});
