import { GraphQLError } from 'graphql';
import { SignJWT, UnsecuredJWT } from 'jose';
import { DemoIssuer } from '../../src/access/tokens';
import { refuse, type AnyRefusal } from '../../src/core/errors';
import { fixedClock, parseInstant, plus } from '../../src/core/time';
import { ErrorFormatter } from '../../src/graph/format-error';
import { errorOf, idOf, startTestApp, type Answer, type ApiError, type TestApp, type Variables } from '../support/app';
import { clientOf, openBare, type TestClient } from '../support/clients';
import { onMariadb } from '../support/store';
import { ABORT, APPROVE, approve, DEPART, depart, PLAN, plan, planInput } from '../support/trips';

/** Every code of the API's errors that can be reached, over both transports, with exactly what it promises. */

let app: TestApp;
const clients = new Map<string, TestClient>();

beforeAll(async () => {
  app = await startTestApp();
});

type Locale = 'ZH_CN' | 'EN';

interface Asked {
  readonly as?: string;
  readonly locale?: Locale;
}

/** One way to ask: the same documents go over each. */
type Ask = (document: string, variables?: Variables, asked?: Asked) => Promise<Answer>;

const overHttp: Ask = (document, variables, { as = 'yk-police.officer', locale } = {}) => {
  const headers = locale === 'EN' ? { 'accept-language': 'en' } : {};
  return app.post(document, variables, { as, headers });
};

const overSocket: Ask = (document, variables, { as = 'yk-police.officer', locale } = {}) => {
  const key = `${as} ${locale ?? ''}`;
  const client = clients.get(key) ?? clientOf(app, as, locale ? { init: { locale } } : {});
  clients.set(key, client);
  return client.ask(document, variables);
};

/** The error's promised part: its extensions whole. */
async function extensionsOf(answer: Promise<Answer>): Promise<ApiError['extensions']> {
  return errorOf(await answer).extensions;
}

const BOARD = `query Board($id: ID!) { board(operationId: $id) { cursor } }`;

describe.each([
  ['HTTP', overHttp],
  ['WebSocket', overSocket],
])('over %s', (_name, ask: Ask) => {
  const fraud = (): string => idOf(app.operations, 'YK-FRAUD');

  it('tells FORBIDDEN with the action and the reason', async () => {
    const { id: taskId } = await plan(app);
    expect(await extensionsOf(ask(APPROVE, { input: { taskId } }))).toEqual({
      code: 'FORBIDDEN',
      denial: { action: 'APPROVE_ARREST_TRIP', code: 'NOT_YOUR_ROLE', reason: '您的角色没有此权限' },
    });
    const input = planInput(app);
    expect(await extensionsOf(ask(PLAN, { input }, { as: 'icbc.liaison' }))).toEqual({
      code: 'FORBIDDEN',
      denial: { action: 'PLAN_ARREST_TRIP', code: 'NOT_YOUR_AGENCY', reason: '这不是贵单位的权限' },
    });
  });

  it('keeps duties separate: a commander who planned does not approve', async () => {
    const { id: taskId } = await plan(app, {}, { as: 'yk-police.commander-02' });
    const error = errorOf(await ask(APPROVE, { input: { taskId } }, { as: 'yk-police.commander-02', locale: 'EN' }));
    expect(error.extensions).toEqual({
      code: 'FORBIDDEN',
      denial: {
        ...{ action: 'APPROVE_ARREST_TRIP', code: 'SEPARATE_DUTIES' },
        reason: 'you did the step before, so somebody else must do this one',
      },
    });
    expect(error.message).toBe('Not allowed: you did the step before, so somebody else must do this one');
  });

  it('tells NOT_FOUND and nothing beside', async () => {
    const id = 'trip_01h455vb4pex5vsknk084sn02q';
    const asked = [
      ask(`query Q($id: ID!) { node(id: $id) { id } }`, { id }),
      ask(`query Q($id: ID!) { task(id: $id) { id } }`, { id }),
      ask(`query Q($id: ID!) { operation(id: $id) { id } }`, { id }),
      ask(`{ operationByCode(code: "SYSTEM") { id } }`),
      ask(BOARD, { id: 'op_01h455vb4pex5vsknk084sn02q' }),
      ask(APPROVE, { input: { taskId: id } }),
      ask(DEPART, { input: { taskId: 'whatever' } }),
    ];
    for (const answer of asked) expect(await extensionsOf(answer)).toEqual({ code: 'NOT_FOUND' });
  });

  it('tells BAD_USER_INPUT with every fault: path, code and message', async () => {
    const input = planInput(app, { title: ' ', memberIds: [], leaderId: 'nobody', idempotencyKey: 'x'.repeat(65) });
    const error = errorOf(await ask(PLAN, { input }, { locale: 'EN' }));
    expect(error.extensions).toEqual({
      code: 'BAD_USER_INPUT',
      fields: expect.arrayContaining([
        { path: 'title', code: 'TOO_SHORT', message: 'needs at least 2 characters' },
        { path: 'memberIds', code: 'TOO_FEW', message: 'needs at least 1 items' },
        { path: 'leaderId', code: 'NOT_AN_ID', message: 'is no valid id' },
        { path: 'idempotencyKey', code: 'TOO_LONG', message: 'takes at most 64 characters' },
      ]),
    });
    expect(error.extensions['fields']).toHaveLength(4);
    expect(error.message).toMatch(/^The input is not right: .*title needs at least 2 characters/);
    expect(error.path).toEqual(['planArrestTrip']);
  });

  it('tells BAD_USER_INPUT for what only the facts show', async () => {
    const leaderId = idOf(app.members, 'icbc.liaison');
    const input = planInput(app, { leaderId, memberIds: [leaderId, idOf(app.members, 'school-1.liaison')] });
    expect(await extensionsOf(ask(PLAN, { input }))).toEqual({
      code: 'BAD_USER_INPUT',
      fields: [
        { path: 'leaderId', code: 'NOT_POLICE_OF_OPERATION', message: '不是本行动公安单位的在职人员' },
        { path: 'memberIds.0', code: 'NOT_POLICE_OF_OPERATION', message: '不是本行动公安单位的在职人员' },
        { path: 'memberIds.1', code: 'NOT_POLICE_OF_OPERATION', message: '不是本行动公安单位的在职人员' },
      ],
    });
  });

  it('tells BAD_USER_INPUT for variables of a wrong form, each with its place', async () => {
    const input = planInput(app, { destination: '999999', departOn: '2026-02-30', memberIds: [{}], extra: 1 });
    const { errors = [] } = await ask(PLAN, { input });
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(errors.map(() => 'BAD_USER_INPUT'));
    const fields = errors.flatMap(({ extensions }) => extensions['fields']);
    expect(fields).toHaveLength(4);
    expect(fields).toEqual(
      expect.arrayContaining([
        { path: 'destination', code: 'UNKNOWN_DIVISION', message: expect.stringMatching(/区划/) },
        { path: 'departOn', code: 'NOT_A_DATE', message: expect.any(String) },
        { path: 'memberIds.0', code: 'WRONG_TYPE', message: '类型不符' },
        { path: 'extra', code: 'UNKNOWN_FIELD', message: '没有这个字段' },
      ]),
    );
  });

  it('tells of variables what is wrong, and never repeats what was sent', async () => {
    const secret = '甲某 at "input.title"; Field "x" is not defined';
    const input = { ...planInput(app, { priority: secret, leaderId: { name: secret } }), title: undefined };
    const { errors = [] } = await ask(PLAN, { input });
    expect(errors.flatMap(({ extensions }) => extensions['fields'])).toEqual(
      expect.arrayContaining([
        { path: 'title', code: 'REQUIRED', message: '必填' },
        { path: 'priority', code: 'NOT_ALLOWED', message: '不在可选范围内' },
        { path: 'leaderId', code: 'WRONG_TYPE', message: '类型不符' },
      ]),
    );
    expect(JSON.stringify(errors)).not.toContain('甲某');
    const missing = await ask(PLAN, {});
    expect(await extensionsOf(Promise.resolve(missing))).toEqual({
      ...{ code: 'BAD_USER_INPUT', fields: [{ path: 'input', code: 'REQUIRED', message: '必填' }] },
    });
  });

  it('tells BAD_USER_INPUT for a document that is none, or asks for what there is not', async () => {
    for (const document of ['{', '{ nothing }', 'fragment F on Query { viewer { locale } }', '']) {
      const { errors = [] } = await ask(document);
      expect(errors).not.toEqual([]);
      for (const { extensions } of errors) {
        expect(extensions).toEqual({ code: 'BAD_USER_INPUT', fields: [expect.any(Object)] });
      }
    }
  });

  it('tells BAD_USER_INPUT for a page that nobody may ask for', async () => {
    const log = `query Log($id: ID!, $first: Int, $last: Int, $after: String) {
      operation(id: $id) { log(first: $first, last: $last, after: $after) { nodes { id } } } }`;
    const cases: [Variables, string, string][] = [
      [{ first: 0 }, 'first', 'TOO_SMALL'],
      [{ first: 101 }, 'first', 'TOO_LARGE'],
      [{ last: 1_000_000 }, 'last', 'TOO_LARGE'],
      [{ first: 1, last: 1 }, 'last', 'BOTH_WAYS'],
      [{ after: 'made-up' }, 'after', 'NOT_A_CURSOR'],
    ];
    for (const [page, path, code] of cases) {
      const fields = [{ path, code, message: expect.any(String) }];
      expect(await extensionsOf(ask(log, { id: fraud(), ...page }))).toEqual({ code: 'BAD_USER_INPUT', fields });
    }
  });

  it('tells VERSION_CONFLICT with the version that is', async () => {
    const { id: taskId } = await plan(app);
    const input = { taskId, expectedVersion: 7 };
    expect(await extensionsOf(ask(APPROVE, { input }, { as: 'yk-police.commander' }))).toEqual({
      code: 'VERSION_CONFLICT',
      currentVersion: 1,
    });
  });

  it('tells ILLEGAL_TRANSITION with the state and what it allows', async () => {
    const { id: taskId } = await plan(app);
    expect(await extensionsOf(ask(DEPART, { input: { taskId } }, { as: 'yk-police.commander' }))).toEqual({
      code: 'ILLEGAL_TRANSITION',
      state: 'PLANNED',
      allowed: ['APPROVE_ARREST_TRIP', 'RECORD_DOCUMENT', 'ABORT_ARREST_TRIP', 'EDIT_TASK'],
    });
    await app.ask(ABORT, { input: { taskId, reason: 'not needed' } }, { as: 'yk-police.commander' });
    expect(await extensionsOf(ask(APPROVE, { input: { taskId } }))).toEqual({
      code: 'ILLEGAL_TRANSITION',
      state: 'ABORTED',
      allowed: ['RECORD_FAMILY_NOTICE'],
    });
  });

  it('tells IDEMPOTENCY_MISMATCH and nothing beside', async () => {
    const idempotencyKey = `mismatch ${_name}`;
    await plan(app, { idempotencyKey });
    const input = planInput(app, { idempotencyKey, title: '另一个计划' });
    expect(await extensionsOf(ask(PLAN, { input }))).toEqual({ code: 'IDEMPOTENCY_MISMATCH' });
  });

  it('tells CURSOR_EXPIRED for the place of another operation, BAD_USER_INPUT for a changed one', async () => {
    const log = `query Log($id: ID!, $since: Cursor) { operation(id: $id) { log(since: $since) { nodes { id } } } }`;
    const traffic = idOf(app.operations, 'YK-TRAFFIC');
    const { board } = await app.ask(BOARD, { id: traffic });
    expect(await extensionsOf(ask(log, { id: fraud(), since: board.cursor }))).toEqual({ code: 'CURSOR_EXPIRED' });
    const since = `${board.cursor.slice(0, -1)}${board.cursor.endsWith('A') ? 'B' : 'A'}`;
    expect(await extensionsOf(ask(log, { id: traffic, since }))).toEqual({
      code: 'BAD_USER_INPUT',
      fields: [{ path: 'since', code: 'NOT_A_CURSOR', message: '游标无效,或不属于此处' }],
    });
  });

  it('tells LIMIT_EXCEEDED with the limit that a document is over', async () => {
    const deep = `${'parent { '.repeat(20)} id ${'}'.repeat(20)}`;
    const whole = 'log(last: 100) { nodes { task { timeline(last: 100) { nodes { id } } } } }';
    const logs = Array.from({ length: 99 }, (_, i) => `a${i}: ${whole}`).join(' ');
    const cases: [string, string][] = [
      [`{ operationByCode(code: "YK-FRAUD") { ${logs} } }`, 'cost'],
      [`{ operationByCode(code: "YK-FRAUD") { ${deep} } }`, 'depth'],
      [`{ viewer { ${'locale '.repeat(5_000)} } }`, 'tokens'],
      [`{ ${Array.from({ length: 200 }, (_, i) => `a${i}: serverTime`).join(' ')} }`, 'aliases'],
    ];
    for (const [document, limit] of cases) {
      expect(await extensionsOf(ask(document))).toEqual({ code: 'LIMIT_EXCEEDED', limit });
    }
  });

  it('tells INTERNAL with a number alone; the cause stands in the log', async () => {
    const cause = new Error("SELECT * FROM sealed_value WHERE ref = 'x' -- at /srv/liandong/src/store.ts:1:1");
    const counts = jest.spyOn(app.services.boards, 'figures').mockRejectedValue(cause);
    try {
      const answer = await ask(BOARD, { id: fraud() });
      const { extensions, message } = errorOf(answer);
      expect(extensions).toEqual({ code: 'INTERNAL', errorId: expect.stringMatching(/^[\da-f-]{36}$/) });
      const errorId = String(extensions['errorId']);
      expect(message).toBe(`系统内部错误,请将编号 ${errorId} 告知运维人员。`);
      expect('text' in answer ? answer.text : JSON.stringify(answer)).not.toMatch(/SELECT|sealed|store|\.ts|stack/i);
      const lines = app.logged.filter((line) => line.includes(errorId));
      expect(lines).toHaveLength(1);
      expect(lines[0]).toContain('FROM sealed_value');
      expect(lines[0]).toContain('errors.test.ts');
    } finally {
      counts.mockRestore();
    }
  });

  it('speaks Chinese, and English to who asks for it', async () => {
    const { id: taskId } = await plan(app);
    const document = `mutation($input: ApproveArrestTripInput!) { approveArrestTrip(input: $input) { cursor } }`;
    const texts: [Locale | undefined, string][] = [
      [undefined, '内容已被他人更改(当前版本 1),请核对后重试。'],
      ['ZH_CN', '内容已被他人更改(当前版本 1),请核对后重试。'],
      ['EN', 'Somebody has changed it meanwhile (now version 1); look at it and try again.'],
    ];
    for (const [locale, message] of texts) {
      const asked = { as: 'yk-police.commander', ...(locale ? { locale } : {}) };
      const input = { taskId, expectedVersion: 3 };
      expect(errorOf(await ask(document, { input }, asked)).message).toBe(message);
    }
  });
});

describe('text that nobody types', () => {
  const ODD = [
    '\u0000',
    'a\u0000b',
    '\ud800',
    'a\udc00b',
    '😀',
    '永康',
    'e\u0301',
    '\u202e',
    '\ufffe',
    "' OR 1=1 --",
    '%',
    '\\',
  ];
  const LONG = 'x'.repeat(100_000);
  const FAR = ['0001-01-01T00:00:00Z', '0999-12-31T23:59:59Z', '9999-12-31T23:59:59Z'];

  const log = (field: string): string => `query L($id: ID!, $s: String!) {
    operation(id: $id) { log(filter: { ${field}: [$s] }) { nodes { id } } } }`;
  const board = (field: string): string => `query B($id: ID!, $s: String!) {
    board(operationId: $id, filter: { ${field}: [$s] }) { id columns { tasks { nodes { id } } } } }`;
  const DOCUMENTS = [
    'query Q($s: String!) { operationByCode(code: $s) { id } }',
    'query Q($s: ID!) { operation(id: $s) { id } }',
    'query Q($s: ID!) { node(id: $s) { id } }',
    'query Q($s: ID!) { nodes(ids: [$s]) { id } }',
    'query Q($s: ID!) { task(id: $s) { id } }',
    'query Q($s: ID!) { board(operationId: $s) { id } }',
    'query Q($id: ID!, $s: String) { operation(id: $id) { log(after: $s) { nodes { id } } } }',
    'query Q($id: ID!, $s: Cursor) { operation(id: $id) { log(since: $s) { nodes { id } } } }',
    board('numbers'),
    'query B($id: ID!, $s: ID) { board(operationId: $id, filter: { gangId: $s }) { id } }',
    'query B($id: ID!, $s: ID) { operation(id: $id) { tasks(filter: { gangId: $s }) { nodes { id } } } }',
    'query B($id: ID!, $s: String) { board(operationId: $id, filter: { text: $s }) { id } }',
    'query B($id: ID!, $s: String) { operation(id: $id) { tasks(filter: { text: $s }) { nodes { id } } } }',
    'query Q($s: String!) { agencies(codes: [$s]) { nodes { id } } }',
    'query Q($s: ID) { agencies(operationId: $s) { nodes { id } } }',
    ...[board('leadAgencyIds'), log('subjectIds'), log('actorIds'), log('agencyIds')].map((document) =>
      document.replace('$s: String!', '$s: ID!'),
    ),
  ];

  async function expectExpected(document: string, variables: Variables, as = 'yk-police.officer'): Promise<void> {
    const { errors = [] } = await app.post(document, variables, { as });
    const codes = errors.map(({ extensions }) => extensions.code);
    const unexpected = codes.filter((code) => code !== 'NOT_FOUND' && code !== 'BAD_USER_INPUT');
    expect({ document, variables, unexpected }).toEqual({ document, variables, unexpected: [] });
  }

  it('names nothing, or is bad input, wherever it is asked for', async () => {
    const id = idOf(app.operations, 'YK-FRAUD');
    for (const s of [...ODD, LONG]) {
      for (const document of DOCUMENTS) await expectExpected(document, { id, s });
    }
    for (const at of FAR) {
      const filter = { createdAfter: at, updatedAfter: at, dueBefore: at };
      await expectExpected(
        'query B($id: ID!, $filter: TaskFilter) { board(operationId: $id, filter: $filter) { id } }',
        { id, filter },
      );
      await expectExpected(
        'query L($id: ID!, $at: DateTime) { operation(id: $id) { log(filter: { from: $at, to: $at }) { nodes { id } } } }',
        { id, at },
      );
    }
  });

  it('is bad input, or stands in the log as it was given, wherever it is said', async () => {
    const fields = [
      'title',
      'idempotencyKey',
      'follows',
      'operationId',
      'leaderId',
      'gangId',
      'destination',
      'departOn',
      'dueAt',
    ];
    for (const s of [...ODD, LONG]) {
      for (const field of fields) {
        const idempotencyKey = `odd ${field} ${ODD.indexOf(s)}`;
        await expectExpected(PLAN, { input: planInput(app, { idempotencyKey, [field]: s }) });
      }
      const { id: taskId } = await plan(app);
      await expectExpected(APPROVE, { input: { taskId, note: s } }, 'yk-police.commander');
      await expectExpected(APPROVE, { input: { taskId: s } }, 'yk-police.commander');
    }
    for (const at of FAR) {
      await expectExpected(PLAN, { input: planInput(app, { dueAt: at }) });
      await expectExpected(PLAN, { input: planInput(app, { occurredAt: at }) });
    }
    await expectExpected(PLAN, { input: planInput(app, { departOn: '0001-01-01', dueAt: FAR[0] }) });
    const { id } = await plan(app, { departOn: '9999-12-31', dueAt: '9999-12-31T23:59:59Z' });
    await expectExpected('query($id: ID!) { task(id: $id) { dueAt facts { text at } } }', { id });
  });

  it('in a list is limited in number', async () => {
    const ids = Array.from({ length: 501 }, (_, i) => `x${i}`);
    const document =
      'query L($id: ID!, $filter: LogFilter) { operation(id: $id) { log(filter: $filter) { nodes { id } } } }';
    for (const field of ['subjectIds', 'actorIds', 'agencyIds']) {
      const error = await app.refusal(document, { id: idOf(app.operations, 'YK-FRAUD'), filter: { [field]: ids } });
      const fields = [{ path: `filter.${field}`, code: 'TOO_MANY', message: '最多 500 项' }];
      expect(error.extensions).toEqual({ code: 'BAD_USER_INPUT', fields });
    }
  });
});

describe('while the database gives no connection', () => {
  const LANES = onMariadb ? 10 : 4;

  it('everything is UNAVAILABLE, for a while: requests, a socket that is open, and one that signs in', async () => {
    const client = clientOf(app, 'yk-police.officer');
    await client.ask('{ serverTime }');
    const token = await app.tokenOf('yk-police.officer');
    let giveBack = (): void => undefined;
    const held = new Promise<void>((resolve) => (giveBack = resolve));
    const holders = Array.from({ length: LANES }, () => app.services.store.read(() => held));
    const signingIn = await openBare(app);
    signingIn.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    const asked = [app.post('{ serverTime }'), client.ask('{ serverTime }')] as const;
    const health = ['/livez', '/readyz'].map(async (path) => (await fetch(`${app.url}${path}`)).status);
    expect(await Promise.all(health)).toEqual([200, 503]);
    const [http, socket] = await Promise.all(asked);
    const unavailable = { code: 'UNAVAILABLE', retryable: true };
    expect(errorOf(http)).toEqual({ message: '系统暂时不可用,请稍后重试。', extensions: unavailable });
    expect(http.status).toBe(503);
    expect(http.headers.get('retry-after')).toBe('1');
    expect(errorOf(socket)).toEqual({ message: '系统暂时不可用,请稍后重试。', extensions: unavailable });
    expect(await signingIn.closed()).toBe(1013);
    giveBack();
    await Promise.all(holders);
    expect(await client.ask('{ serverTime }')).toEqual({ data: { serverTime: expect.any(String) } });
  });
});

describe('a token', () => {
  const HOUR_S = 3_600;
  let member: string;
  let key: Buffer;
  const nowS = (): number => Math.floor(Date.now() / 1_000);

  beforeAll(() => {
    member = idOf(app.members, 'yk-police.officer');
    key = app.services.keyRing.derive('demo-token');
  });

  interface Made {
    readonly audience?: string;
    readonly issuer?: string;
    readonly subject?: string;
    readonly expiresInS?: number;
    readonly key?: Uint8Array;
    readonly algorithm?: string;
  }

  function made(given: Made = {}): Promise<string> {
    const { audience = 'liandong', issuer = 'liandong-demo', subject = member, expiresInS = HOUR_S } = given;
    return new SignJWT()
      .setProtectedHeader({ alg: given.algorithm ?? 'HS256' })
      .setSubject(subject)
      .setIssuer(issuer)
      .setAudience(audience)
      .setExpirationTime(nowS() + expiresInS)
      .sign(given.key ?? key);
  }

  async function forged(): Promise<Record<string, string | null>> {
    const good = await made();
    const [head = '', payload = '', signature = ''] = good.split('.');
    const claims = { sub: member, iss: 'liandong-demo', aud: 'liandong', exp: nowS() + 2 * HOUR_S };
    const noExpiry = new SignJWT(Object.fromEntries(Object.entries(claims).filter(([name]) => name !== 'exp')));
    const bearer = (token: string): string => `Bearer ${token}`;
    return {
      'is missing': null,
      'is empty': '',
      'has no scheme': good,
      'has another scheme': `Basic ${good}`,
      'is no token': bearer('garbage'),
      'has odd characters': bearer('a b<c>'),
      'is unsigned (alg none)': bearer(new UnsecuredJWT(claims).encode()),
      'has its signature cut off': bearer(`${head}.${payload}.`),
      'has another payload': bearer(
        `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.${signature}`,
      ),
      'is signed with another key': bearer(await made({ key: Buffer.alloc(32, 1) })),
      'is signed with another algorithm': bearer(await made({ algorithm: 'HS512', key: Buffer.concat([key, key]) })),
      'has expired': bearer(await made({ expiresInS: -31 })),
      'never expires': bearer(await noExpiry.setProtectedHeader({ alg: 'HS256' }).sign(key)),
      'is for somebody else': bearer(await made({ audience: 'other' })),
      'is of another issuer': bearer(await made({ issuer: 'other' })),
      'names nobody': bearer(await made({ subject: 'mbr_01h455vb4pex5vsknk084sn02q' })),
      'names no member': bearer(await made({ subject: idOf(app.agencies, 'yk-police') })),
    };
  }

  it('that is not right is answered the same way over HTTP, whatever is wrong', async () => {
    for (const [fault, authorization] of Object.entries(await forged())) {
      const headers = authorization === null ? {} : { authorization };
      const answer = await app.post('{ serverTime }', {}, { as: null, headers });
      expect({ fault, status: answer.status, text: answer.text }).toEqual({
        fault,
        status: 401,
        text: JSON.stringify({
          errors: [{ message: '请先登录,或登录已过期。', extensions: { code: 'UNAUTHENTICATED' } }],
        }),
      });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  it('that is missing is told in English too', async () => {
    const answer = await app.post('{ serverTime }', {}, { as: null, headers: { 'accept-language': 'en-GB' } });
    expect(errorOf(answer).message).toBe('Please sign in; there is no session or it has ended.');
  });

  it('that is not right closes a socket with 4403, and nothing is said before', async () => {
    for (const [fault, authorization] of Object.entries(await forged())) {
      const bare = await openBare(app);
      bare.send({ type: 'connection_init', ...(authorization === null ? {} : { payload: { authorization } }) });
      expect({ fault, code: await bare.closed(), received: bare.received }).toEqual({
        fault,
        code: 4403,
        received: [],
      });
    }
  });

  it('is good for 30 seconds more, where clocks differ', async () => {
    const authorization = `Bearer ${await made({ expiresInS: -20 })}`;
    const { data } = await app.post('{ serverTime }', {}, { as: null, headers: { authorization } });
    expect(data).toEqual({ serverTime: expect.any(String) });
  });

  it('of the desk is as good as any', async () => {
    const issuer = new DemoIssuer(key, fixedClock(plus(app.services.clock.now(), { minutes: -5 })), 600);
    const headers = { authorization: `Bearer ${await issuer.issue(member)}` };
    const { data } = await app.post('{ viewer { member { code } } }', {}, { as: null, headers });
    expect(data).toEqual({ viewer: { member: { code: 'yk-police.officer' } } });
  });
});

describe('codes that no action of this version can reach', () => {
  const DUE = parseInstant('2025-11-24T08:00:00Z')!;

  function formatted(refusal: AnyRefusal, locale: Locale): { message: string; extensions?: object } {
    return new ErrorFormatter(app.services.catalogue, { error: () => undefined }).refusal(refusal, locale);
  }

  it('INTERNAL is what a field of ours is that no client has asked for, and the log has its cause', () => {
    const logged: object[] = [];
    const formatter = new ErrorFormatter(app.services.catalogue, { error: (fields) => logged.push(fields) });
    const ours = new GraphQLError('Enum "Action" cannot represent value: "planArrestTrip"', { path: ['apiKeys', 0] });
    const { message, extensions } = formatter.format(ours, 'EN');
    expect(extensions).toEqual({ code: 'INTERNAL', errorId: expect.any(String) });
    expect(message).not.toContain('planArrestTrip');
    expect(logged).toHaveLength(1);
    const theirs = new GraphQLError('Argument "first" of non-null type "Int!" must not be null.', { path: ['nodes'] });
    expect(formatter.format(theirs, 'EN').extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(logged).toHaveLength(1);
  });

  it('PRECONDITION_FAILED names each condition that is not met', () => {
    const unmet = [{ code: 'OBSERVER' }, { code: 'NOT_YOU' }];
    const refusal = refuse('PRECONDITION_FAILED', { unmet });
    expect(formatted(refusal, 'EN')).toEqual({
      message: 'Something is missing: observers only look on; this is for a certain person to do',
      extensions: {
        code: 'PRECONDITION_FAILED',
        unmet: [
          { code: 'OBSERVER', message: 'observers only look on' },
          { code: 'NOT_YOU', message: 'this is for a certain person to do' },
        ],
      },
    });
    expect(formatted(refusal, 'ZH_CN').message).toBe('条件尚不具备:观察单位只能查看; 此操作由指定的人员进行');
  });

  it('DEADLINE_PASSED names the clock and when it ran out', () => {
    const refusal = refuse('DEADLINE_PASSED', { clock: 'stop_loss.papers', dueAt: DUE });
    expect(formatted(refusal, 'EN')).toEqual({
      message: 'The time limit has passed (2025-11-24T08:00:00.000Z).',
      extensions: { code: 'DEADLINE_PASSED', clock: 'stop_loss.papers', dueAt: '2025-11-24T08:00:00.000Z' },
    });
    expect(formatted(refusal, 'ZH_CN').message).toBe('时限已过(2025-11-24T08:00:00.000Z)。');
  });

  it('LIMIT_EXCEEDED says when waiting helps', () => {
    const refusal = refuse('LIMIT_EXCEEDED', { limit: 'rate', retryAfterSeconds: 7 });
    expect(formatted(refusal, 'EN').extensions).toEqual({
      code: 'LIMIT_EXCEEDED',
      limit: 'rate',
      retryAfterSeconds: 7,
    });
    expect(formatted(refusal, 'EN').message).toBe(
      'Over a limit: more was asked for within a minute than one may; try again in 7 s',
    );
    expect(formatted(refusal, 'ZH_CN').message).toBe('超出限制:一分钟内的请求过多,请 7 秒后再试');
  });
});

describe('the order of refusals', () => {
  it('is input, then key, then existence, version, state, right', async () => {
    const { id: taskId } = await plan(app);
    await approve(app, taskId);
    await depart(app, taskId);
    const asBank = { as: 'icbc.liaison' };
    const code = async (input: Variables, options: { as: string }): Promise<string> =>
      (await app.refusal(APPROVE, { input }, options)).extensions.code;
    const asOfficer = { as: 'yk-police.officer-03' };
    expect(await code({ taskId, note: '' }, asBank)).toBe('BAD_USER_INPUT');
    expect(await code({ taskId, expectedVersion: 1 }, asBank)).toBe('NOT_FOUND');
    expect(await code({ taskId, expectedVersion: 1 }, asOfficer)).toBe('VERSION_CONFLICT');
    expect(await code({ taskId, expectedVersion: 3 }, asOfficer)).toBe('ILLEGAL_TRANSITION');
    await plan(app, { idempotencyKey: 'order' }, asOfficer);
    expect(await code({ taskId: 'nothing', idempotencyKey: 'order' }, asOfficer)).toBe('IDEMPOTENCY_MISMATCH');
  });
});
