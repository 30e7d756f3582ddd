import { request } from 'node:http';
import { idOf, startTestApp, type TestApp } from '../support/app';
import { clientOf, openBare, statusOfUpgrade } from '../support/clients';
import { PLAN, planInput } from '../support/trips';

/** What the log keeps of who attacks it: a line is a line, and nothing personal or secret stands in any. */

const TOKEN = 'eyJhbGciOiJub25lIn0.c2VjcmV0LXRva2Vu.AAAA';
const RESIDENT_ID = '11010519491231002X';
const CARD = '6222020200112233445';
const ESCAPES = '\u001b[31mred\u001b[0m\r\n{"level":60,"msg":"forged"}\u202egnp.exe\u0007';
const SECRETS = [TOKEN, 'c2VjcmV0', RESIDENT_ID, CARD];
const evil = `${ESCAPES} ${RESIDENT_ID} ${CARD} ${TOKEN}`;

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});

/** Bytes as no HTTP library would let them out: in the target and in headers. */
async function sendRaw(path: string, headers: Record<string, string>): Promise<void> {
  const { hostname, port } = new URL(app.url);
  await new Promise<void>((resolve, reject) => {
    const sent = request({ hostname, port, path, headers, method: 'GET' }, (response) => {
      response.resume().once('end', resolve);
    });
    sent.once('error', reject).end();
  });
}

/** Makes whatever reads the database fail with an error that carries what was sent. */
function failReads(): jest.SpyInstance {
  return jest.spyOn(app.services.store, 'read').mockImplementation(async () => {
    const statement = { query: 'SELECT ?', parameters: [RESIDENT_ID, CARD], sqlMessage: `near '${RESIDENT_ID}'` };
    throw Object.assign(new Error('a bug'), statement, { driverError: statement });
  });
}

async function attackEverywhere(): Promise<void> {
  const name = 'Op';
  const headers = { 'accept-language': evil.replace(/[^\x20-\x7e]/g, ''), 'x-request-id': RESIDENT_ID };
  await sendRaw(`/graphql?query=${encodeURIComponent(evil)}&token=${TOKEN}`, { authorization: `Bearer ${TOKEN}` });
  await sendRaw(`/${encodeURIComponent(evil)}`, { cookie: TOKEN, referer: CARD });
  await app.post(`query ${name} { agencies(first: 1) { nodes { name } } }`, { evil }, { headers });
  await app.post(evil);
  await app.post(`query ${name}($id: ID!) { task(id: $id) { id } }`, { id: evil });
  await app.post(PLAN, { input: planInput(app, { title: evil.slice(0, 150), idempotencyKey: CARD }) });
  await app.post(`{ task(id: ${JSON.stringify(evil)}) { id } }`);
  const filter = { text: RESIDENT_ID };
  const search = `query ($id: ID!, $filter: TaskFilter) { operation(id: $id) { tasks(filter: $filter) { nodes { id } } } }`;
  await app.post(search, { id: idOf(app.operations, 'YK-FRAUD'), filter });
  await statusOfUpgrade(app, { origin: `https://${RESIDENT_ID}.example`, 'user-agent': CARD });
  const socket = await openBare(app);
  socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${TOKEN}`, evil } });
  await socket.closed();
  const client = clientOf(app, 'yk-police.officer', { init: { locale: evil } });
  await client.ask('query ($id: ID!) { task(id: $id) { id } }', { id: evil }).catch(() => undefined);
}

function expectCleanLines(): void {
  const text = app.logged.join('');
  for (const secret of SECRETS) expect(text).not.toContain(secret);
  expect(text).not.toContain('forged');
  for (const line of app.logged) {
    expect(line.indexOf('\n')).toBe(line.length - 1);
    // C0 and C1 controls, and what turns the direction of writing.
    expect(line.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    expect(() => JSON.parse(line) as unknown).not.toThrow();
  }
}

it('keeps nothing of what was sent, wherever it stood', async () => {
  await attackEverywhere();
  expectCleanLines();
});

it('keeps no values of a statement that failed', async () => {
  await app.tokenOf('yk-police.officer');
  const spy = failReads();
  await attackEverywhere();
  spy.mockRestore();
  expect(app.logged.some((line) => line.includes('internal error'))).toBe(true);
  expectCleanLines();
});

it('keeps no values where reads could not be written', async () => {
  const spy = jest.spyOn(app.services.store, 'write').mockImplementation(async () => {
    const statement = { query: 'INSERT ?', parameters: [RESIDENT_ID] };
    throw Object.assign(new Error('a bug'), statement, { driverError: { ...statement, sql: `'${RESIDENT_ID}'` } });
  });
  await app.ask('query Reads($id: ID!) { operation(id: $id) { suspects(first: 5) { nodes { name } } } }', {
    id: idOf(app.operations, 'YK-FRAUD'),
  });
  await app.services.accessBook.flush();
  spy.mockRestore();
  expect(app.logged.some((line) => line.includes('could not be written'))).toBe(true);
  expectCleanLines();
});
