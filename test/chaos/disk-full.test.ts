import { verifyLogs } from '../../src/audit/verify-log';
import { installedRegistry, openStore } from '../../src/app';
import { LogEntryRow } from '../../src/store/rows/log-entry.row';
import { fetchToken, until, type Answer, type Variables } from '../support/app';
import { buildServer, startServer, type ServerProcess } from '../support/server-process';
import { smallDisk, type SmallDisk } from '../support/small-disk';
import { PLAN } from '../support/trips';

/** The database has no room for a while: what was acknowledged stays, reads go on, and work does once there is room. */

jest.setTimeout(180_000);

const SUSPECTS = `query WhileFull($id: ID!) {
  operation(id: $id) { suspects(first: 100) { nodes { name } } tasks(first: 5) { nodes { id } } } }`;

let disk: SmallDisk;
let main: string;
let server: ServerProcess;
let operationId: string;
let leaderId: string;
const acknowledged: string[] = [];

beforeAll(async () => {
  disk = await smallDisk();
  main = await buildServer();
  server = await startServer(main, { ...disk.settings, PORT: '0' });
  const members = (await (await fetch(`${server.url}/demo/members`)).json()) as { code: string; memberId: string }[];
  leaderId = members.find(({ code }) => code === 'yk-police.officer-02')?.memberId ?? '';
  operationId = (await post('{ operationByCode(code: "YK-FRAUD") { id } }')).data.operationByCode.id;
});

async function post(query: string, variables: Variables = {}, as = 'yk-police.officer'): Promise<Answer> {
  const token = await fetchToken(server.url, as);
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}

async function plan(idempotencyKey: string): Promise<Answer> {
  const trip = { operationId, title: idempotencyKey, destination: '450126', leaderId, memberIds: [leaderId] };
  const answer = await post(PLAN, { input: { ...trip, departOn: '2026-12-01', idempotencyKey } });
  if (!answer.errors) acknowledged.push(answer.data.planArrestTrip.task.id);
  return answer;
}

function readSuspects(): Promise<Answer> {
  return post(SUSPECTS, { id: operationId });
}

/** Who is noted to have read by a document, as an auditor is told. */
async function readersOf(document: string): Promise<unknown[]> {
  const log = `query ($id: ID!) { accessLog(operationId: $id, last: 100) { nodes { document } } }`;
  const { data } = await post(log, { id: operationId }, 'yk-police.auditor');
  return data.accessLog.nodes.filter((node: { document: string }) => node.document === document);
}

async function statusOf(path: string): Promise<number> {
  return (await fetch(`${server.url}${path}`)).status;
}

/** Plans until there is no room; what still fitted is acknowledged. */
async function planUntilRefused(): Promise<Answer> {
  for (let i = 0; ; i += 1) {
    const answer = await plan(`trip ${acknowledged.length}`);
    if (answer.errors) return answer;
    if (i > 2_000) throw new Error('it never became full');
  }
}

it('commands are UNAVAILABLE and reads go on while the disk is full, and all goes on afterwards', async () => {
  for (let i = 0; i < 5; i += 1) expect((await plan(`before ${i}`)).errors).toBeUndefined();
  expect(await statusOf('/readyz')).toBe(200);
  await disk.fill(server);

  const refused = await planUntilRefused();
  const key = `trip ${acknowledged.length}`;
  expect(refused.errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'UNAVAILABLE', retryable: true }]);
  expect([await statusOf('/readyz'), await statusOf('/livez')]).toEqual([503, 200]);
  const many = await Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? plan(`full ${i}`) : readSuspects())));
  for (const [i, { data, errors }] of many.entries()) {
    if (i % 2) expect(errors?.[0]?.extensions.code).toBe('UNAVAILABLE');
    else expect(data.operation.suspects.nodes.some(({ name }: any) => name !== null)).toBe(true);
  }
  // Who has read in clear waits to be written.
  await until(() => server.said().includes('could not be written'));
  expect(await statusOf('/readyz')).toBe(503);

  await disk.free(server);
  await until(async () => (await statusOf('/readyz')) === 200);
  expect((await plan(key)).errors).toBeUndefined();
  expect((await readSuspects()).errors).toBeUndefined();
  await until(async () => (await readersOf('WhileFull')).length > 0);
  expect(server.said()).not.toContain('internal error');
});

it('a stop while the disk is full is a stop, and nothing that was acknowledged is lost', async () => {
  await disk.fill(server);
  await planUntilRefused();
  expect(await server.stop()).toBe(0);
  await disk.free(server).catch(() => undefined);
  server = await startServer(main, { ...disk.settings, PORT: '0' });
  expect((await plan('after the restart')).errors).toBeUndefined();
  expect(await server.stop()).toBe(0);

  const registry = installedRegistry();
  const store = await openStore(disk.settings.DATABASE_URL, registry);
  try {
    expect((await verifyLogs(store, registry)).flatMap(({ faults }) => faults)).toEqual([]);
    const planOnes = { operation: operationId, action: 'PLAN_ARREST_TRIP' };
    const entries = await store.read((session) => session.find(LogEntryRow, planOnes));
    const planned = entries.map(({ subject }) => subject);
    for (const id of acknowledged) expect(planned.filter((each) => each === id)).toHaveLength(1);
    expect(new Set(acknowledged).size).toBe(acknowledged.length);
  } finally {
    await store.close();
  }
});

it('a stop while the disk is full tells that who has read what is lost', async () => {
  server = await startServer(main, { ...disk.settings, PORT: '0' });
  await disk.fill(server);
  await planUntilRefused();
  expect((await readSuspects()).errors).toBeUndefined();
  expect(await server.stop()).toBe(1);
  expect(server.said()).toMatch(/lost are [1-9]\d* entries of who has read what/);
});
