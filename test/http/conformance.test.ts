import { serverAudits } from 'graphql-http';
import { startTestApp, type TestApp } from '../support/app';

/** GraphQL over HTTP as its working group audits it; https://graphql.github.io/graphql-over-http/draft/ */

/**
 * What SHOULD be otherwise and is not. All three ask for status 200 where a document could not be executed at all, if the
 * answer is `application/json`: that is for clients from before there were status codes, and proxies, logs and our own
 * figures would take a faulty document for a good one.
 */
const EXPLAINED: readonly string[] = [
  'SHOULD use 200 status code on document parsing failure when accepting application/json',
  'SHOULD use 200 status code on document validation failure when accepting application/json',
  'SHOULD use a status code of 200 on variable coercion failure when accepting application/json',
];

let app: TestApp;
let token: string;

beforeAll(async () => {
  app = await startTestApp();
  token = await app.tokenOf('yk-police.officer');
});

it('is spoken as all that MUST be, and as all that SHOULD be but for what is explained', async () => {
  const asOfficer = async (url: unknown, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token}`);
    return fetch(String(url), { ...init, headers });
  };
  const found: Record<string, string[]> = { ok: [], notice: [], warn: [], error: [] };
  for (const audit of serverAudits({ url: `${app.url}/graphql`, fetchFn: asOfficer })) {
    const { status } = await audit.fn();
    found[status]?.push(audit.name);
  }
  expect(found['error']).toEqual([]);
  expect([...(found['warn'] ?? [])].sort()).toEqual([...EXPLAINED].sort());
  expect(found['ok']?.length).toBeGreaterThan(50);
});
