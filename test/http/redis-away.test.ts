import { setTimeout as sleep } from 'node:timers/promises';
import { idOf, startTestApp, until, type TestApp } from '../support/app';
import { clientOf } from '../support/clients';
import { freePort } from '../support/free-port';
import { nextOf } from '../support/live';
import { startOddServer } from '../support/redis-server';
import { plan } from '../support/trips';

/** A server whose Redis is away, in whatever way, serves as one without. */

const FOLLOW = 'subscription F($id: ID!) { boardChanged(operationId: $id) { entries { id } } }';

async function valueOf({ url }: TestApp, series: string): Promise<number> {
  const lines = (await (await fetch(`${url}/metrics`)).text()).split('\n');
  return Number(lines.find((line) => line.startsWith(`${series} `))?.slice(series.length + 1));
}

const WAYS: readonly [string, () => Promise<string>][] = [
  ['is not there', async () => `redis://:secret@127.0.0.1:${await freePort()}`],
  ['takes connections and answers nothing', async () => (await startOddServer()).url],
  ['refuses the password', async () => (await startOddServer('-WRONGPASS no such user\r\n')).url],
  ['is something else', async () => (await startOddServer('HTTP/1.1 400 Bad Request\r\n\r\n')).url],
];

it.each(WAYS)('one whose Redis %s starts, is ready, and serves commands and streams', async (_how, addressOf) => {
  const app = await startTestApp({
    redisUrl: await addressOf(),
    budgets: { ofMember: 2_000_000, ofAgency: 20_000_000 },
  });
  expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
  const stream = clientOf(app, 'yk-police.commander').follow(FOLLOW, { id: idOf(app.operations, 'YK-FRAUD') });
  await nextOf(stream);
  await plan(app);
  expect((await nextOf(stream)).entries).toHaveLength(1);
  const told = (): string[] => app.logged.filter((line) => line.includes('Redis'));
  await until(() => told().length > 0);
  // A few more tries.
  await sleep(500);
  expect(await valueOf(app, 'liandong_redis_ready')).toBe(0);
  expect(await valueOf(app, 'liandong_hints_total{fate="FAILED"}')).toBe(1);
  expect(told()).toEqual([expect.stringContaining('"level":40')]);
  expect(told().join()).not.toContain('secret');
});
