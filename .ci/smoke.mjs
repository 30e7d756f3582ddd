// Does what the README tells a newcomer to do: `npm start` on an empty database, a token, a query, a subscription;
// then asks it to stop and expects a clean end.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const START_TIMEOUT_MS = 90_000;
const STEP_TIMEOUT_MS = 20_000;

const folder = await mkdtemp(join(tmpdir(), 'liandong-smoke-'));
const address = `127.0.0.1:${await freePort()}`;
const server = start();

try {
  await told('is ready', until(isReady, START_TIMEOUT_MS));
  await told('has GraphiQL with all of its files', allFilesOf('/graphiql'));
  const { accessToken } = await told('gives a demo token', post('/demo/token', { code: 'yk-police.commander' }));
  assert.equal(typeof accessToken, 'string');
  const ask = async (query) => {
    const { data, errors } = await post('/graphql', { query }, { authorization: `Bearer ${accessToken}` });
    assert.equal(errors, undefined, JSON.stringify(errors));
    return data;
  };
  const { viewer } = await told('answers a query', ask('{ viewer { member { code } } }'));
  assert.equal(viewer.member.code, 'yk-police.commander');
  const { operationByCode } = await told('finds the operation', ask('{ operationByCode(code: "YK-FRAUD") { id } }'));
  const message = await told('sends the first live message', firstMessage(accessToken, operationByCode.id));
  assert.equal(typeof message.data?.boardChanged?.cursor, 'string', JSON.stringify(message));
  await server.terminate();
  const [code, signal] = await told('stops when asked', inTime(server.ended));
  assert.equal(code, 0, `npm start ended with code ${code}, signal ${signal}`);
} catch (fault) {
  console.error(`${server.output()}\nSmoke test failed:`, fault);
  process.exitCode = 1;
} finally {
  server.killAll();
  await rm(folder, { recursive: true, force: true });
}

function start() {
  const [host, port] = address.split(':');
  const env = { ...process.env, HOST: host, PORT: port, DATABASE_URL: `sqlite:${join(folder, 'liandong.db')}` };
  // A group of its own, so that nothing of it is left if it won't stop.
  const child = spawn('npm', ['start'], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  let running = true;
  const ended = once(child, 'exit').finally(() => (running = false));
  // npm's shell ends at SIGTERM without passing it on, so the server itself is told, as a supervisor would.
  const terminate = async () => process.kill(await findServer(child.pid), 'SIGTERM');
  const killAll = () => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // All of it has ended, as it should have.
    }
  };
  return { ended, terminate, killAll, output: () => output, isRunning: () => running };
}

/** Follows npm → sh → node; a shell that replaces itself is missing in between. */
async function findServer(pid) {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8');
  if (/^(\S*\/)?node\0/.test(command)) return Number(pid);
  const [child] = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ');
  assert(child, 'no server process was found under npm start');
  return findServer(child);
}

async function isReady() {
  assert(server.isRunning(), 'npm start ended before it was ready');
  const response = await fetch(`http://${address}/readyz`).catch(() => undefined);
  return response?.status === 200;
}

async function allFilesOf(page) {
  const html = await (await fetch(`http://${address}${page}`)).text();
  const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file);
  assert(files.length > 0, html);
  for (const file of files) assert((await fetch(`http://${address}${file}`)).ok, file);
}

async function post(path, body, headers = {}) {
  const response = await fetch(`http://${address}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(STEP_TIMEOUT_MS),
  });
  const text = await response.text();
  assert(response.ok, `${path} answered ${response.status}: ${text}`);
  return JSON.parse(text);
}

async function firstMessage(accessToken, operationId) {
  const client = createClient({
    url: `ws://${address}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${accessToken}` },
    retryAttempts: 0,
  });
  const query = 'subscription ($id: ID!) { boardChanged(operationId: $id) { after cursor } }';
  const messages = client.iterate({ query, variables: { id: operationId } });
  try {
    const { value } = await inTime(messages.next());
    return value;
  } finally {
    void messages.return?.();
    await client.dispose();
  }
}

async function told(what, promise) {
  const value = await promise;
  console.log(`  ${what}`);
  return value;
}

async function inTime(promise) {
  const tooLate = sleep(STEP_TIMEOUT_MS, undefined, { ref: false }).then(() => assert.fail('no answer in time'));
  return Promise.race([promise, tooLate]);
}

async function until(holds, timeoutMs) {
  const giveUpAt = Date.now() + timeoutMs;
  while (!(await holds())) {
    assert(Date.now() < giveUpAt, 'not ready in time');
    await sleep(200);
  }
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address();
  probe.close();
  await once(probe, 'close');
  return port;
}
