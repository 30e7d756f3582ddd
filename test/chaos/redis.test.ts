import { createClient } from '@redis/client';
import { dataOf, fetchToken, testConfig, until, type Answer, type Variables } from '../support/app';
import { clientOf, type Collected } from '../support/clients';
import { freePort } from '../support/free-port';
import { startRedis, type RedisServer } from '../support/redis-server';
import { buildServer, startServer, type ServerProcess } from '../support/server-process';
import { PLAN } from '../support/trips';

/** Two servers as processes of their own on one database, with a Redis that comes and goes. */

jest.setTimeout(180_000);

const FOLLOW = 'subscription F($id: ID!) { boardChanged(operationId: $id) { entries { id } } }';
const DEAR = '{ operations(first: 100) { nodes { tasks(first: 100) { nodes { id number title } } } } }';
/** The least that a member may be given. */
const MEMBER_BUDGET = 500_000;

let redis: RedisServer;
let one: ServerProcess;
let other: ServerProcess;
let operationId: string;
let leaderId: string;
let stream: Collected;

beforeAll(async () => {
  const { databaseUrl, sealKeysFile } = await testConfig({ onDisk: true });
  redis = await startRedis({ password: 'of/redis' });
  const settings = {
    ...{ DATABASE_URL: databaseUrl, REDIS_URL: redis.url.replace('of/redis', 'of%2Fredis'), SEAL_KEYS: sealKeysFile },
    ...{ DEMO: 'on', LOG_LEVEL: 'error', MEMBER_BUDGET: String(MEMBER_BUDGET) },
  };
  const main = await buildServer();
  const start = async (): Promise<ServerProcess> => startServer(main, { ...settings, PORT: String(await freePort()) });
  [one, other] = await Promise.all([start(), start()]);
  const members = (await (await fetch(`${one.url}/demo/members`)).json()) as { code: string; memberId: string }[];
  leaderId = members.find(({ code }) => code === 'yk-police.officer-02')?.memberId ?? '';
  operationId = dataOf(await post(one, '{ operationByCode(code: "YK-FRAUD") { id } }')).operationByCode.id;
  const { url } = other;
  stream = clientOf({ url, tokenOf: (code) => fetchToken(url, code) }, 'yk-police.commander').follow(FOLLOW, {
    id: operationId,
  });
  await stream.next();
});

async function post(
  { url }: ServerProcess,
  query: string,
  { variables = {}, as = 'yk-police.officer' }: { variables?: Variables; as?: string } = {},
): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await fetchToken(url, as)}` },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}

/** A command on the one is seen on the other. */
async function expectSeen(title: string): Promise<void> {
  const trip = { operationId, title, destination: '450126', leaderId, memberIds: [leaderId], departOn: '2026-12-01' };
  const answer = post(one, PLAN, { variables: { input: trip } });
  const [planned, seen] = await Promise.all([answer, stream.next()]);
  dataOf(planned);
  expect(dataOf(seen).boardChanged.entries).toHaveLength(1);
}

async function valueOf({ url }: ServerProcess, series: string): Promise<number> {
  const lines = (await (await fetch(`${url}/metrics`)).text()).split('\n');
  return Number(lines.find((line) => line.startsWith(`${series} `))?.slice(series.length + 1) ?? 0);
}

const received = (): Promise<number> => valueOf(other, 'liandong_hints_total{fate="RECEIVED"}');

/** Both are connected, or neither is. */
async function untilReady(ready: 0 | 1): Promise<void> {
  const isSo = async (server: ServerProcess): Promise<boolean> =>
    (await valueOf(server, 'liandong_redis_ready')) === ready;
  await until(async () => (await isSo(one)) && (await isSo(other)), 30_000);
}

it('a command on one server wakes who follows on the other, by Redis', async () => {
  await untilReady(1);
  const before = await received();
  await expectSeen('by Redis');
  await until(async () => (await received()) === before + 1);
  // The other one tells nothing: it has only been told.
  expect(await valueOf(other, 'liandong_hints_total{fate="PUBLISHED"}')).toBe(0);
});

it('what comes by Redis and is no hint, or a made up one, takes nothing from those who follow', async () => {
  const stranger = createClient({ url: redis.url.replace('of/redis', 'of%2Fredis') });
  await stranger.connect();
  const [channel] = await stranger.pubSubChannels('liandong:*');
  if (channel === undefined) throw new Error('nobody listens');
  for (const text of [`x ${operationId} 999999999999999`, `x ${operationId} 0`, 'x', '\u0000']) {
    await stranger.publish(channel, text);
  }
  stranger.destroy();
  await until(async () => (await valueOf(other, 'liandong_hints_total{fate="GARBLED"}')) === 2);
  await expectSeen('after what was made up');
});

it('a command is seen without Redis too, and by it again once it is back', async () => {
  await redis.kill();
  await untilReady(0);
  await expectSeen('without Redis');
  for (const { url } of [one, other]) expect((await fetch(`${url}/readyz`)).status).toBe(200);
  await redis.start();
  await untilReady(1);
  const before = await received();
  await expectSeen('by Redis again');
  await until(async () => (await received()) === before + 1);
});

it('a command waits for no Redis that hangs', async () => {
  redis.freeze();
  await expectSeen('while Redis hangs');
  await untilReady(0);
  await expectSeen('while it still hangs');
  redis.thaw();
  await untilReady(1);
});

it('what a member asks for on one server is taken from its budget on the other', async () => {
  const refusal = { extensions: { code: 'LIMIT_EXCEEDED', limit: 'rate' } };
  const ask = async (server: ServerProcess, as: string): Promise<Answer> => post(server, DEAR, { as });
  let answer = await ask(one, 'icbc.liaison');
  dataOf(answer);
  for (let i = 0; i < 20 && !answer.errors; i += 1) answer = await ask(one, 'icbc.liaison');
  expect(answer.errors).toMatchObject([refusal]);
  expect((await ask(other, 'icbc.liaison')).errors).toMatchObject([refusal]);
  dataOf(await ask(other, 'yk-police.officer'));
});

it('a server that is told to stop waits for no Redis that hangs', async () => {
  redis.freeze();
  expect(await one.stop()).toBe(0);
  redis.thaw();
});
