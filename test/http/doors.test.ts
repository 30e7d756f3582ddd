import { createHash } from 'node:crypto';
import { request, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import WebSocket from 'ws';
import { DemoIssuer } from '../../src/access/tokens';
import { LIMITS } from '../../src/graph/limits';
import { errorOf, idOf, startTestApp, until, type Answer, type TestApp } from '../support/app';
import { clientOf, openBare, openSigned, socketUrl, statusOfUpgrade } from '../support/clients';
import { streamClientOf } from '../support/stream-clients';
import { plan } from '../support/trips';

/** What comes to the doors and is no business of ours: it is turned away, and everybody else is served on. */

let app: TestApp;
let token: string;

beforeAll(async () => {
  app = await startTestApp();
  token = await app.tokenOf('yk-police.officer');
});

afterEach(async () => {
  expect(await app.ask('{ viewer { member { code } } }')).toEqual({
    viewer: { member: { code: 'yk-police.officer' } },
  });
});

interface Raw {
  readonly method?: string;
  readonly path?: string;
  /** Null: left out. */
  readonly headers?: Record<string, string | null>;
  readonly body?: string;
}

interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A request as it is, with a token and a body of JSON unless something else is said. */
function send({ method = 'POST', path = '/graphql', headers, body = '' }: Raw): Promise<RawAnswer> {
  const usual = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const wanted: Raw['headers'] = { ...usual, ...headers };
  const given = Object.entries(wanted).filter((header): header is [string, string] => header[1] !== null);
  const options = { method, agent: false, headers: Object.fromEntries(given) };
  return new Promise((resolve, reject) => {
    const asked = request(`${app.url}${path}`, options);
    // The server may answer and go before it has read all of it.
    asked.on('error', reject);
    asked.on('response', (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
      });
    });
    asked.end(body);
  });
}

/** Sends bytes on a bare connection and gives what comes back until it is closed. */
function sendBytes(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    socket.on('error', reject).on('close', () => {
      resolve(text);
    });
  });
}

const bodyOf = (query: string, variables = {}): string => JSON.stringify({ query, variables });

/** Status and code of the only error. */
function refusalOf({ status, text }: RawAnswer): Record<string, unknown> {
  return { status, ...errorOf(JSON.parse(text) as Answer).extensions };
}

const nested = (depth: number): string =>
  `{ operationByCode(code: "YK-FRAUD") ${'{ parent '.repeat(depth)}{ id }${' }'.repeat(depth)} }`;

describe('a body', () => {
  it('over 512 KiB is refused as too large, and its connection ended', async () => {
    const answer = await send({ body: bodyOf('{ serverTime }', { pad: 'x'.repeat(LIMITS.bytes) }) });
    expect(refusalOf(answer)).toEqual({ status: 413, code: 'LIMIT_EXCEEDED', limit: 'bytes' });
    expect(answer.headers.connection).toBe('close');
  });

  it('of just 512 KiB is read', async () => {
    const frame = bodyOf('{ serverTime }', { pad: '' }).length;
    const body = bodyOf('{ serverTime }', { pad: 'x'.repeat(LIMITS.bytes - frame) });
    expect(JSON.parse((await send({ body })).text)).toEqual({ data: { serverTime: expect.any(String) } });
  });

  it('of 10 MB of braces is refused before it is parsed', async () => {
    for (const braces of ['{'.repeat(10_000_000), '['.repeat(10_000_000)]) {
      expect(refusalOf(await send({ body: braces }))).toEqual({ status: 413, code: 'LIMIT_EXCEEDED', limit: 'bytes' });
    }
    for (const open of ['{', '{a(b: ', '{a(b: [', '{a ']) {
      const answer = refusalOf(await send({ body: bodyOf(open.repeat(60_000)) }));
      expect(answer).toEqual({ status: 400, code: 'LIMIT_EXCEEDED', limit: 'depth' });
    }
  });

  it('that is no JSON, or no request, is bad input', async () => {
    for (const body of [
      '{',
      '"query"',
      '',
      'null',
      '42',
      '{}',
      '{"query": 42}',
      `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    ]) {
      const answer = await send({ body });
      expect(refusalOf(answer)).toMatchObject({ status: 400, code: 'BAD_USER_INPUT' });
    }
  });

  it('that asks for a batch is refused', async () => {
    const one = { query: '{ serverTime }' };
    const answer = await send({ body: JSON.stringify(Array.from({ length: 1_000 }, () => one)) });
    expect(refusalOf(answer)).toMatchObject({ status: 400, code: 'BAD_USER_INPUT' });
    expect(answer.text.length).toBeLessThan(1_000);
  });

  it('that is broken off in the middle harms nobody', async () => {
    const { logged } = app;
    const before = logged.length;
    const head =
      'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n';
    const port = Number(new URL(app.url).port);
    await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(`${head}Authorization: Bearer ${token}\r\n\r\n{"query"`, () => socket.destroy());
      });
      socket.on('close', resolve);
    });
    expect(await app.ask('{ serverTime }')).toBeDefined();
    expect(logged.slice(before)).toEqual([]);
  });
});

describe('a document', () => {
  it('of 20,000 nested fields is refused, and one of 17', async () => {
    const client = clientOf(app, 'yk-police.officer');
    for (const depth of [20_000, 1_000, 50, 17]) {
      const limit = { code: 'LIMIT_EXCEEDED', limit: 'depth' };
      expect(refusalOf(await send({ body: bodyOf(nested(depth)) }))).toEqual({ status: 400, ...limit });
      expect(errorOf(await client.ask(nested(depth))).extensions).toEqual(limit);
    }
    expect(await app.ask(nested(14))).toEqual({ operationByCode: expect.any(Object) });
  });

  it('hides no depth in its fragments', async () => {
    const spread = Array.from({ length: 20 }, (_, i) => `fragment F${i} on Operation { parent { ...F${i + 1} } }`);
    const document = `{ operationByCode(code: "YK-FRAUD") { ...F0 } } ${spread.join(' ')} fragment F20 on Operation { id }`;
    expect(refusalOf(await send({ body: bodyOf(document) }))).toMatchObject({ status: 400, limit: 'depth' });
    const inline = `{ operationByCode(code: "YK-FRAUD") ${'{ ... on Operation { parent '.repeat(20)}{ id }${' } }'.repeat(20)} }`;
    expect(refusalOf(await send({ body: bodyOf(inline) }))).toMatchObject({ status: 400, limit: 'depth' });
  });

  it('of 10,000 aliases or as many fields is refused, and quickly', async () => {
    const aliases = `{ ${Array.from({ length: 10_000 }, (_, i) => `a${i}: serverTime`).join(' ')} }`;
    const started = Date.now();
    expect(refusalOf(await send({ body: bodyOf(aliases) }))).toMatchObject({ status: 400, limit: 'tokens' });
    expect(refusalOf(await send({ body: bodyOf(`{ ${'serverTime '.repeat(10_000)} }`) }))).toMatchObject({
      limit: 'tokens',
    });
    expect(Date.now() - started).toBeLessThan(1_000);
  });

  it('with fragments in a circle, or unknown ones, is bad input', async () => {
    const circles = [
      '{ viewer { ...A } } fragment A on Viewer { ...A }',
      '{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...C } fragment C on Viewer { ...A }',
      '{ viewer { ...Nowhere } }',
    ];
    const client = clientOf(app, 'yk-police.officer');
    for (const document of circles) {
      expect(refusalOf(await send({ body: bodyOf(document) }))).toMatchObject({ status: 400, code: 'BAD_USER_INPUT' });
      expect(errorOf(await client.ask(document)).extensions.code).toBe('BAD_USER_INPUT');
    }
  });

  it('that would show a million fields is refused before anything is read', async () => {
    const document = `query Logs($n: Int = 1) { operationByCode(code: "YK-FRAUD") {
      ${Array.from({ length: 99 }, (_, i) => `a${i}: log(last: $n) { nodes { task { timeline(last: $n) { nodes { id } } } } }`).join(' ')}
    } }`;
    const client = clientOf(app, 'yk-police.officer');
    expect(await client.ask('{ viewer { locale } }')).toEqual({ data: { viewer: { locale: 'ZH_CN' } } });
    const limit = { code: 'LIMIT_EXCEEDED', limit: 'cost' };
    const reads = jest.spyOn(app.services.visibleLog, 'entries');
    const started = Date.now();
    expect(refusalOf(await send({ body: bodyOf(document, { n: 100 }) }))).toEqual({ status: 400, ...limit });
    expect(errorOf(await client.ask(document, { n: 100 })).extensions).toEqual(limit);
    expect(Date.now() - started).toBeLessThan(500);
    expect(reads).not.toHaveBeenCalled();
    const address = `/graphql?query=${encodeURIComponent(document)}`;
    const headers = { 'apollo-require-preflight': '1' };
    const byGet = await send({
      method: 'GET',
      path: `${address}&variables=${encodeURIComponent('{"n":100}')}`,
      headers,
    });
    expect(refusalOf(byGet)).toEqual({ status: 400, ...limit });
    // Variables of the address are not those of a body.
    const dear = document.replace('$n: Int = 1', '$n: Int = 100');
    const both = await send({ path: `/graphql?variables=${encodeURIComponent('{"n":1}')}`, body: bodyOf(dear) });
    expect(refusalOf(both)).toEqual({ status: 400, ...limit });
  });

  it('cannot be kept by the server and asked for by its hash alone', async () => {
    const query = '{ serverTime }';
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    const extensions = { persistedQuery: { version: 1, sha256Hash } };
    await send({ body: JSON.stringify({ query, extensions }) });
    expect((await send({ body: JSON.stringify({ extensions }) })).text).toContain('UNKNOWN_DOCUMENT');
  });

  it('of 200 fields that are the same, or of 101 fragments, is refused', async () => {
    const same = await send({ body: bodyOf(`{ ${'serverTime '.repeat(200)} }`) });
    expect(refusalOf(same)).toMatchObject({ status: 400, limit: 'aliases' });
    const fragments = Array.from({ length: 101 }, (_, i) => `fragment F${i} on Query { ...F${(i + 1) % 101} }`);
    const circle = await send({ body: bodyOf(`{ ...F0 } ${fragments.join(' ')}`) });
    expect(refusalOf(circle)).toMatchObject({ status: 400, limit: 'fragments' });
  });

  it('with 5,000 directives is refused', async () => {
    const answer = await send({ body: bodyOf(`{ serverTime ${'@skip(if: false) '.repeat(5_000)} }`) });
    expect(refusalOf(answer)).toMatchObject({ status: 400, limit: 'tokens' });
  });

  it('with a list of 5,000 in its variables is refused by the list, and one of 100,000 before it is read', async () => {
    const document = `query B($id: ID!, $filter: TaskFilter) { board(operationId: $id, filter: $filter) { cursor } }`;
    const filter = { numbers: Array.from({ length: 5_000 }, () => 'A') };
    const id = idOf(app.operations, 'YK-FRAUD');
    const { errors } = JSON.parse((await send({ body: bodyOf(document, { id, filter }) })).text) as Answer;
    const fields = [{ path: 'filter.numbers', code: 'TOO_MANY', message: '最多 500 项' }];
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', fields });
    const more = { id, filter: { numbers: Array(100_000).fill('A') } };
    expect(refusalOf(await send({ body: bodyOf(document, more) }))).toMatchObject({ status: 400, limit: 'items' });
  });

  it('costs what it costs, though a directive of it is given null', async () => {
    const dear = Array.from(
      { length: 30 },
      (_, i) => `a${i}: log(last: 100) { nodes { id task { timeline(last: 100) { nodes { id } } } } }`,
    );
    const document = `query ($id: ID!, $x: Boolean = true) { operation(id: $id) { id @skip(if: $x) ${dear.join(' ')} } }`;
    for (const variables of [{ x: null }, {}, { x: true }]) {
      const id = idOf(app.operations, 'YK-FRAUD');
      const answer = refusalOf(await send({ body: bodyOf(document, { id, ...variables }) }));
      expect(answer).toMatchObject({ status: 400, limit: 'cost' });
    }
  });

  it('with thousands of unknown fields in its variables is refused before they are compared with those known', async () => {
    const unknown = (count: number): object =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, 1]));
    const edit = 'mutation ($input: EditTaskInput!) { editTask(input: $input) { cursor } }';
    const limit = { status: 400, limit: 'fields' };
    expect(refusalOf(await send({ body: bodyOf(edit, { input: unknown(10_000) }) }))).toMatchObject(limit);
    const perform = 'mutation ($input: PerformInput!) { perform(input: $input) { cursor } }';
    const operationId = idOf(app.operations, 'YK-FRAUD');
    const asked = { operationId, action: 'EDIT_TASK', subjectId: 'trip_x' };
    const many = await send({ body: bodyOf(perform, { input: { ...asked, values: unknown(10_000) } }) });
    expect(refusalOf(many)).toMatchObject(limit);
    const { errors } = JSON.parse(
      (await send({ body: bodyOf(perform, { input: { ...asked, values: unknown(200) } }) })).text,
    ) as Answer;
    expect(errors?.[0]?.extensions['fields']).toHaveLength(50);
  });
});

describe('a request', () => {
  it('by GET may read, and nobody keeps what is answered', async () => {
    const query = encodeURIComponent('{ viewer { locale } }');
    const { status, headers, text } = await send({
      method: 'GET',
      path: `/graphql?query=${query}`,
      headers: { 'apollo-require-preflight': '1' },
    });
    expect(headers['cache-control']).toBe('no-store');
    expect({ status, answer: JSON.parse(text) }).toEqual({
      status: 200,
      answer: { data: { viewer: { locale: 'ZH_CN' } } },
    });
  });

  it('by GET may not change anything', async () => {
    const mutation = 'mutation { abortArrestTrip(input: { taskId: "x", reason: "by a link" }) { cursor } }';
    const path = `/graphql?query=${encodeURIComponent(mutation)}`;
    const answer = await send({ method: 'GET', path, headers: { 'apollo-require-preflight': '1' } });
    expect(refusalOf(answer)).toMatchObject({ status: 405, code: 'BAD_USER_INPUT' });
    expect(answer.headers.allow).toBe('POST');
  });

  it('by GET is held to the same limits', async () => {
    const path = `/graphql?query=${encodeURIComponent(nested(17))}`;
    const answer = refusalOf(await send({ method: 'GET', path }));
    expect(answer).toEqual({ status: 400, code: 'LIMIT_EXCEEDED', limit: 'depth' });
  });

  it('that any page may send without asking (CSRF) is refused', async () => {
    const simple = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', null];
    for (const type of simple) {
      const answer = await send({ headers: { 'content-type': type }, body: bodyOf('{ serverTime }') });
      expect(refusalOf(answer)).toMatchObject({ status: 400, code: 'BAD_USER_INPUT' });
    }
    const path = `/graphql?query=${encodeURIComponent('{ serverTime }')}`;
    for (const type of ['text/plain', null]) {
      const answer = await send({ method: 'GET', path, headers: { 'content-type': type } });
      expect(refusalOf(answer)).toMatchObject({ status: 400, code: 'BAD_USER_INPUT' });
    }
    const named = { 'content-type': null, 'x-apollo-operation-name': 'Time' };
    expect((await send({ method: 'GET', path, headers: named })).status).toBe(200);
  });

  it('by another method is refused', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      expect((await send({ method })).status).toBe(405);
    }
  });

  it('for a foreign host is misdirected, over HTTP and for a socket', async () => {
    for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io', '10.0.0.1']) {
      for (const path of ['/graphql', '/demo/members', '/demo/token', '/readyz']) {
        expect((await send({ method: 'GET', path, headers: { host } })).status).toBe(421);
      }
      expect(await statusOfUpgrade(app, { host })).toBe(421);
    }
  });

  it('for a socket by a page of another site is forbidden before there is one', async () => {
    for (const origin of ['https://evil.example', 'null', 'http://localhost.evil.example', 'file://']) {
      expect(await statusOfUpgrade(app, { origin })).toBe(403);
    }
    for (const origin of [app.url, 'http://localhost:5173']) expect(await statusOfUpgrade(app, { origin })).toBe(101);
  });

  it('for an odd target is answered, whatever it is', async () => {
    const targets = [
      '//',
      '*',
      '/../..//',
      'http://',
      '/%zz',
      '/graphql/../graphql',
      '//evil.example/graphql',
      '/__proto__',
      '/constructor',
    ];
    for (const target of targets) {
      const answer = await sendBytes(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 [24]\d\d /);
    }
  });

  it('for a socket elsewhere finds nothing', async () => {
    for (const path of ['/', '/graphql/', '//', '/demo/token']) {
      const upgrade =
        'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==';
      expect(await sendBytes(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n${upgrade}\r\n\r\n`)).toMatch(
        /^HTTP\/1\.1 404 /,
      );
    }
  });

  it('to the desk for nobody, or for what is nobody, is refused', async () => {
    const desk = (body: string): Promise<RawAnswer> => send({ path: '/demo/token', body });
    expect(refusalOf(await desk('{"code":"nobody"}'))).toEqual({ status: 404, code: 'NOT_FOUND' });
    for (const body of ['{}', '{"code":7}', '[]', '', 'null']) {
      expect(refusalOf(await desk(body))).toMatchObject({ status: 400, code: 'BAD_USER_INPUT' });
    }
    expect(refusalOf(await desk('{'.repeat(600_000)))).toMatchObject({ status: 413, limit: 'bytes' });
  });
});

describe('a socket', () => {
  const SUBSCRIBE = { id: '1', type: 'subscribe', payload: { query: '{ serverTime }' } };

  it('with another subprotocol is not let in', async () => {
    const bare = new WebSocket(socketUrl(app), 'graphql-ws');
    const outcome = await new Promise((resolve) => {
      bare.once('close', resolve);
      bare.once('error', () => undefined);
      bare.once('unexpected-response', (_request, response) => {
        resolve(response.statusCode);
      });
    });
    expect([4406, 1006]).toContain(outcome);
  });

  it('without a subprotocol is closed with 4406', async () => {
    const bare = new WebSocket(socketUrl(app));
    expect(await new Promise((resolve) => bare.once('close', resolve))).toBe(4406);
  });

  it('that never says who it is is closed with 4408', async () => {
    const bare = await openBare(app);
    expect(await bare.closed()).toBe(4408);
  });

  it('that says it twice is closed with 4429', async () => {
    const bare = await openSigned(app, 'yk-police.officer');
    bare.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    expect(await bare.closed()).toBe(4429);
  });

  it('that subscribes before it was let in is closed with 4401', async () => {
    const bare = await openBare(app);
    bare.send(SUBSCRIBE);
    expect(await bare.closed()).toBe(4401);
  });

  it('that subscribes twice under one id is closed with 4409', async () => {
    const bare = await openSigned(app, 'yk-police.officer');
    const query = `subscription($id: ID!) { boardChanged(operationId: $id) { cursor } }`;
    const live = { query, variables: { id: idOf(app.operations, 'YK-FRAUD') } };
    bare.send({ ...SUBSCRIBE, payload: live });
    await bare.next();
    bare.send({ ...SUBSCRIBE, payload: live });
    expect(await bare.closed()).toBe(4409);
  });

  it('that sends what is no message is closed with 4400', async () => {
    const garbage = ['garbage', '{}', '[]', 'null', '{"type":"nothing"}', '{"type":"subscribe"}', '['.repeat(100_000)];
    for (const message of garbage) {
      const bare = await openSigned(app, 'yk-police.officer');
      bare.send(message);
      expect({ message: message.slice(0, 30), code: await bare.closed() }).toEqual({
        message: message.slice(0, 30),
        code: 4400,
      });
    }
  });

  it('that sends bytes instead of text is closed with 4400', async () => {
    const bare = await openSigned(app, 'yk-police.officer');
    bare.socket.send(Buffer.from([0, 255, 254]));
    expect(await bare.closed()).toBe(4400);
  });

  it('that sends a frame over 512 KiB is closed with 1009, and nothing is written of it', async () => {
    // The library that serves sockets would say so on the console.
    const written = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const bare = await openSigned(app, 'yk-police.officer');
    bare.send({ ...SUBSCRIBE, payload: { query: '{ serverTime }', variables: { pad: 'x'.repeat(LIMITS.bytes) } } });
    expect(await bare.closed()).toBe(1009);
    expect(written).not.toHaveBeenCalled();
  });

  it('opens with a token that is within the skew, as requests and streams do, and all end together', async () => {
    const { keyRing, clock } = app.services;
    const late = await new DemoIssuer(keyRing.derive('demo-token'), clock, -25).issue(
      idOf(app.members, 'icbc.liaison'),
    );
    const by = { url: app.url, tokenOf: async () => late };
    const asked = async (): Promise<Answer & { status: number }> => {
      const { status, text } = await send({
        body: bodyOf('{ viewer { sessionEndsAt } }'),
        headers: { authorization: `Bearer ${late}` },
      });
      return { status, ...(JSON.parse(text) as Answer) };
    };
    const socket = clientOf(by, '').follow('subscription { operationChanged { code } }');
    const idle = await openSigned(by, '');
    const stream = streamClientOf(by, '').follow('subscription { operationChanged { code } }');
    const { status, data } = await asked();
    expect([status, data.viewer.sessionEndsAt > clock.now()]).toEqual([200, true]);
    expect(await idle.closed()).toBe(4403);
    expect(await socket.end()).toMatchObject({ code: 4403 });
    expect(await stream.end()).not.toBeNull();
    await until(async () => (await asked()).status === 401);
    expect(clock.now() >= data.viewer.sessionEndsAt).toBe(true);
  });

  it('ends with its token, with 4403, and nothing comes after', async () => {
    const { keyRing, clock } = app.services;
    const issuer = new DemoIssuer(keyRing.derive('demo-token'), clock, -28);
    const shortLived = { url: app.url, tokenOf: () => issuer.issue(idOf(app.members, 'yk-police.commander')) };
    const document = `subscription($id: ID!) { boardChanged(operationId: $id) { cursor entries { action } } }`;
    const client = clientOf(shortLived, 'yk-police.commander');
    const live = client.follow(document, { id: idOf(app.operations, 'YK-FRAUD') });
    expect((await live.next()).data.boardChanged.entries).toEqual([]);
    await plan(app);
    expect((await live.next()).data.boardChanged.entries).toEqual([{ action: 'PLAN_ARREST_TRIP' }]);
    expect(await live.end()).toMatchObject({ code: 4403 });
    await plan(app);
    expect(live.all).toHaveLength(2);
    expect(app.heads.followers).toBe(0);
  });
});
