import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@redis/client';
import { readMessage, writeMessage, type Hint, type HintFate } from '../../src/live/wake-up/bus';
import { RedisBus } from '../../src/live/wake-up/redis-bus';
import { RedisAway, RedisLink } from '../../src/live/wake-up/redis-link';
import { until } from '../support/app';
import { atEnd } from '../support/endings';
import { freePort } from '../support/free-port';
import { startOddServer, startRedis, type RedisServer } from '../support/redis-server';

/** One process's end of the bus. */
interface End {
  readonly bus: RedisBus;
  readonly link: RedisLink;
  readonly heard: readonly Hint[];
  readonly fates: readonly HintFate[];
  readonly lines: readonly string[];
}

const HINT = { operation: 'op_01jd0000000000000000000000', seq: 7 };

/** Joins the bus as a process of an installation; it need not be connected yet. */
function join(url: string, installation = 'one'): End {
  const heard: Hint[] = [];
  const fates: HintFate[] = [];
  const lines: string[] = [];
  const log = {
    info: (_about: object, text: string) => lines.push(text),
    warn: (about: object, text: string) => lines.push(`${text} ${String(Reflect.get(about, 'err'))}`),
  };
  const link = new RedisLink({ url, installation: Buffer.from(installation), log });
  const bus = new RedisBus(link, {
    onHint: ({ operation, seq }) => heard.push({ operation, seq }),
    count: (fate) => fates.push(fate),
  });
  atEnd(async () => {
    link.stop();
  });
  link.start();
  return { bus, link, heard, fates, lines };
}

async function ready(...ends: readonly End[]): Promise<void> {
  await until(() => ends.every(({ link }) => link.isReady), 20_000);
}

let redis: RedisServer;

beforeAll(async () => {
  redis = await startRedis();
});

describe('RedisBus', () => {
  it('tells the other processes of an installation, and not the one that tells', async () => {
    const [one, other, third] = [join(redis.url), join(redis.url), join(redis.url)];
    await ready(one, other, third);
    one.bus.publish(HINT);
    await until(() => other.heard.length > 0 && third.heard.length > 0);
    other.bus.publish({ ...HINT, seq: 8 });
    await until(() => one.heard.length > 0);
    expect(one.heard).toEqual([{ ...HINT, seq: 8 }]);
    expect(other.heard).toEqual([HINT]);
    expect(one.fates.toSorted()).toEqual(['PUBLISHED', 'RECEIVED']);
  });

  it('tells no other installation, nor the same one by another database number', async () => {
    const ends = [join(redis.url), join(redis.url, 'two'), join(redis.url.replace(/0$/, '1'))];
    const [one, two, copy] = ends as [End, End, End];
    await ready(...ends);
    one.bus.publish(HINT);
    two.bus.publish(HINT);
    copy.bus.publish(HINT);
    const own = join(redis.url);
    await ready(own);
    own.bus.publish({ ...HINT, seq: 9 });
    await until(() => one.heard.length > 0);
    expect(one.heard).toEqual([{ ...HINT, seq: 9 }]);
    expect([two.heard, copy.heard]).toEqual([[], []]);
    expect(one.link.prefix).toMatch(/^liandong:[0-9a-f]{16}:0:$/);
    expect(new Set(ends.map(({ link }) => link.prefix)).size).toBe(3);
  });

  it('ignores what is no hint', async () => {
    const end = join(redis.url);
    await ready(end);
    const stranger = createClient({ url: redis.url });
    atEnd(async () => stranger.destroy());
    await stranger.connect();
    const garbled = [
      '',
      'x',
      '{"operation":"op_1"}',
      `a ${HINT.operation} -1`,
      `a ${HINT.operation} 1e9`,
      'x'.repeat(1e6),
    ];
    for (const text of garbled) await stranger.publish(`${end.link.prefix}heads`, text);
    await stranger.publish(`${end.link.prefix}heads`, `stranger ${HINT.operation} 999999999999999`);
    await until(() => end.heard.length > 0);
    expect(end.heard).toEqual([{ ...HINT, seq: 999_999_999_999_999 }]);
    expect(end.fates).toEqual([...garbled.map(() => 'GARBLED'), 'RECEIVED']);
    expect(end.link.isReady).toBe(true);
  });
});

describe('a message', () => {
  it('is read as it was written', () => {
    const message = { from: '3f9c1b7a-5e2d-4c6f-8091-000000000000', ...HINT };
    expect(readMessage(writeMessage(message))).toEqual(message);
  });
});

describe('RedisLink', () => {
  it('connects again when Redis was killed and is started, and fails at once meanwhile', async () => {
    const own = await startRedis();
    const [one, other] = [join(own.url), join(own.url)];
    await ready(one, other);
    await own.kill();
    await until(() => !one.link.isReady && !other.link.isReady);
    one.bus.publish(HINT);
    await until(() => one.fates.includes('FAILED'));
    await own.start();
    await ready(one, other);
    one.bus.publish({ ...HINT, seq: 8 });
    await until(() => other.heard.length > 0);
    expect(other.heard).toEqual([{ ...HINT, seq: 8 }]);
  });

  it('lets nobody wait for a Redis that hangs, and uses it again when it answers', async () => {
    const own = await startRedis();
    const end = join(own.url);
    await ready(end);
    own.freeze();
    await expect(end.link.eval('return 1', { keys: [], arguments: [] })).rejects.toThrow(RedisAway);
    // The next ones do not wait at all: before a timer of no time has rung, all have failed.
    let failed = 0;
    for (let i = 0; i < 100; i += 1) end.link.publish('x', 'x').catch(() => (failed += 1));
    await sleep(0);
    expect(failed).toBe(100);
    own.thaw();
    await ready(end);
    expect(await end.link.eval('return ARGV[1]', { keys: [], arguments: ['1'] })).toBe('1');
  });

  it('notices by itself that a silent connection is dead', async () => {
    const own = await startRedis();
    const end = join(own.url);
    await ready(end);
    own.freeze();
    await until(() => !end.link.isReady);
    own.thaw();
    await ready(end);
    expect(await end.link.eval('return 1', { keys: [], arguments: [] })).toBe(1);
  });

  it('is not ready by what only takes connections, and asks it less and less often', async () => {
    const odd = await startOddServer();
    const end = join(odd.url);
    await until(() => odd.connections() > 1, 20_000);
    expect(end.link.isReady).toBe(false);
    expect(end.lines).toHaveLength(1);
  });

  it.each(['HTTP/1.1 400 Bad Request\r\n\r\n', '$-7\r\n', '+OK\r\n+OK\r\n+OK\r\n+OK\r\n+OK\r\n'])(
    'is not ready by what answers %j',
    async (answer: string) => {
      const odd = await startOddServer(answer);
      const end = join(odd.url);
      await until(() => odd.connections() > 1, 20_000);
      expect(end.link.isReady).toBe(false);
      expect(end.lines.filter((line) => line.startsWith('Redis fails'))).toHaveLength(1);
    },
  );

  it('tells of a wrong password once, and never the password', async () => {
    const own = await startRedis({ password: 'right-and-secret' });
    const right = join(own.url);
    await ready(right);
    const wrong = join(own.url.replace('right-and', 'wrong-and'));
    await until(() => wrong.lines.length > 0);
    await sleep(500);
    expect(wrong.link.isReady).toBe(false);
    expect(wrong.lines).toHaveLength(1);
    expect(wrong.lines[0]).toContain('WRONGPASS');
    expect(wrong.lines[0]).not.toContain('secret');
  });

  it('ends at once, wherever it is, and leaves no connection', async () => {
    const own = await startRedis();
    const odd = await startOddServer();
    const [away, hangs, connected] = [join(`redis://127.0.0.1:${await freePort()}`), join(odd.url), join(own.url)];
    await ready(connected);
    await until(() => odd.connections() > 0);
    const starting = join(own.url);
    const ends = [away, hangs, connected, starting];
    for (const { link } of ends) link.stop();
    const before = odd.connections();
    const watcher = createClient({ url: own.url });
    atEnd(async () => watcher.destroy());
    await watcher.connect();
    await until(async () => (await watcher.clientList()).length === 1);
    await sleep(500);
    expect(await watcher.clientList()).toHaveLength(1);
    expect(odd.connections()).toBe(before);
    expect(ends.map(({ link }) => link.isReady)).toEqual([false, false, false, false]);
    await expect(connected.link.publish('x', 'x')).rejects.toThrow(RedisAway);
  });
});
