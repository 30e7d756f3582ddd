import { NetworkError } from 'graphql-sse';
import { request as ask } from 'node:http';
import { pino } from 'pino';
import { DemoIssuer } from '../../src/access/tokens';
import { startApp } from '../../src/app';
import { LIMITS } from '../../src/graph/limits';
import { actorOf, errorOf, fetchToken, idOf, startTestApp, toldConfig, until, type TestApp } from '../support/app';
import { clientOf, openSigned } from '../support/clients';
import { followersOf, nextOf } from '../support/live';
import { streamClientOf, streamUrl } from '../support/stream-clients';
import { APPROVE, plan, planInput, PLAN } from '../support/trips';

/** GraphQL over server-sent events, by stock clients and by what no client does. */

let app: TestApp;
let fraud: string;

const CHANGES = `subscription ($id: ID!, $after: Cursor) {
  boardChanged(operationId: $id, after: $after) { after cursor entries { event } tasks { id } }
}`;

beforeAll(async () => {
  app = await startTestApp({
    mostSockets: { inAll: 60, ofMember: 20 },
    documents: { trust: 'prefer', lists: [] },
  });
  fraud = idOf(app.operations, 'YK-FRAUD');
});

afterEach(async () => {
  await until(async () => {
    const { liandong_streams_open: streams, liandong_sockets_open: sockets } = await figures();
    return streams === 0 && sockets === 0 && followersOf(app) === 0;
  });
});

interface Sent {
  readonly url?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | null;
}

/** Sends what no stock client sends; as yk-police.officer. */
async function send(given: Sent = {}): Promise<Response> {
  const { url = streamUrl(app), headers, ...rest } = given;
  return fetch(url, {
    method: 'POST',
    body: '{"query":"{ serverTime }"}',
    ...rest,
    headers: {
      authorization: `Bearer ${await app.tokenOf('yk-police.officer')}`,
      accept: 'text/event-stream',
      'content-type': 'application/json',
      ...headers,
    },
  });
}

describe('a stream', () => {
  it('answers a query and a command once, and is complete', async () => {
    const client = streamClientOf(app, 'yk-police.officer');
    const query = client.follow('{ viewer { member { code: id } } }');
    expect((await query.next()).data.viewer.member.code).toBe(idOf(app.members, 'yk-police.officer'));
    expect(await query.end()).toBeNull();
    const input = planInput(app, { idempotencyKey: 'stream' });
    const [planned, again] = [await client.ask(PLAN, { input }), await client.ask(PLAN, { input })];
    expect(planned.data.planArrestTrip.task).toMatchObject({ state: 'PLANNED', version: 1 });
    expect(again).toEqual(planned);
  });

  it('follows a board, and another goes on after its cursor with nothing missing and nothing twice', async () => {
    const client = streamClientOf(app, 'yk-police.commander');
    const first = client.follow(CHANGES, { id: fraud });
    await nextOf(first);
    const { id } = await plan(app);
    const { cursor } = await nextOf(first);
    first.unsubscribe();
    expect((await client.ask(APPROVE, { input: { taskId: id } })).errors).toBeUndefined();
    await plan(app);
    const second = client.follow(CHANGES, { id: fraud, after: cursor });
    const { after, entries } = await nextOf(second);
    expect({ after, events: entries.map(({ event }: any) => event) }).toEqual({
      after: cursor,
      events: ['APPROVE_ARREST_TRIP', 'PLAN_ARREST_TRIP'],
    });
    second.unsubscribe();
  });

  it('takes a trusted document by its id, and tells where there is none', async () => {
    const variables = { code: 'YK-FRAUD' };
    const found = await send({ body: JSON.stringify({ documentId: 'FindOperation', variables }) });
    expect(await found.text()).toContain(`event: next\ndata: {"data":{"operationByCode":{"id":"${fraud}"}}}`);
    const unknown = await send({ body: JSON.stringify({ documentId: 'nothing' }) });
    expect(await unknown.text()).toContain('UNKNOWN_DOCUMENT');
    const nothing = await send({ body: '{}' });
    expect(await nothing.text()).toMatch(/event: next\ndata: .*BAD_USER_INPUT.*\n\nevent: complete/);
  });

  it('tells the same as a socket', async () => {
    const stream = streamClientOf(app, 'yk-police.commander').follow(CHANGES, { id: fraud });
    const client = clientOf(app, 'yk-police.commander');
    const socket = client.follow(CHANGES, { id: fraud });
    for (const live of [stream, socket]) await nextOf(live);
    await plan(app);
    expect(await nextOf(stream)).toEqual(await nextOf(socket));
    stream.unsubscribe();
    await client.dispose();
  });

  it('tells in itself what is wrong with its document, in the language that is asked for', async () => {
    const client = streamClientOf(app, 'icbc.liaison', { headers: { 'accept-language': 'en' } });
    const refused = async (document: string, variables = {}) => {
      const live = client.follow(document, variables);
      const { extensions, message } = errorOf(await live.next());
      expect(await live.end()).toBeNull();
      return { message, ...extensions };
    };
    expect(await refused('{ nothing }')).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await refused('{ ')).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await refused(CHANGES, { id: 'op_x' })).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refused(CHANGES, { id: fraud, after: 'x' })).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await refused(CHANGES)).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'id' }] });
    expect(await refused(`{ ${'a: serverTime '.repeat(2_000)} }`)).toEqual({
      message: 'Over a limit: the query is too long',
      ...{ code: 'LIMIT_EXCEEDED', limit: 'tokens' },
    });
  });

  it('that follows what fails ends with the error, and its client may go on after its cursor', async () => {
    const live = streamClientOf(app, 'yk-police.commander').follow(CHANGES, { id: fraud });
    await nextOf(live);
    jest.spyOn(app.services.visibleLog, 'entries').mockRejectedValueOnce(new Error('a bug'));
    await plan(app);
    expect(errorOf(await live.next()).extensions).toMatchObject({ code: 'INTERNAL' });
    expect(await live.end()).toBeNull();
  });

  it('whose clients go, before it is answered or after, leaves nothing behind', async () => {
    const client = streamClientOf(app, 'yk-police.commander');
    for (let round = 0; round < 20; round += 1) {
      const lives = Array.from({ length: 10 }, () => client.follow(CHANGES, { id: fraud }));
      if (round % 2 === 0) await Promise.all(lives.map(nextOf));
      for (const live of lives) live.unsubscribe();
      // Those that were cut before they were answered may still be read.
      await until(async () => (await figures())['liandong_streams_open'] === 0);
    }
    await until(() => followersOf(app) === 0);
    expect(await figures()).toMatchObject({ liandong_streams_open: 0, liandong_subscriptions_running: 0 });
    expect(app.logged.filter((line) => line.includes('internal error')).length).toBe(1);
  });
});

describe('the end of a stream', () => {
  it('comes with its token, without a last word: its client comes again with another one and misses nothing', async () => {
    const { keyRing, clock } = app.services;
    const issuer = new DemoIssuer(keyRing.derive('demo-token'), clock, -28);
    const shortLived = {
      url: app.url,
      tokenOf: () => issuer.issue(idOf(app.members, 'yk-police.commander')),
    };
    const words: string[] = [];
    const client = streamClientOf(shortLived, 'yk-police.commander', { onMessage: ({ event }) => words.push(event) });
    const first = client.follow(CHANGES, { id: fraud });
    const { cursor } = await nextOf(first);
    expect(await first.end()).toBeInstanceOf(NetworkError);
    expect(words).toEqual(['next']);
    const { id } = await plan(app);
    expect(first.all).toHaveLength(1);
    const second = client.follow(CHANGES, { id: fraud, after: cursor });
    expect(await nextOf(second)).toMatchObject({ after: cursor, tasks: [{ id }] });
    second.unsubscribe();
  });

  it('brings a client back that comes again by itself, with the variables that it began with', async () => {
    let times = 0;
    const { keyRing, clock } = app.services;
    const brief = new DemoIssuer(keyRing.derive('demo-token'), clock, -29);
    const tokenOf = async (code: string): Promise<string> =>
      (times += 1) === 1 ? brief.issue(idOf(app.members, code)) : app.tokenOf(code);
    const settings = { retryAttempts: 5, retry: async () => undefined };
    const live = streamClientOf({ url: app.url, tokenOf }, 'yk-police.commander', settings).follow(CHANGES, {
      id: fraud,
    });
    await nextOf(live);
    await until(() => times > 1);
    expect(await nextOf(live)).toMatchObject({ entries: [] });
    live.unsubscribe();
  });

  it('comes when its member is disabled, whatever it waits for, and nothing comes after', async () => {
    const code = 'yk-police.officer-09';
    const live = streamClientOf(app, code).follow(CHANGES, { id: fraud });
    await nextOf(live);
    const input = { memberId: idOf(app.members, code), reason: '调离' };
    const actor = await actorOf(app, 'yk-police.administrator');
    await app.services.door.execute({ action: 'disableMember', actor, input });
    await live.end();
    await plan(app);
    expect(live.all).toHaveLength(1);
    const again = streamClientOf(app, code).follow('{ serverTime }');
    expect(await again.end()).toMatchObject({ response: { status: 401 } });
  });

  it('comes without a last word when the server stops, though somebody takes nothing', async () => {
    const other = await startApp(await toldConfig(), { log: pino({ level: 'silent' }) });
    const tokens = { url: other.url, tokenOf: (code: string) => fetchToken(other.url, code) };
    const client = streamClientOf(tokens, 'yk-police.commander');
    const found = await client.ask('{ operationByCode(code: "YK-FRAUD") { id } }');
    const { id } = found.data.operationByCode;
    const live = client.follow(CHANGES, { id });
    await nextOf(live);
    const silent = ask(streamUrl(other), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await tokens.tokenOf('yk-police.officer')}`,
        accept: 'text/event-stream',
        'content-type': 'application/json',
      },
    });
    silent.on('error', () => undefined);
    silent.end(JSON.stringify({ query: CHANGES, variables: { id } }));
    await new Promise((resolve) => silent.once('response', resolve));
    await expect(other.stop()).resolves.toBeUndefined();
    expect(await live.end()).toBeInstanceOf(NetworkError);
  });
});

describe('a member', () => {
  it('has 20 sockets and streams together at most, and is told to come again', async () => {
    const code = 'yk-police.officer-02';
    const client = streamClientOf(app, code);
    const lives = Array.from({ length: 18 }, () => client.follow(CHANGES, { id: fraud }));
    await Promise.all(lives.map(nextOf));
    const sockets = await Promise.all([openSigned(app, code), openSigned(app, code)]);
    const authorization = `Bearer ${await app.tokenOf(code)}`;
    const refused = await send({ headers: { authorization } });
    expect({ status: refused.status, error: errorOf((await refused.json()) as any).extensions }).toEqual({
      status: 429,
      error: { code: 'LIMIT_EXCEEDED', limit: 'connections' },
    });
    lives[0]?.unsubscribe();
    await until(async () => (await send({ headers: { authorization } })).status === 200);
    for (const live of lives) live.unsubscribe();
    for (const { socket } of sockets) socket.terminate();
  });
});

describe('a server', () => {
  it('has no more sockets and streams together than it is set to', async () => {
    const codes = ['yk-police.officer', 'yk-police.officer-02', 'yk-police.officer-03'];
    const lives = codes.flatMap((code) =>
      Array.from({ length: 20 }, () => streamClientOf(app, code).follow(CHANGES, { id: fraud })),
    );
    await Promise.all(lives.map(nextOf));
    const authorization = `Bearer ${await app.tokenOf('yk-police.commander')}`;
    const refused = await send({ headers: { authorization } });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await app.post('{ serverTime }')).status).toBe(200);
    for (const live of lives) live.unsubscribe();
    await until(async () => (await send({ headers: { authorization } })).status === 200);
  });

  it('counts what streams ask, each once, and those that are open', async () => {
    const count = 'liandong_request_duration_seconds_count';
    const ok = `${count}{transport="STREAM",outcome="OK"}`;
    const bad = `${count}{transport="STREAM",outcome="NOT_FOUND"}`;
    const before = await figures();
    const client = streamClientOf(app, 'yk-police.commander');
    await client.ask('{ serverTime }');
    await client.ask(CHANGES, { id: 'op_x' });
    const live = client.follow(CHANGES, { id: fraud });
    await nextOf(live);
    await plan(app);
    await nextOf(live);
    const after = await figures();
    expect([ok, bad].map((name) => after[name]! - (before[name] ?? 0))).toEqual([2, 1]);
    expect(after).toMatchObject({ liandong_streams_open: 1, liandong_subscriptions_running: 1 });
    live.unsubscribe();
  });
});

describe('a request', () => {
  it('without a valid sign-in has no stream', async () => {
    for (const authorization of ['', 'Bearer x', 'Basic eDp5']) {
      const answer = await send({ headers: { authorization } });
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      expect(errorOf((await answer.json()) as any).extensions).toEqual({ code: 'UNAUTHENTICATED' });
    }
  });

  it('that any page may send without asking, or that is sent by a page of another site, is refused', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      expect((await send({ headers: { 'content-type': type } })).status).toBe(415);
    }
    for (const origin of ['https://evil.example', 'null']) {
      expect((await send({ headers: { origin } })).status).toBe(403);
    }
    for (const origin of [app.url, 'http://localhost:5173']) {
      expect((await send({ headers: { origin } })).status).toBe(200);
    }
  });

  it('by another method, or for another kind of answer, is refused', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const answer = await send({ method });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    }
    const mutation = encodeURIComponent('mutation { abortArrestTrip(input: { taskId: "x", reason: "y" }) { cursor } }');
    const byAddress = await send({ method: 'GET', body: null, url: `${streamUrl(app)}?query=${mutation}` });
    expect(byAddress.status).toBe(405);
    expect((await send({ headers: { accept: 'application/json' } })).status).toBe(406);
    expect((await send({ headers: { accept: 'text/event-stream, */*;q=0.1' } })).status).toBe(200);
  });

  it('over 512 KiB, or that is none, is refused', async () => {
    expect((await send({ body: JSON.stringify({ query: 'x'.repeat(LIMITS.bytes) }) })).status).toBe(413);
    for (const body of ['', '{', '[]', 'null', '{"query":7}', '{"query":"{ serverTime }","variables":"x"}']) {
      const answer = await send({ body });
      expect({ body, status: answer.status }).toEqual({ body, status: 400 });
      expect(errorOf((await answer.json()) as any).extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    }
  });
});

/** All figures of the server's metrics. */
async function figures(): Promise<Record<string, number>> {
  const lines = (await (await fetch(`${app.url}/metrics`)).text())
    .split('\n')
    .filter((line) => line.startsWith('liandong'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
}
