import { epochMsOf } from '../../src/core/time';
import { DatabaseClock } from '../../src/store/clock';
import { openTestStore } from '../support/store';

describe("the database's clock", () => {
  it('tells the time in UTC, as the machine does where both are the same, and never runs backwards', async () => {
    const clock = await DatabaseClock.of(await openTestStore());
    try {
      expect(Math.abs(epochMsOf(clock.now()) - Date.now())).toBeLessThan(2_000);
      const told = Array.from({ length: 1_000 }, () => clock.now());
      expect(told).toEqual([...told].sort());
    } finally {
      clock.stop();
    }
  });
});
