import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import { startApp, installedRegistry } from '../../src/app';
import { verifyLogs } from '../../src/audit/verify-log';
import { SYSTEM_ACTOR } from '../../src/core/actor';
import { secretHash } from '../../src/core/secret';
import { plus, type Step } from '../../src/core/time';
import { ApiKeyUseRow } from '../../src/store/rows/api-key.row';
import { raw } from '../../src/store/session';
import { errorOf, idOf, startTestApp, toldConfig, type HttpAnswer, type TestApp, type Variables } from '../support/app';
import { clientOf, openBare, openSigned } from '../support/clients';
import { atEnd } from '../support/endings';
import { nextOf } from '../support/live';
import { PLAN, planInput } from '../support/trips';

/** Keys by which systems of agencies act for members: what they may do, when they end, and where their secrets are. */

let app: TestApp;
/** Another server on the same database, as a second replica is. */
let other: Pick<TestApp, 'url'>;
let databaseUrl: string;

const as = { as: 'yk-police.administrator' };
const CREATE = `mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { cursor secret apiKey { id prefix } } }`;
const ROTATE = `mutation($input: RotateApiKeyInput!) { rotateApiKey(input: $input) { secret apiKey { prefix previousUntil } } }`;
const REVOKE = `mutation($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { secret apiKey { revoked } } }`;
const LIST = `query { apiKeys(first: 100) { totalCount nodes { id name prefix reads actions createdAt expiresAt lastUsedAt revoked
  previousUntil member { code } createdBy { code } } } }`;
const WHO = '{ viewer { roles member { code } } }';
const BOARD = 'subscription($id: ID!) { boardChanged(operationId: $id) { cursor } }';

interface Key {
  readonly id: string;
  readonly secret: string;
}

const secrets: string[] = [];

beforeAll(async () => {
  const config = await toldConfig();
  databaseUrl = config.databaseUrl;
  app = await startTestApp(config);
  const second = await startApp(config, { log: pino({ level: 'silent' }) });
  atEnd(() => second.stop());
  other = second;
});

async function create(given: Variables = {}, options = as): Promise<Key> {
  const input = { memberId: idOf(app.members, 'yk-police.officer'), name: '案件系统', ...given };
  const { secret, apiKey } = (await app.ask(CREATE, { input }, options)).createApiKey;
  secrets.push(secret);
  return { id: apiKey.id, secret };
}

async function rotate(apiKeyId: string, given: Variables = {}): Promise<string> {
  const { secret } = (await app.ask(ROTATE, { input: { apiKeyId, ...given } }, as)).rotateApiKey;
  secrets.push(secret);
  return secret;
}

const revoke = async (apiKeyId: string): Promise<any> =>
  (await app.ask(REVOKE, { input: { apiKeyId, reason: '设备遗失' } }, as)).revokeApiKey;

/** Asks by a secret in place of a token. */
const by = async (secret: string, document = WHO, variables: Variables = {}): Promise<HttpAnswer> =>
  app.post(document, variables, { as: null, headers: { authorization: `Bearer ${secret}` } });

const statusBy = async (secret: string): Promise<number> => (await by(secret)).status;

/** A server's sockets by a secret. */
const socketsBy = (secret: string, { url }: Pick<TestApp, 'url'> = app): Pick<TestApp, 'url' | 'tokenOf'> => ({
  ...{ url, tokenOf: async () => secret },
});

/** What is asked while the server's clock is so much ahead. */
async function later<T>(step: Step, work: () => Promise<T>): Promise<T> {
  const { clock } = app.services;
  const now = clock.now.bind(clock);
  const ahead = jest.spyOn(clock, 'now').mockImplementation(() => plus(now(), step));
  try {
    return await work();
  } finally {
    ahead.mockRestore();
  }
}

/** The files of a database that is in files, with what is not yet in its main one. */
async function filesOfDatabase(): Promise<string[]> {
  if (!databaseUrl.startsWith('sqlite:')) return [];
  const path = databaseUrl.slice('sqlite:'.length);
  return Promise.all([path, `${path}-wal`].map((each) => readFile(each, 'latin1')));
}

async function listed(options = as): Promise<any[]> {
  return (await app.ask(LIST, {}, options)).apiKeys.nodes;
}

describe('a key', () => {
  it('acts for its member over HTTP and a socket, reads what it may, and is listed with all but its secret', async () => {
    const expiresAt = plus(app.services.clock.now(), { hours: 48 });
    const key = await create({ actions: ['PLAN_ARREST_TRIP'], expiresAt });
    expect(key.secret).toMatch(/^ldk_[0-9a-f]{8}_[\w-]{43}$/);
    expect((await by(key.secret)).data.viewer).toEqual({ roles: ['OFFICER'], member: null });
    const live = clientOf(socketsBy(key.secret), '');
    expect((await live.ask(WHO)).data.viewer).toEqual({ roles: ['OFFICER'], member: null });
    const messages = live.follow(BOARD, { id: idOf(app.operations, 'YK-FRAUD') });
    expect(await nextOf(messages)).toMatchObject({ cursor: expect.any(String) });
    await live.dispose();
    await app.services.keyUses.flush();
    expect(await listed()).toMatchObject([
      {
        ...{
          id: key.id,
          name: '案件系统',
          prefix: key.secret.slice(0, 12),
          reads: true,
          actions: ['PLAN_ARREST_TRIP'],
        },
        ...{ expiresAt, revoked: false, previousUntil: null, lastUsedAt: expect.any(String) },
        ...{ member: { code: 'yk-police.officer' }, createdBy: { code: 'yk-police.administrator' } },
      },
    ]);
  });

  it('does the commands that it was made for, none other, and is offered none other', async () => {
    const { secret } = await create({ actions: ['PLAN_ARREST_TRIP'] });
    const { data } = await by(secret, PLAN, { input: planInput(app) });
    const taskId = data.planArrestTrip.task.id;
    const trip = 'query($id: ID!) { task(id: $id) { availableActions deniedActions { action code } } }';
    const offered = (await by(secret, trip, { id: taskId })).data.task;
    expect(offered.availableActions).toEqual([]);
    expect(offered.deniedActions).toContainEqual({ action: 'ABORT_ARREST_TRIP', code: 'NOT_FOR_KEY' });
    const gang = 'mutation($input: RegisterGangInput!) { registerGang(input: $input) { cursor } }';
    const input = { operationId: idOf(app.operations, 'YK-FRAUD'), name: '某团伙' };
    const refused = errorOf(await by(secret, gang, { input }));
    expect(refused.extensions).toMatchObject({ code: 'FORBIDDEN', denial: { code: 'NOT_FOR_KEY' } });
  });

  it('that reads does nothing, by whatever way, and its member goes on', async () => {
    const { secret } = await create();
    const variables = { input: planInput(app) };
    const denied = { code: 'FORBIDDEN', denial: { action: 'PLAN_ARREST_TRIP', code: 'NOT_FOR_KEY' } };
    expect(errorOf(await by(secret, PLAN, variables)).extensions).toMatchObject(denied);
    expect(errorOf(await clientOf(socketsBy(secret), '').ask(PLAN, variables)).extensions).toMatchObject(denied);
    const { operationId, ...values } = planInput(app);
    const perform = 'mutation($input: PerformInput!) { perform(input: $input) { cursor } }';
    const performed = { input: { operationId, action: 'PLAN_ARREST_TRIP', values } };
    expect(errorOf(await by(secret, perform, performed)).extensions).toMatchObject(denied);
    await app.ask(PLAN, variables);
  });

  it('that only acts reads nothing, neither by a query nor through what a command changed', async () => {
    const { secret } = await create({ reads: false, actions: ['PLAN_ARREST_TRIP'] });
    const variables = { input: planInput(app) };
    const denied = { code: 'FORBIDDEN', denial: { code: 'NOT_FOR_KEY' } };
    const live = clientOf(socketsBy(secret), '');
    const named = `mutation($input: PlanArrestTripInput!) { planArrestTrip(input: $input) { ...all } } fragment all on ArrestTripPayload { task { id } }`;
    for (const document of [WHO, PLAN, named, '{ __schema { types { name } } }']) {
      const given = document.startsWith('mutation') ? variables : {};
      const answer = await by(secret, document, given);
      expect([answer.status, errorOf(answer).extensions]).toMatchObject([403, denied]);
      expect(errorOf(await live.ask(document, given)).extensions).toMatchObject(denied);
    }
    const messages = live.follow(BOARD, { id: idOf(app.operations, 'YK-FRAUD') });
    expect(errorOf(await messages.next()).extensions).toMatchObject(denied);
    const planned = 'mutation($input: PlanArrestTripInput!) { planArrestTrip(input: $input) { __typename cursor } }';
    expect((await by(secret, planned, variables)).data.planArrestTrip.cursor).toEqual(expect.any(String));
  });

  it('never administers, though its member may', async () => {
    const memberId = idOf(app.members, 'yk-police.administrator');
    const actions = ['CREATE_API_KEY', 'CREATE_MEMBER', 'CHANGE_MEMBER', 'REVOKE_API_KEY'];
    const { id, secret } = await create({ memberId, actions });
    expect((await by(secret)).data.viewer.roles).toEqual([]);
    const input = { memberId, name: '另一个' };
    expect(errorOf(await by(secret, CREATE, { input })).extensions.code).toBe('FORBIDDEN');
    const revoking = { input: { apiKeyId: id, reason: '自行吊销' } };
    expect(errorOf(await by(secret, REVOKE, revoking)).extensions.code).toBe('NOT_FOUND');
    expect((await by(secret, LIST)).data.apiKeys.nodes).toEqual([]);
    expect((await by(secret, 'query($id: ID!) { node(id: $id) { id } }', { id })).data?.node ?? null).toBeNull();
  });
});

describe('keys of an agency', () => {
  it('are made for its own members by its own administrators, and are there for nobody else', async () => {
    const icbc = await app.services.door.execute({
      action: 'createMember',
      actor: SYSTEM_ACTOR,
      input: {
        agencyId: idOf(app.agencies, 'icbc'),
        code: 'icbc.administrator',
        name: '管理员',
        roles: ['ADMINISTRATOR'],
      },
    });
    const foreign = { memberId: icbc.subject, name: '越权' };
    expect((await app.refusal(CREATE, { input: foreign }, as)).extensions).toMatchObject({
      fields: [{ path: 'memberId', code: 'UNKNOWN_MEMBER' }],
    });
    const { id } = await create();
    const theirs = { as: 'icbc.administrator' };
    for (const [document, input] of [
      [ROTATE, { apiKeyId: id }],
      [REVOKE, { apiKeyId: id, reason: '越权' }],
    ] as const) {
      expect((await app.refusal(document, { input }, theirs)).extensions.code).toBe('NOT_FOUND');
      const own = await app.refusal(document, { input }, { as: 'yk-police.commander' });
      expect(own.extensions.code).toBe('NOT_FOUND');
    }
    for (const options of [theirs, { as: 'yk-police.commander' }]) expect(await listed(options)).toEqual([]);
    const officer = { memberId: idOf(app.members, 'yk-police.officer'), name: '越权' };
    const refused = await app.refusal(CREATE, { input: officer }, { as: 'yk-police.commander' });
    expect(refused.extensions).toMatchObject({ denial: { action: 'CREATE_API_KEY', code: 'NOT_YOUR_ROLE' } });
  });

  it('are refused where they would be good for nothing', async () => {
    const memberId = idOf(app.members, 'yk-police.officer');
    for (const [given, path, code] of [
      [{ reads: false }, 'actions', 'TOO_FEW'],
      [{ expiresAt: '2020-01-01T00:00:00.000Z' }, 'expiresAt', 'IN_PAST'],
    ] as const) {
      const refused = await app.refusal(CREATE, { input: { memberId, name: '无用', ...given } }, as);
      expect(refused.extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path, code }] });
    }
  });

  it('tell nothing of what a thing is to who may not do the action', async () => {
    const { secret } = await create({ reads: false, actions: ['EDIT_TASK'] });
    const { id } = await app.ask(PLAN, { input: planInput(app) }).then(({ planArrestTrip }) => planArrestTrip.task);
    const depart = 'mutation($input: DepartArrestTripInput!) { departArrestTrip(input: $input) { cursor } }';
    for (const taskId of [id, 'trip_01h455vb4pex5vsknk084sn02q']) {
      const refused = errorOf(await by(secret, depart, { input: { taskId } }));
      expect(refused.extensions).toMatchObject({ code: 'FORBIDDEN', denial: { code: 'NOT_FOR_KEY' } });
      expect(refused.extensions).not.toHaveProperty('state');
    }
  });

  it('act for nobody who signs in, nor does anybody sign in for whom they act', async () => {
    const systemOf = async (code: string, given: Variables = {}): Promise<string> => {
      const agencyId = idOf(app.agencies, 'yk-police');
      const input = { agencyId, code, name: '系统', roles: ['OFFICER'], ...given };
      const document = 'mutation($input: CreateMemberInput!) { createMember(input: $input) { member { id } } }';
      return (await app.ask(document, { input }, as)).createMember.member.id;
    };
    const signIn = { issuer: 'https://id.example.org', subject: 'somebody' };
    const person = { memberId: await systemOf('yk-police.person', { signIn }), name: '冒名' };
    const refused = await app.refusal(CREATE, { input: person }, as);
    expect(refused.extensions).toMatchObject({ fields: [{ path: 'memberId', code: 'SIGNS_IN' }] });
    const memberId = await systemOf('yk-police.system');
    await create({ memberId });
    const change = 'mutation($input: ChangeMemberInput!) { changeMember(input: $input) { cursor } }';
    const named = await app.refusal(change, { input: { memberId, signIn: { ...signIn, subject: 'other' } } }, as);
    expect(named.extensions).toMatchObject({ fields: [{ path: 'signIn', code: 'HAS_KEYS' }] });
  });

  it('show a secret once: the same call repeated answers the same key without it', async () => {
    const input = { memberId: idOf(app.members, 'yk-police.officer'), name: '一次', idempotencyKey: 'key-once' };
    const [first, second] = [await app.ask(CREATE, { input }, as), await app.ask(CREATE, { input }, as)];
    expect(second.createApiKey).toEqual({ ...first.createApiKey, secret: null });
    const { apiKey, secret } = first.createApiKey;
    secrets.push(secret);
    expect(await statusBy(secret)).toBe(200);
    const again = { apiKeyId: apiKey.id, graceHours: 0, idempotencyKey: 'rotate-once' };
    const turned = await rotate(apiKey.id, again);
    expect((await app.ask(ROTATE, { input: again }, as)).rotateApiKey.secret).toBeNull();
    expect([await statusBy(secret), await statusBy(turned)]).toEqual([401, 200]);
  });
});

describe('a rotation', () => {
  it('lets the secret before go on for its grace, and no longer', async () => {
    const { id, secret } = await create();
    const next = await rotate(id, { graceHours: 2 });
    const both = async (): Promise<number[]> => [await statusBy(secret), await statusBy(next)];
    expect(await both()).toEqual([200, 200]);
    expect(await later({ minutes: 119 }, both)).toEqual([200, 200]);
    expect(await later({ minutes: 121 }, both)).toEqual([401, 200]);
    // The one before the last is good no longer, whatever grace it had.
    const third = await rotate(id);
    expect([...(await both()), await statusBy(third)]).toEqual([401, 200, 200]);
  });

  it('without grace closes the sockets that were opened by the secret before, on every process', async () => {
    const { id, secret } = await create();
    const sockets = [await openSigned(socketsBy(secret), ''), await openSigned(socketsBy(secret, other), '')];
    const next = await rotate(id, { graceHours: 0 });
    expect(await Promise.all(sockets.map((socket) => socket.closed()))).toEqual([4403, 4403]);
    expect([await statusBy(secret), await statusBy(next)]).toEqual([401, 200]);
  });
});

describe('the end of a key', () => {
  const follow = async (secret: string): Promise<{ ended: Promise<unknown>[] }> => {
    const ended = [];
    for (const server of [app, other]) {
      const idle = await openSigned(socketsBy(secret, server), '');
      const live = clientOf(socketsBy(secret, server), '').follow(BOARD, { id: idOf(app.operations, 'YK-FRAUD') });
      await nextOf(live);
      ended.push(idle.closed(), live.end());
    }
    return { ended };
  };

  it('comes at once when it is revoked: requests, sockets and streams end on every process', async () => {
    const { id, secret } = await create();
    const { ended } = await follow(secret);
    expect(await revoke(id)).toEqual({ secret: null, apiKey: { revoked: true } });
    await Promise.all(ended);
    expect(await statusBy(secret)).toBe(401);
    const again = await app.refusal(ROTATE, { input: { apiKeyId: id } }, as);
    expect(again.extensions.code).toBe('ILLEGAL_TRANSITION');
  });

  it('comes when its member is disabled', async () => {
    const memberId = idOf(app.members, 'yk-police.officer-05');
    const { secret } = await create({ memberId });
    const { ended } = await follow(secret);
    const disable = `mutation($input: DisableMemberInput!) { disableMember(input: $input) { cursor } }`;
    await app.ask(disable, { input: { memberId, reason: '调离' } }, as);
    await Promise.all(ended);
    expect(await statusBy(secret)).toBe(401);
  });

  it('comes when its time has come, and it is rotated no more', async () => {
    const expiresAt = plus(app.services.clock.now(), { seconds: 4 });
    const { id, secret } = await create({ expiresAt });
    const { ended } = await follow(secret);
    await Promise.all(ended);
    expect(app.services.clock.now() >= expiresAt).toBe(true);
    expect(await statusBy(secret)).toBe(401);
    const refused = await app.refusal(ROTATE, { input: { apiKeyId: id } }, as);
    expect(refused.extensions).toMatchObject({ code: 'PRECONDITION_FAILED', unmet: [{ code: 'KEY_EXPIRED' }] });
  });
});

describe('what is no key', () => {
  it('is told nothing but that, the same for everything that is wrong', async () => {
    const { id, secret } = await create();
    await revoke(id);
    const last = secret.at(-1) === 'A' ? 'B' : 'A';
    const wrong = [
      ...[secret, `${secret.slice(0, -1)}${last}`, `${secret}A`, secret.toUpperCase(), 'ldk_', 'ldk_00000000_'],
      ...[secretHash(secret), `ldk_00000000_${'A'.repeat(43)}`, 'a.b.c'],
    ];
    const told = await Promise.all(wrong.map((each) => by(each)));
    expect(new Set(told.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(told[0]!.status).toBe(401);
    for (const each of wrong.slice(0, 3)) {
      const bare = await openBare(app);
      bare.send({ type: 'connection_init', payload: { authorization: `Bearer ${each}` } });
      expect(await bare.closed()).toBe(4403);
    }
  });
});

describe('the use of keys', () => {
  it('is written once a minute for each, several at once, and in no log', async () => {
    const { store, keyUses, operations } = app.services;
    const [one, two] = [await create(), await create()];
    await keyUses.flush();
    const before = await store.read((session) => session.select(raw('SELECT seq FROM operation_head')));
    const written = jest.spyOn(store, 'write');
    for (const { secret } of [one, two, one, two, one]) expect(await statusBy(secret)).toBe(200);
    await keyUses.flush();
    await keyUses.flush();
    expect(written).toHaveBeenCalledTimes(1);
    await later({ seconds: 61 }, () => by(one.secret));
    await keyUses.flush();
    expect(written).toHaveBeenCalledTimes(2);
    written.mockRestore();
    expect(await store.read((session) => session.select(raw('SELECT seq FROM operation_head')))).toEqual(before);
    const uses = await store.read((session) => session.find(ApiKeyUseRow, { key: [one.id, two.id] }));
    expect(uses).toHaveLength(2);
    expect(await operations.system()).not.toBeNull();
  });

  it('waits for a database that is away', async () => {
    const { store, keyUses } = app.services;
    const { id, secret } = await create();
    const away = jest.spyOn(store, 'write').mockRejectedValueOnce(new Error('away'));
    await by(secret);
    await keyUses.flush();
    await keyUses.flush();
    away.mockRestore();
    const uses = await store.read((session) => session.find(ApiKeyUseRow, { key: id }));
    expect(uses).toHaveLength(1);
  });
});

/** It comes last: by then there are many. */
describe('secrets', () => {
  it('stand in no table, no file of the database and no line of the log; the log of SYSTEM tells the rows', async () => {
    expect(secrets.length).toBeGreaterThan(15);
    const { store } = app.services;
    const names = store.dataSource.entityMetadatas.map(({ tableName }) => tableName);
    const tables = await store.read(async (session) => {
      const all = [];
      for (const name of names) all.push(await session.select(raw(`SELECT * FROM ${name}`)));
      return all;
    });
    const kept = [JSON.stringify(tables), ...(await filesOfDatabase())].join('\n');
    const logged = app.logged.join('\n');
    for (const secret of secrets) {
      const [, , random = ''] = secret.split(/_(?=[0-9a-f]{8}_)|(?<=^ldk_[0-9a-f]{8})_/);
      expect(random).toHaveLength(43);
      for (const form of [random, Buffer.from(random, 'base64url').toString('hex')]) {
        expect(kept.includes(form) || logged.includes(form)).toBe(false);
      }
      expect(kept).toContain(secretHash(secret));
    }
    const reports = await verifyLogs(store, installedRegistry());
    expect(reports.flatMap(({ faults }) => faults)).toEqual([]);
  });
});
