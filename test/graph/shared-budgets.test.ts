import { Budgets } from '../../src/graph/budgets';
import { RedisLink } from '../../src/live/wake-up/redis-link';
import { until } from '../support/app';
import { atEnd } from '../support/endings';
import { startRedis, type RedisServer } from '../support/redis-server';

/** Budgets that processes count together. */

const SETTINGS = { ofMember: 1_000, ofAgency: 1_500 };
const MEMBER = { memberId: 'mbr_1', agencyId: 'agy_1' };
const COLLEAGUE = { memberId: 'mbr_2', agencyId: 'agy_1' };
const SILENT = { info: () => undefined, warn: () => undefined };
/** With what each document costs beside. */
const HALF = 400;

interface Process {
  readonly budgets: Budgets;
  readonly link: RedisLink;
}

async function startProcess({ url }: RedisServer, installation = 'one'): Promise<Process> {
  const link = new RedisLink({ url, installation: Buffer.from(installation), log: SILENT });
  atEnd(async () => {
    link.stop();
  });
  link.start();
  await until(() => link.isReady);
  return { link, budgets: Budgets.of(SETTINGS, { redis: link }) };
}

const OVER = { code: 'LIMIT_EXCEEDED', details: { limit: 'rate', retryAfterSeconds: expect.any(Number) } };

it('a member has one budget on all processes of an installation, and its agency too', async () => {
  const redis = await startRedis();
  const [one, other] = [await startProcess(redis), await startProcess(redis)];
  await one.budgets.spend(MEMBER, HALF);
  await other.budgets.spend(MEMBER, HALF);
  for (const { budgets } of [one, other]) await expect(budgets.spend(MEMBER, HALF)).rejects.toMatchObject(OVER);
  await one.budgets.spend(COLLEAGUE, HALF);
  await expect(other.budgets.spend(COLLEAGUE, HALF)).rejects.toMatchObject(OVER);
  await (await startProcess(redis, 'two')).budgets.spend(MEMBER, HALF);
});

it('each process counts by itself while Redis is away or hangs, and together again after that', async () => {
  const redis = await startRedis();
  const [one, other] = [await startProcess(redis), await startProcess(redis)];
  await one.budgets.spend(MEMBER, HALF);
  redis.freeze();
  for (const { budgets } of [one, other]) {
    await budgets.spend(MEMBER, HALF);
    await budgets.spend(MEMBER, HALF);
    await expect(budgets.spend(MEMBER, HALF)).rejects.toMatchObject(OVER);
  }
  await redis.kill();
  await redis.start();
  await until(() => one.link.isReady && other.link.isReady, 20_000);
  await one.budgets.spend(COLLEAGUE, HALF);
  await other.budgets.spend(COLLEAGUE, HALF);
  await expect(one.budgets.spend(COLLEAGUE, HALF)).rejects.toMatchObject(OVER);
});

it('counts by itself what Redis refuses to count', async () => {
  const redis = await startRedis();
  const { budgets, link } = await startProcess(redis);
  const keys = [`${link.prefix}budget:member:${MEMBER.memberId}`];
  await link.eval("return redis.call('lpush', KEYS[1], 'no number')", { keys, arguments: [] });
  await budgets.spend(MEMBER, HALF);
  await budgets.spend(MEMBER, HALF);
  await expect(budgets.spend(MEMBER, HALF)).rejects.toMatchObject(OVER);
});
