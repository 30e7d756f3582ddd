import { StateLog } from '../../src/live/wake-up/state-log';

let lines: string[];
let state: StateLog;

beforeEach(() => {
  jest.useFakeTimers();
  lines = [];
  const log = {
    info: (_about: object, text: string) => lines.push(text),
    warn: (about: object, text: string) => lines.push(`${text}: ${(Reflect.get(about, 'err') as Error).message}`),
  };
  state = new StateLog(log, { well: 'well', ill: 'ill' });
});

afterEach(() => {
  state.stop();
  jest.useRealTimers();
});

const fault = (message: string): void => {
  state.ill(new Error(message));
};

describe('StateLog', () => {
  it('tells the first state at once, and what has become of it a minute later', () => {
    fault('one');
    fault('two');
    state.well();
    expect(lines).toEqual(['ill: one']);
    jest.advanceTimersByTime(60_000);
    expect(lines).toEqual(['ill: one', 'well']);
  });

  it('tells a line a minute of what goes on failing, and none of what goes on working', () => {
    for (let second = 0; second < 150; second += 1) {
      fault(String(second));
      jest.advanceTimersByTime(1_000);
    }
    expect(lines).toEqual(['ill: 0', 'ill: 59', 'ill: 119']);
    state.well();
    jest.advanceTimersByTime(600_000);
    state.well();
    expect(lines.slice(3)).toEqual(['well']);
  });

  it('tells a line a minute of what flaps', () => {
    for (let second = 0; second < 120; second += 1) {
      if (second % 2 === 0) state.well();
      else fault('again');
      jest.advanceTimersByTime(1_000);
    }
    expect(lines.length).toBeLessThanOrEqual(3);
  });

  it('says no more once it is stopped', () => {
    fault('one');
    fault('two');
    state.stop();
    jest.advanceTimersByTime(600_000);
    fault('three');
    expect(lines).toEqual(['ill: one']);
  });
});
