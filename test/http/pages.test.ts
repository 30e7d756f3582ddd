import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { pino } from 'pino';
import { startApp } from '../../src/app';
import { ownDocument } from '../../src/graph/document-lists';
import { startTestApp, toldConfig, type TestApp } from '../support/app';
import { atEnd } from '../support/endings';

/** What browsers are given, and how little they may do with it. */

const STRICT = [
  ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self' data:"],
  ...["font-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"],
];

const MENU = JSON.parse(readFileSync(join(__dirname, '../../web/graphiql/menu.json'), 'utf8')) as string[];

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});

/** Rules of an answer's Content Security Policy. */
function policyOf({ headers }: Response): string[] {
  return headers.get('content-security-policy')?.split(';') ?? [];
}

/** Asks for a target as it stands, which fetch would mend. */
function statusOf(target: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request(app.url, { path: target, agent: false }, (response) => {
      resolve(response.resume().statusCode);
    });
    asked.on('error', reject).end();
  });
}

/** Runs an example with what the page fills in for a member. */
async function run(name: string, as: string): Promise<any> {
  const { viewer } = await app.ask(ownDocument('StartingPoints'), {}, { as });
  const [{ id: taskId, operation }] = viewer.tasks.nodes;
  const values = { taskId, operationId: operation.id, memberId: viewer.member.id };
  const text = ownDocument(name);
  const used = Object.entries(values).filter(([name]) => text.includes(`$${name}:`));
  return app.ask(text, Object.fromEntries(used), { as });
}

describe('every answer', () => {
  const paths = ['/livez', '/readyz', '/metrics', '/graphql', '/graphql?query={serverTime}', '/demo/members'];

  it.each([...paths, '/demo/token', '/nowhere', '/%zz'])('of %s trusts this server alone', async (path) => {
    const answer = await fetch(`${app.url}${path}`);
    expect(policyOf(answer)).toEqual(STRICT);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    for (const name of ['x-powered-by', 'server', 'strict-transport-security']) {
      expect(answer.headers.get(name)).toBeNull();
    }
  });

  it('binds browsers to https where the installation is known by it', async () => {
    const config = { ...(await toldConfig()), publicUrl: 'https://liandong.example.org' };
    const secure = await startApp(config, { log: pino({ level: 'silent' }) });
    atEnd(() => secure.stop());
    for (const path of ['/graphql', '/graphiql', '/nowhere']) {
      const { headers } = await fetch(`${secure.url}${path}`);
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000');
    }
  });
});

describe('the site', () => {
  it('tells that it knows no such address, and nothing of how it is made', async () => {
    for (const target of ['/%zz', '/nowhere', '/LIVEZ', '/livez/', '/graphiql/%zz', '/graphiql/../livez']) {
      expect({ target, status: await statusOf(target) }).toEqual({ target, status: 404 });
    }
    const text = await (await fetch(`${app.url}/%zz`)).text();
    expect(text).not.toMatch(/Error|node_modules|\.ts/);
  });

  it('answers a fault of its own as the API does, with a number and nothing else', async () => {
    jest.spyOn(app.services.store, 'answers').mockRejectedValue(new Error('secret of the database'));
    const answer = await fetch(`${app.url}/readyz`, { headers: { 'accept-language': 'en' } });
    expect(answer.status).toBe(500);
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({
      errors: [{ extensions: { code: 'INTERNAL', errorId: expect.any(String) } }],
    });
    expect(text).not.toContain('secret');
  });

  it('gives tokens only to who posts', async () => {
    expect((await fetch(`${app.url}/demo/token`)).status).toBe(404);
  });
});

describe('/graphiql', () => {
  it('may have what GraphiQL needs: fonts within its style, and one style that it adds itself', async () => {
    const answers = await Promise.all([fetch(`${app.url}/graphiql`), fetch(`${app.url}/graphiql`)]);
    const policies = answers.map(policyOf);
    const nonces = policies.map((rules) => /'nonce-(.{24})'/.exec(rules.join())?.[1]);
    expect(new Set(nonces).size).toBe(2);
    policies.forEach((rules, i) => {
      const added = rules.filter((rule) => !STRICT.includes(rule));
      expect(added).toEqual([`style-src 'self' 'nonce-${nonces[i]}'`, "font-src 'self' data:"]);
      expect(rules).toHaveLength(STRICT.length);
    });
    const html = await answers[0].text();
    expect(html).toContain(`nonce="${nonces[0]}"`);
    expect(html).toContain('data-sign-in="demo"');
    expect(html).not.toMatch(/\{\{|https?:|<script>|style=/);
    expect(answers[0].headers.get('cache-control')).toBe('no-store');
  });

  it('gives its files under an address of their content, to be kept for good', async () => {
    const html = await (await fetch(`${app.url}/graphiql`)).text();
    const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file = '']) => file);
    expect(files).toHaveLength(8);
    for (const file of files) {
      const answer = await fetch(`${app.url}${file}`);
      expect({ file, status: answer.status }).toEqual({ file, status: 200 });
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(answer.headers.get('content-type')).toMatch(/^(text\/(css|javascript)|image\/svg\+xml)/);
      expect((await fetch(`${app.url}${file.replace(/[0-9a-f]{16}/, '0'.repeat(16))}`)).status).toBe(404);
    }
    const [folder = ''] = files[0]?.split('/icon') ?? [];
    for (const name of ['menu.json', 'index.html', '', '../../package.json', 'vendor', '__proto__', 'constructor']) {
      expect({ name, status: await statusOf(`${folder}/${name}`) }).toEqual({ name, status: 404 });
    }
  });

  it('has answers for all that its menu asks', async () => {
    const queries = MENU.filter((name) => /^query /m.test(ownDocument(name)));
    expect(queries.length).toBeGreaterThan(5);
    for (const name of queries) expect(await run(name, 'yk-police.auditor')).toBeDefined();
  });

  it('offers commands that can be given one after the other', async () => {
    await run('PlanTrip', 'yk-police.officer');
    const approved = await run('ApproveTrip', 'yk-police.commander');
    expect(approved.approveArrestTrip.task.version).toBe(2);
    expect((await run('DepartTrip', 'yk-police.officer')).departArrestTrip.task.version).toBe(3);
    await run('PlanTrip', 'yk-police.officer');
    expect((await run('PerformAction', 'yk-police.commander')).perform.subject.version).toBe(2);
  });

  it('is not there where it is off', async () => {
    const off = await startApp({ ...(await toldConfig()), graphiql: false }, { log: pino({ level: 'silent' }) });
    atEnd(() => off.stop());
    expect((await fetch(`${off.url}/graphiql`)).status).toBe(404);
  });
});
