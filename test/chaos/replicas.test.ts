import { atEnd } from '../support/endings';
import { createClient } from 'graphql-ws';
import { setTimeout as sleep } from 'node:timers/promises';
import WebSocket from 'ws';
import { installedRegistry, openStore } from '../../src/app';
import { verifyLogs } from '../../src/audit/verify-log';
import { story } from '../../src/demo/story';
import { LogEntryRow } from '../../src/store/rows/log-entry.row';
import { dataOf, fetchToken, testConfig, until, type Answer, type Variables } from '../support/app';
import { clientOf, socketUrl } from '../support/clients';
import { freePort } from '../support/free-port';
import { readLog } from '../support/log';
import { buildServer, startServer, type ServerProcess } from '../support/server-process';
import { PLAN } from '../support/trips';

/** Two servers as processes of their own on one database, as they run behind a proxy. */

jest.setTimeout(180_000);

let databaseUrl: string;
let one: ServerProcess;
let other: ServerProcess;
let operationId: string;
let leaderId: string;

const FOLLOW = `subscription F($id: ID!, $after: Cursor) { boardChanged(operationId: $id, after: $after) {
  after cursor entries { id } } }`;

beforeAll(async () => {
  const config = await testConfig({ onDisk: true });
  ({ databaseUrl } = config);
  const settings = { DATABASE_URL: databaseUrl, SEAL_KEYS: config.sealKeysFile, DEMO: 'on', LOG_LEVEL: 'error' };
  const main = await buildServer();
  // At once, on an empty database: both migrate it, and both tell the demo.
  const start = async (): Promise<ServerProcess> => startServer(main, { ...settings, PORT: String(await freePort()) });
  [one, other] = await Promise.all([start(), start()]);
  const members = (await (await fetch(`${one.url}/demo/members`)).json()) as { code: string; memberId: string }[];
  leaderId = members.find(({ code }) => code === 'yk-police.officer-02')?.memberId ?? '';
  const { operationByCode } = dataOf(await post(one, '{ operationByCode(code: "YK-FRAUD") { id } }'));
  operationId = operationByCode.id;
});

/** Asks a server; as yk-police.officer, by a token of the other one, whose word is as good. */
async function post({ url }: ServerProcess, query: string, variables: Variables = {}): Promise<Answer> {
  const token = await fetchToken(other.url, 'yk-police.officer');
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}

async function planAt(server: ServerProcess, title: string): Promise<void> {
  const trip = { operationId, title, destination: '450126', leaderId, memberIds: [leaderId], departOn: '2026-12-01' };
  dataOf(await post(server, PLAN, { input: trip }));
}

/** Past the servers. */
async function withLog<R>(work: (entries: readonly LogEntryRow[]) => R): Promise<R> {
  const store = await openStore(databaseUrl, installedRegistry());
  try {
    return work(await readLog(store, operationId));
  } finally {
    await store.close();
  }
}

it('two servers that start at once on an empty database migrate it once and tell the story once', async () => {
  const store = await openStore(databaseUrl, installedRegistry());
  try {
    const reports = await verifyLogs(store, installedRegistry());
    expect(reports.flatMap(({ faults }) => faults)).toEqual([]);
    const entries = await store.read((session) => session.find(LogEntryRow, {}));
    expect(new Set(entries.map(({ command }) => command)).size).toBe(story.length);
  } finally {
    await store.close();
  }
});

it('a command on one server is seen live on the other within a beat', async () => {
  const watcher = clientOf({ url: other.url, tokenOf: (code) => fetchToken(other.url, code) }, 'yk-police.commander');
  const stream = watcher.follow(FOLLOW, { id: operationId });
  await stream.next();
  const delays: number[] = [];
  for (let i = 0; i < 5; i += 1) {
    await planAt(one, `beat ${i}`);
    const answeredAt = performance.now();
    const { entries } = dataOf(await stream.next()).boardChanged;
    delays.push(performance.now() - answeredAt);
    expect(entries).toHaveLength(1);
  }
  // The middle one: a machine that is busy may be late once.
  expect(delays.sort((a, b) => a - b)[2]).toBeLessThan(1_500);
  await watcher.dispose();
});

it('a server that is told to stop sends its followers on, who go on at the other one after their last cursor', async () => {
  const closes: number[] = [];
  const seen: string[] = [];
  const joints: [string, string][] = [];
  let isConnected = false;
  const start = await withLog((entries) => entries.length);
  const client = createClient({
    // As a proxy does: to the one that is still there.
    url: () => socketUrl(closes.length === 0 ? one : other),
    webSocketImpl: WebSocket,
    retryWait: () => sleep(50),
    connectionParams: async () => ({ authorization: `Bearer ${await fetchToken(other.url, 'yk-police.commander')}` }),
    on: { closed: (event) => closes.push((event as { code: number }).code) },
  });
  atEnd(async () => client.dispose());
  const variables: Record<string, string> = { id: operationId };
  client.subscribe(
    { query: FOLLOW, variables },
    {
      next: ({ data }) => {
        const { after, cursor, entries } = (data as any).boardChanged;
        if (variables['after'] !== undefined) joints.push([variables['after'], after]);
        variables['after'] = cursor;
        seen.push(...entries.map(({ id }: { id: string }) => id));
        isConnected = true;
      },
      error: () => undefined,
      complete: () => undefined,
    },
  );
  await until(() => isConnected);
  const begun = performance.now();
  const stopped = one.stop();
  for (let i = 0; i < 10; i += 1) await planAt(other, `meanwhile ${i}`);
  expect(await stopped).toBe(0);
  expect(performance.now() - begun).toBeLessThan(12_000);
  await planAt(other, 'afterwards');
  await until(() => seen.length >= 11);
  expect(closes).toEqual([1012]);
  expect(seen).toEqual(await withLog((entries) => entries.slice(start).map(({ id }) => id)));
  for (const [ended, began] of joints) expect(began).toBe(ended);
  await expect(fetch(`${one.url}/livez`)).rejects.toThrow();
});
