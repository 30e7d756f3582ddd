import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigFault } from '../../src/config';
import { readOwnDocuments } from '../../src/graph/document-lists';
import { errorOf, idOf, setPart, startTestApp, type Answer, type HttpAnswer, type TestApp } from '../support/app';
import { clientOf } from '../support/clients';
import { atEnd } from '../support/endings';
import { scratchFolder } from '../support/scratch';

/** Documents that are known by their ids, and installations that execute no others. */

const WHO = 'query Who {\n  viewer {\n    member {\n      code\n    }\n  }\n}\n';
const TIME = 'query Time { serverTime }';
const CURSOR = 'query Cursor($operation: ID!) { operation(id: $operation) { board { cursor } } }';
const PLAN = 'mutation Plan($input: PlanArrestTripInput!) { planArrestTrip(input: $input) { task { id } } }';
const STRANGER = '{ viewer { member { name } } }';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

async function listFile(content: string): Promise<string> {
  const folder = await scratchFolder('documents');
  atEnd(() => rm(folder, { recursive: true }));
  const file = join(folder, 'list.json');
  await writeFile(file, content);
  return file;
}

async function start(trust: 'off' | 'prefer' | 'only'): Promise<TestApp> {
  const codegen = await listFile(JSON.stringify({ [sha256(WHO)]: WHO, 'board/time': TIME, cursor: CURSOR }));
  const apollo = await listFile(
    JSON.stringify({
      ...{ format: 'apollo-persisted-query-manifest', version: 1 },
      operations: [{ id: sha256(PLAN), name: 'Plan', type: 'mutation', body: PLAN }],
    }),
  );
  return startTestApp({ documents: { trust, lists: [codegen, apollo] } });
}

/** Sends a body as it is, as yk-police.officer. */
async function send(app: TestApp, body: object): Promise<HttpAnswer> {
  const headers = {
    authorization: `Bearer ${await app.tokenOf('yk-police.officer')}`,
    'content-type': 'application/json',
  };
  return answerOf(await fetch(`${app.url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) }));
}

/** The same by GET. */
async function get(app: TestApp, words: Readonly<Record<string, string>>): Promise<HttpAnswer> {
  const headers = {
    authorization: `Bearer ${await app.tokenOf('yk-police.officer')}`,
    'apollo-require-preflight': '1',
  };
  return answerOf(await fetch(`${app.url}/graphql?${new URLSearchParams(words).toString()}`, { headers }));
}

async function answerOf(response: Response): Promise<HttpAnswer> {
  const text = await response.text();
  return { ...(JSON.parse(text) as Answer), status: response.status, headers: response.headers, text };
}

const hashed = (text: string): object => ({
  extensions: { persistedQuery: { version: 1, sha256Hash: sha256(text) } },
});

/** Path and code of the only fault of the only error. */
function faultOf(answer: Answer): unknown {
  const { code, fields } = errorOf(answer).extensions as unknown as { code: string; fields: readonly object[] };
  expect(code).toBe('BAD_USER_INPUT');
  return fields[0];
}

const UNKNOWN = { path: 'documentId', code: 'UNKNOWN_DOCUMENT', message: '没有这个编号的文档' };
const ME = { viewer: { member: { code: 'yk-police.officer' } } };

describe('an installation that executes trusted documents only', () => {
  let app: TestApp;

  beforeAll(async () => {
    app = await start('only');
  });

  it('takes them by id, by hash and as text, however that is written', async () => {
    const ways = [
      { documentId: sha256(WHO) },
      { documentId: `sha256:${sha256(WHO)}` },
      hashed(WHO),
      { query: '', ...hashed(WHO) },
      { query: WHO },
      { query: WHO, ...hashed(WHO) },
      { query: 'query Who { viewer { member { code } } }' },
    ];
    for (const way of ways) expect({ way, answer: (await send(app, way)).data }).toEqual({ way, answer: ME });
    expect((await send(app, { documentId: 'board/time' })).data).toEqual({ serverTime: expect.any(String) });
  });

  it('takes them by GET, which caches on the way can keep', async () => {
    const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash: sha256(WHO) } });
    expect((await get(app, { documentId: sha256(WHO) })).data).toEqual(ME);
    expect((await get(app, { extensions })).data).toEqual(ME);
  });

  it('takes our own by the names of their operations, with variables', async () => {
    const answer = await send(app, { documentId: 'FindOperation', variables: { code: 'YK-FRAUD' } });
    expect(answer.data).toEqual({ operationByCode: { id: app.operations.get('YK-FRAUD') } });
  });

  it('takes none that is not listed, whoever asks and in whatever way', async () => {
    const untrusted = { path: 'query', code: 'UNTRUSTED_DOCUMENT' };
    for (const query of [
      STRANGER,
      '{ __schema { types { name } } }',
      `${TIME} ${STRANGER}`,
      'query Time { s: serverTime }',
    ]) {
      const answer = await send(app, { query });
      expect(faultOf(answer)).toMatchObject(untrusted);
      expect({ status: answer.status, data: answer.data ?? null }).toEqual({ status: 400, data: null });
    }
    expect(faultOf(await get(app, { query: STRANGER }))).toMatchObject(untrusted);
    expect(faultOf(await send(app, { documentId: sha256(STRANGER) }))).toEqual(UNKNOWN);
  });

  it('does not take a stranger under the name of a listed one, nor by both ways of asking', async () => {
    expect(faultOf(await send(app, { query: STRANGER, ...hashed(WHO) }))).toMatchObject({ code: 'ANOTHER_DOCUMENT' });
    expect(faultOf(await send(app, { query: STRANGER, documentId: 'board/time' }))).toMatchObject({
      code: 'ANOTHER_DOCUMENT',
    });
    // The body of a POST counts, whatever its address says.
    const headers = {
      authorization: `Bearer ${await app.tokenOf('yk-police.officer')}`,
      'content-type': 'application/json',
    };
    const address = `${app.url}/graphql?documentId=${sha256(WHO)}`;
    const posted = await fetch(address, { method: 'POST', headers, body: JSON.stringify({ query: STRANGER }) });
    expect(faultOf((await posted.json()) as Answer)).toMatchObject({ code: 'UNTRUSTED_DOCUMENT' });
  });

  it('does not take a mutation by GET, though it is listed', async () => {
    const answer = await get(app, { documentId: sha256(PLAN), variables: '{"input":{}}' });
    expect(answer.status).toBe(405);
  });

  it('is the same over WebSocket, where subscriptions are listed too', async () => {
    const live = clientOf(app, 'yk-police.officer');
    const once = async (payload: object): Promise<Answer> => {
      for await (const answer of live.client.iterate({ query: '', ...payload })) return answer as Answer;
      throw new Error('nothing was answered');
    };
    expect((await once(hashed(WHO))).data).toEqual(ME);
    expect((await once({ documentId: sha256(WHO) })).data).toEqual(ME);
    expect((await live.ask(WHO)).data).toEqual(ME);
    expect(faultOf(await live.ask(STRANGER))).toMatchObject({ path: 'query', code: 'UNTRUSTED_DOCUMENT' });
    const operation = idOf(app.operations, 'YK-FRAUD');
    const { operation: found } = (await once({ documentId: 'cursor', variables: { operation } })).data;
    const change = once({ documentId: 'FollowBoard', variables: { operation, after: found.board.cursor } });
    await setPart(app, 'icbc', null);
    expect((await change).data.boardChanged.entries).not.toHaveLength(0);
  });
});

describe('an installation that prefers them', () => {
  it('executes others too, and tells each of them once in its log', async () => {
    const app = await start('prefer');
    expect((await send(app, { documentId: sha256(WHO) })).data).toEqual(ME);
    for (const query of [STRANGER, STRANGER, `${STRANGER} # again`]) {
      expect((await send(app, { query })).data).toEqual({ viewer: { member: { name: expect.any(String) } } });
    }
    const told = app.logged.filter((line) => line.includes('in no list'));
    expect(told).toHaveLength(1);
    expect(JSON.parse(told[0] ?? '')).toMatchObject({ hash: sha256('{viewer{member{name}}}') });
  });
});

describe('an installation without them', () => {
  it('knows no document by its name, and takes a text beside its hash', async () => {
    const app = await start('off');
    expect(faultOf(await send(app, { documentId: sha256(WHO) }))).toEqual(UNKNOWN);
    expect(faultOf(await send(app, hashed(WHO)))).toMatchObject({
      path: 'extensions.persistedQuery.sha256Hash',
      code: 'UNKNOWN_DOCUMENT',
    });
    expect((await send(app, { query: WHO, ...hashed(WHO) })).data).toEqual(ME);
    expect(faultOf(await send(app, { query: STRANGER, ...hashed(WHO) }))).toMatchObject({ code: 'ANOTHER_DOCUMENT' });
  });
});

describe('lists of documents', () => {
  it.each([
    ['no file', null, 'cannot be read'],
    ['no JSON', '{', 'cannot be read'],
    ['something else', '{"operations": 7}', 'neither texts by their ids'],
    ['an id of another list', JSON.stringify({ FindOperation: TIME }), 'FindOperation is another document elsewhere'],
  ])('keep a server from starting where one is %s', async (_what, content, fault) => {
    const file = content === null ? '/nowhere/list.json' : await listFile(content);
    const started = startTestApp({ documents: { trust: 'only', lists: [file] } });
    await expect(started).rejects.toThrow(ConfigFault);
    await expect(started).rejects.toThrow(fault);
  });

  it('may hold documents that no longer fit: the log says so, and the others are served', async () => {
    const old = await listFile(JSON.stringify({ old: 'query Old { serverTemperature }', broken: '{', time: TIME }));
    const app = await startTestApp({ documents: { trust: 'only', lists: [old] } });
    const told = app.logged.filter((line) => line.includes('cannot be executed'));
    expect(told.map((line) => (JSON.parse(line) as { fault: string }).fault)).toEqual([
      expect.stringContaining('old: Cannot query field "serverTemperature"'),
      expect.stringContaining('broken: Syntax Error'),
    ]);
    expect((await send(app, { documentId: 'time' })).data).toEqual({ serverTime: expect.any(String) });
    expect((await send(app, { documentId: 'old' })).status).toBe(400);
  });
});

it('knows each of our own documents by the name of its operation', () => {
  for (const { id, text } of readOwnDocuments())
    expect(text).toMatch(new RegExp(`^(query|mutation|subscription) ${id}\\b`, 'm'));
});
