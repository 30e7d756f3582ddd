import { setTimeout as sleep } from 'node:timers/promises';
import { fetchToken, testConfig, until, type Answer, type Variables } from '../support/app';
import { clientOf } from '../support/clients';
import { expectHistoryOfTasks, expectTalliesOfLog, expectWholeLog } from '../support/log';
import { freePort } from '../support/free-port';
import { buildServer, killWhenItSays, startServer } from '../support/server-process';
import { ABORT, APPROVE, DEPART, PLAN } from '../support/trips';
import { installedRegistry, openStore } from '../../src/app';
import type { LogEntryRow } from '../../src/store/rows/log-entry.row';

/** kill -9 in the middle of a stream of commands: what was acknowledged is there, once; the rest is whole or absent. */

const ROUNDS = 3;
const WORKERS = 4;
jest.setTimeout(180_000);

/** A command with its key, and what it was answered, if it was. */
interface Sent {
  readonly document: string;
  readonly as: string;
  readonly input: Variables & { readonly idempotencyKey: string };
  answer?: { readonly id: string; readonly version: number; readonly cursor: string };
}

let main: string;
let settings: Record<string, string>;
let databaseUrl: string;
let url: string;
const tokens = new Map<string, string>();
let people: Map<string, string>;
let operationId: string;

beforeAll(async () => {
  const config = await testConfig({ onDisk: true });
  ({ databaseUrl } = config);
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  settings = { PORT: String(port), DATABASE_URL: databaseUrl, SEAL_KEYS: config.sealKeysFile, DEMO: 'on' };
  main = await buildServer();
});

async function tokenOf(code: string): Promise<string> {
  const token = tokens.get(code) ?? (await fetchToken(url, code));
  tokens.set(code, token);
  return token;
}

async function post(query: string, variables: Variables, as: string): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await tokenOf(as)}` },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}

/** Sends a command and notes its answer; false where none came. A refusal is a fault of the test. */
async function send(sent: Sent): Promise<boolean> {
  let answer: Answer;
  try {
    answer = await post(sent.document, { input: sent.input }, sent.as);
  } catch {
    return false;
  }
  if (answer.errors) throw new Error(`refused: ${JSON.stringify({ sent, errors: answer.errors })}`);
  const [payload] = Object.values<any>(answer.data);
  sent.answer = { id: payload.task.id, version: payload.task.version, cursor: payload.cursor };
  return true;
}

/** Plans trips and sends them off, one command after the other, until no answer comes. */
async function work(name: string, log: Sent[]): Promise<void> {
  const leaderId = people.get('yk-police.officer-02') ?? '';
  const step = async (document: string, as: string, input: Sent['input']): Promise<Sent['answer']> => {
    const sent: Sent = { document, as, input };
    log.push(sent);
    await send(sent);
    return sent.answer;
  };
  for (let i = 0; ; i += 1) {
    const key = (what: string): { idempotencyKey: string } => ({ idempotencyKey: `${name} ${i} ${what}` });
    const trip = { operationId, title: `${name} ${i}`, destination: '450126', leaderId, memberIds: [leaderId] };
    const planned = await step(PLAN, 'yk-police.officer', { ...trip, departOn: '2026-12-01', ...key('plan') });
    if (!planned) return;
    const taskId = planned.id;
    if (!(await step(APPROVE, 'yk-police.commander', { taskId, ...key('approve') }))) return;
    if (!(await step(DEPART, 'yk-police.officer-02', { taskId, ...key('depart') }))) return;
    if (i % 3 > 0) continue;
    if (!(await step(ABORT, 'yk-police.commander', { taskId, reason: '线索有变', ...key('abort') }))) return;
  }
}

async function lookAround(): Promise<void> {
  const members = (await (await fetch(`${url}/demo/members`)).json()) as { code: string; memberId: string }[];
  people = new Map(members.map(({ code, memberId }) => [code, memberId]));
  const { data } = await post('{ operationByCode(code: "YK-FRAUD") { id } }', {}, 'yk-police.officer');
  operationId = data.operationByCode.id;
}

/** The whole log, past the server; checked for gaps, hashes, counters and history. */
async function readChecked(): Promise<LogEntryRow[]> {
  const registry = installedRegistry();
  const store = await openStore(databaseUrl, registry);
  try {
    await expectTalliesOfLog(store, registry, operationId);
    await expectHistoryOfTasks(store, operationId);
    return await expectWholeLog(store, operationId);
  } finally {
    await store.close();
  }
}

/** What a stock client has seen that comes again by itself and goes on after its last cursor. */
interface Seen {
  readonly ids: string[];
  /** Where one message ended and the next began. */
  readonly joints: [string, string][];
  hasBegun(): boolean;
}

function followThroughout(): Seen {
  const { client } = clientOf({ url, tokenOf }, 'yk-police.commander', {
    retryAttempts: 1_000,
    retryWait: () => sleep(50),
    // While nobody listens, a connection is refused with an error that is no close event.
    shouldRetry: () => true,
  });
  const ids: string[] = [];
  const joints: [string, string][] = [];
  // The client sends these as they are when it comes again.
  const variables: Record<string, string> = { id: operationId };
  const query = `subscription F($id: ID!, $after: Cursor) { boardChanged(operationId: $id, after: $after) {
    after cursor entries { id } } }`;
  const next = ({ data }: Answer): void => {
    const { after, cursor, entries } = data.boardChanged;
    if (variables['after'] !== undefined) joints.push([variables['after'], after]);
    variables['after'] = cursor;
    ids.push(...entries.map(({ id }: { id: string }) => id));
  };
  const sink = { next: (message: object) => next(message), error: () => undefined, complete: () => undefined };
  client.subscribe({ query, variables }, sink);
  return { ids, joints, hasBegun: () => variables['after'] !== undefined };
}

/** Every acknowledged command stands in the log, once; sent again, all answer what they did. Gives the log's length. */
async function checkRound(sent: readonly Sent[], before: number): Promise<number> {
  const acknowledged = sent.filter(({ answer }) => answer !== undefined);
  const unanswered = sent.filter(({ answer }) => answer === undefined);
  expect(acknowledged.length).toBeGreaterThan(WORKERS);
  expect(unanswered.length).toBeLessThanOrEqual(WORKERS);
  const entries = await readChecked();
  for (const { answer, document } of acknowledged) {
    const own = entries.filter((entry) => entry.subject === answer?.id && entry.subjectVersion === answer.version);
    expect(own).toHaveLength(1);
    expect(document).toContain(`${camelCase(own[0]?.action ?? '')}(`);
  }
  // Of those that were not answered some may be done: whole, as the checks of the log, the tallies and the history say.
  const done = entries.length - before - acknowledged.length;
  expect(done).toBeGreaterThanOrEqual(0);
  for (const each of acknowledged) {
    const again = { ...each };
    expect(await send(again)).toBe(true);
    expect(again.answer).toMatchObject({ id: each.answer?.id, cursor: each.answer?.cursor });
  }
  expect(await readChecked()).toHaveLength(entries.length);
  for (const each of unanswered) expect(await send(each)).toBe(true);
  expect(await readChecked()).toHaveLength(entries.length + unanswered.length - done);
  return before + sent.length;
}

describe('a server that is killed', () => {
  it('while it tells the demo goes on from there, and the story is told once', async () => {
    await killWhenItSays(main, settings, /demo data: [1-9]\d*\/\d+/);
    const server = await startServer(main, settings);
    await lookAround();
    expect((await readChecked()).length).toBeGreaterThan(30);
    expect(await server.stop()).toBe(0);
  });

  it('in the middle of commands loses none that it acknowledged, does none twice, and leaves none half done', async () => {
    let server = await startServer(main, settings);
    await lookAround();
    const seen = followThroughout();
    await until(() => seen.hasBegun());
    const start = (await readChecked()).length;
    let length = start;
    for (let round = 0; round < ROUNDS; round += 1) {
      const sent: Sent[] = [];
      const workers = Array.from({ length: WORKERS }, (_, w) => work(`r${round} w${w}`, sent));
      await until(() => sent.filter(({ answer }) => answer !== undefined).length > WORKERS);
      await sleep(Math.random() * 600);
      await server.kill();
      await Promise.all(workers);
      server = await startServer(main, settings);
      length = await checkRound(sent, length);
    }
    const missed = (await readChecked()).slice(start).map(({ id }) => id);
    expect(missed).toHaveLength(length - start);
    await until(() => seen.ids.length >= missed.length);
    expect(seen.ids).toEqual(missed);
    for (const [ended, begun] of seen.joints) expect(begun).toBe(ended);
    expect(await server.stop()).toBe(0);
  });
});

function camelCase(action: string): string {
  return action.toLowerCase().replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
