import { pino } from 'pino';
import { startApp, type App } from '../../src/app';
import { SYSTEM_ACTOR } from '../../src/core/actor';
import { testConfig, toldConfig, type Answer } from '../support/app';
import { clientOf, statusOfUpgrade } from '../support/clients';
import { atEnd } from '../support/endings';
import { startIssuer, type TestIssuer } from '../support/issuer';

/** An installation of its own with the city's own sign-in: a real issuer, real tokens, no demo. */

const VIEWER = `{ viewer { member { code } agency { code } roles sessionEndsAt } }`;

let issuer: TestIssuer;
let app: App;
let officer: string;
let memberId: string;

const act = async (action: string, input: object): Promise<string> =>
  (await app.services.door.execute({ action, actor: SYSTEM_ACTOR, input: { ...input } })).subject;

beforeAll(async () => {
  issuer = await startIssuer('EdDSA');
  const { audience } = issuer;
  const oidc = { issuer: issuer.issuer, audience, jwksUrl: null };
  const config = { ...(await testConfig()), demo: false, publicUrl: 'https://liandong.example.org', oidc };
  app = await startApp(config, { log: pino({ level: 'silent' }) });
  atEnd(() => app.stop());
  const agencyId = await act('createAgency', {
    ...{ code: 'yk-police', nameZh: '永康市公安局', agencyType: 'POLICE_BUREAU', division: '330784' },
  });
  memberId = await act('createMember', {
    ...{ agencyId, code: 'yk-police.officer', name: '刑侦民警', roles: ['OFFICER'] },
    signIn: { issuer: issuer.issuer, subject: 'jing-1024' },
  });
  officer = (await issuer.signIn('jing-1024')).accessToken;
});

async function ask(token: string | null, query = VIEWER): Promise<Answer & { status: number }> {
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, ...((await response.json()) as Answer) };
}

const overSocket = (token: string): ReturnType<typeof clientOf> =>
  clientOf({ url: app.url, tokenOf: async () => token }, '');

it('knows a member by the issuer and the subject of its token, over both transports', async () => {
  const shown = { member: { code: 'yk-police.officer' }, agency: { code: 'yk-police' }, roles: ['OFFICER'] };
  expect(await ask(officer)).toMatchObject({ status: 200, data: { viewer: shown } });
  expect(await overSocket(officer).ask(VIEWER)).toMatchObject({ data: { viewer: shown } });
});

it('tells who signed in and is no member what to do, and nobody anything else', async () => {
  const { accessToken } = await issuer.signIn('nobody-here');
  const answer = await ask(accessToken);
  expect(answer).toMatchObject({
    status: 403,
    errors: [{ extensions: { code: 'FORBIDDEN', denial: { code: 'NO_MEMBER' } } }],
  });
  expect(answer.data).toBeUndefined();
  const { end } = overSocket(accessToken).follow(VIEWER);
  expect(await end()).toMatchObject({ code: 4403 });
});

it('gives a stranger nothing', async () => {
  const { idToken } = await issuer.signIn('jing-1024');
  for (const token of [null, 'x', idToken, `${officer.slice(0, -4)}AAAA`]) {
    expect(await ask(token)).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  }
});

it('opens sockets for its own pages alone', async () => {
  expect(await statusOfUpgrade(app, { origin: 'https://liandong.example.org' })).toBe(101);
  for (const origin of [app.url, 'https://evil.example', 'http://liandong.example.org', 'http://localhost:5173']) {
    expect(await statusOfUpgrade(app, { origin })).toBe(403);
  }
});

it('has no demo, and no demo tokens', async () => {
  for (const path of ['/demo/members', '/demo/token']) {
    expect((await fetch(`${app.url}${path}`, { method: 'POST', body: '{}' })).status).toBe(404);
  }
});

it('refuses one sign-in for two members, and lets a member have it again', async () => {
  const signIn = { issuer: issuer.issuer, subject: 'jing-1024' };
  const other = { code: 'yk-police.other', name: '民警' };
  const { agency } = (await ask(officer, '{ viewer { agency { id } } }')).data.viewer;
  const twice = act('createMember', { ...other, agencyId: agency.id, roles: ['OFFICER'], signIn });
  await expect(twice).rejects.toMatchObject({ details: { fields: [{ path: 'signIn.subject', code: 'TAKEN' }] } });
  await expect(act('changeMember', { memberId, signIn })).resolves.toBe(memberId);
});

it('knows by the roles and the state of now, though the token is the same', async () => {
  await act('changeMember', { memberId, roles: ['OFFICER', 'COMMANDER'] });
  expect(await ask(officer)).toMatchObject({ data: { viewer: { roles: ['OFFICER', 'COMMANDER'] } } });
  await act('disableMember', { memberId, reason: '调离' });
  expect(await ask(officer)).toMatchObject({ status: 403 });
});

it('never opens a database of the demo', async () => {
  const { audience } = issuer;
  const config = { ...(await toldConfig()), demo: false, oidc: { issuer: issuer.issuer, audience, jwksUrl: null } };
  await expect(startApp(config, { log: pino({ level: 'silent' }) })).rejects.toThrow('DATABASE_URL: it holds the demo');
});
