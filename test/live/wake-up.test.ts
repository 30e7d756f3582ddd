import { WakeUp } from '../../src/live/wake-up/wake-up';
import { until } from '../support/app';
import { atEnd } from '../support/endings';
import { headsOn } from '../support/heads';
import { startRedis } from '../support/redis-server';

/** Processes that wake one another; the heads have no beat here, so what is told comes by hints. */

const SILENT = { info: () => undefined, warn: () => undefined };
const POSITIONS = new Map([
  ['op_a', 3],
  ['op_b', 8],
]);

/** A process that follows one operation by each of two heads. */
function startProcess(url: string | null): { wakeUp: WakeUp; told: string[] } {
  const told: string[] = [];
  const everyHeads = ['op_a', 'op_b'].map((operation) => {
    const { heads } = headsOn(POSITIONS);
    heads.follow(operation, (seq) => told.push(`${operation} ${seq}`));
    return heads;
  });
  const wakeUp = new WakeUp(everyHeads, { url, installation: Buffer.from('x'), log: SILENT, count: () => undefined });
  atEnd(async () => {
    wakeUp.stop();
  });
  wakeUp.start();
  return { wakeUp, told };
}

describe('WakeUp', () => {
  it('tells all heads of this process at once, and by Redis those of the others', async () => {
    const { url } = await startRedis();
    const [one, other] = [startProcess(url), startProcess(url)];
    await until(() => [one, other].every(({ wakeUp }) => wakeUp.redis?.isReady));
    one.wakeUp.tell('op_a', 3);
    one.wakeUp.tell('op_b', 8);
    expect(one.told).toEqual(['op_a 3', 'op_b 8']);
    await until(() => other.told.length === 2);
    expect(other.told.toSorted()).toEqual(['op_a 3', 'op_b 8']);
  });

  it('tells the heads of this process where there is no Redis', () => {
    const { wakeUp, told } = startProcess(null);
    wakeUp.tell('op_b', 8);
    expect([wakeUp.redis, told]).toEqual([null, ['op_b 8']]);
  });
});
