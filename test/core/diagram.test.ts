import { isFinal, stateDiagram } from '../../src/core/diagram';
import { closeSample, openSample, sampleAction, sampleKind } from './sample';

describe('stateDiagram', () => {
  it('draws beginnings, arrows from each state to each, and ends', () => {
    const kind = sampleKind({
      states: { OPEN: { phase: 'ACTIVE' }, HELD: { phase: 'WAITING' }, CLOSED: { phase: 'DONE' } },
      actions: [openSample, sampleAction({ name: 'decide', from: ['OPEN', 'HELD'], to: ['HELD', 'CLOSED'] })],
    });
    expect(stateDiagram(kind)).toBe(
      [
        'stateDiagram-v2',
        '    [*] --> OPEN: openSample',
        '    OPEN --> HELD: decide',
        '    OPEN --> CLOSED: decide',
        '    HELD --> HELD: decide',
        '    HELD --> CLOSED: decide',
        '    CLOSED --> [*]',
      ].join('\n'),
    );
  });

  it('leaves out what keeps the state', () => {
    expect(stateDiagram(sampleKind({ actions: [openSample, closeSample, sampleAction()] }))).not.toContain(
      'touchSample',
    );
  });

  it('draws no end of a state from which one can come back', () => {
    const reopen = sampleAction({ name: 'reopenSample', from: ['CLOSED'], to: ['OPEN'] });
    expect(stateDiagram(sampleKind({ actions: [openSample, closeSample, reopen] }))).not.toContain('--> [*]');
  });
});

describe('isFinal', () => {
  it('is a state that no action leads away from, though some may be done in it', () => {
    const note = sampleAction({ from: ['OPEN', 'CLOSED'] });
    const kind = sampleKind({ actions: [openSample, closeSample, note] });
    expect(isFinal(kind, 'CLOSED')).toBe(true);
    expect(isFinal(kind, 'OPEN')).toBe(false);
  });
});
