import { atEnd } from './endings';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { startApp } from '../../src/app';
import type { Config } from '../../src/config';
import type { Actor } from '../../src/core/actor';
import { KeyRing } from '../../src/core/key-ring';
import type { Part } from '../../src/core/vocabulary';
import { listDemoMembers } from '../../src/demo/members';
import type { Services } from '../../src/graph/services';
import type { Heads } from '../../src/live/heads';
import { AgencyRow, MemberRow } from '../../src/store/rows/directory.row';
import { OperationRow } from '../../src/store/rows/operation.row';
import { scratchFolder } from './scratch';
import { createTestDatabase, type TestStoreOptions } from './store';
import { copyDemo } from './told-demo';

/** An error as the API tells it. */
export interface ApiError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: { readonly code: string; readonly [detail: string]: unknown };
}

/** What a document is answered with, over either transport. */
export interface Answer {
  readonly data?: any;
  readonly errors?: readonly ApiError[];
}

/** The same over HTTP, with everything that came with it. */
export interface HttpAnswer extends Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The whole body. */
  readonly text: string;
}

/** Who asks, and with what headers beside; `as: null` is nobody. */
export interface AskOptions {
  readonly as?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Variables = Readonly<Record<string, unknown>>;

/** A running server with the demo's data on a database of this test file alone; it ends with the file. */
export interface TestApp {
  readonly url: string;
  readonly services: Services;
  /** Ids by code. */
  readonly members: ReadonlyMap<string, string>;
  readonly agencies: ReadonlyMap<string, string>;
  readonly operations: ReadonlyMap<string, string>;
  /** What wakes the streams; private to the feed otherwise. */
  readonly heads: Heads;
  /** What the server has logged, line by line. */
  readonly logged: readonly string[];
  /** A token of a demo member, from the demo's own desk. */
  tokenOf(code: string): Promise<string>;
  /** Posts a document; as yk-police.officer if nobody else is named. */
  post(document: string, variables?: Variables, options?: AskOptions): Promise<HttpAnswer>;
  /** The same, and its data; fails where there is an error. */
  ask(document: string, variables?: Variables, options?: AskOptions): Promise<any>;
  /** The same, and its only error; fails where there is none. */
  refusal(document: string, variables?: Variables, options?: AskOptions): Promise<ApiError>;
}

/** Starts a server on a free port of this machine, with a test's settings but for those given; ready when it answers. */
export async function startTestApp(settings: Partial<Config> = {}): Promise<TestApp> {
  const logged: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => logged.push(line) });
  const app = await startApp({ ...(await toldConfig()), ...settings }, { log });
  atEnd(() => app.stop());
  const { url, services } = app;
  const tokens = new Map<string, Promise<string>>();
  const tokenOf = (code: string): Promise<string> => {
    const token = tokens.get(code) ?? fetchToken(url, code);
    tokens.set(code, token);
    return token;
  };
  const post: TestApp['post'] = async (query, variables = {}, { as = 'yk-police.officer', headers = {} } = {}) => {
    const authorization = as === null ? {} : { authorization: `Bearer ${await tokenOf(as)}` };
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...authorization, ...headers },
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    return { ...(JSON.parse(text) as Answer), status: response.status, headers: response.headers, text };
  };
  return {
    ...{ url, services, logged, tokenOf, post, ...(await idsOf(services)) },
    heads: (Reflect.get(services.boardFeed, 'parts') as { heads: Heads }).heads,
    ask: async (...asked) => dataOf(await post(...asked)),
    refusal: async (...asked) => errorOf(await post(...asked)),
  };
}

/** Settings of a server with the demo, on a new database of the kind that this project tests. */
export async function testConfig(
  options: Pick<TestStoreOptions, 'onDisk'> = {},
): Promise<Config & { readonly sealKeysFile: string }> {
  const { url: databaseUrl } = await createTestDatabase(options);
  const folder = await scratchFolder('keys');
  atEnd(() => rm(folder, { recursive: true }));
  const sealKeysFile = join(folder, 'seal-keys.json');
  await writeFile(sealKeysFile, KeyRing.generate().json, { mode: 0o600 });
  return {
    ...{ host: '127.0.0.1', port: 0, publicUrl: null, leaveMs: 0, databaseUrl, redisUrl: null, sealKeysFile },
    // A test is everywhere at once.
    mostSockets: { inAll: 5_000, ofMember: 500 },
    // A test asks for in seconds what people ask for in an hour.
    budgets: { ofMember: Number.MAX_SAFE_INTEGER, ofAgency: Number.MAX_SAFE_INTEGER },
    ...{ demo: true, graphiql: true, production: false, metricsToken: null, oidc: null, logLevel: 'info' },
    documents: { trust: 'off', lists: [] },
  };
}

/** The same, where the demo has been told: for servers that are to start at once. */
export async function toldConfig(): Promise<Config & { readonly sealKeysFile: string }> {
  const config = await testConfig();
  const templates = process.env['TEST_TEMPLATES'];
  if (templates !== undefined) await copyDemo(templates, config);
  return config;
}

/** A token of a demo member. */
export async function fetchToken(url: string, code: string): Promise<string> {
  const response = await fetch(`${url}/demo/token`, { method: 'POST', body: JSON.stringify({ code }) });
  const { accessToken } = (await response.json()) as { accessToken?: string };
  if (accessToken === undefined) throw new Error(`the demo has no ${code}`);
  return accessToken;
}

/** The data of an answer without errors. */
export function dataOf({ data, errors }: Answer): any {
  if (errors) throw new Error(`it was refused: ${JSON.stringify(errors)}`);
  return data;
}

/** The only error of an answer. */
export function errorOf(answer: Answer): ApiError {
  const [error, ...others] = answer.errors ?? [];
  if (!error || others.length > 0) throw new Error(`it has not one error: ${JSON.stringify(answer)}`);
  return error;
}

/** Looks up an id that must be there. */
export function idOf(ids: ReadonlyMap<string, string>, code: string): string {
  const id = ids.get(code);
  if (id === undefined) throw new Error(`the demo has no ${code}`);
  return id;
}

/** A demo member as who acts, for commands that have no mutation yet. */
export async function actorOf({ services }: Pick<TestApp, 'services'>, code: string): Promise<Actor> {
  return services.store.read(async (session) => {
    const member = await session.findOne(MemberRow, { code });
    const agency = member && (await session.findOne(AgencyRow, { id: member.agency }));
    if (!member || !agency) throw new Error(`the demo has no ${code}`);
    return { memberId: member.id, agencyId: agency.id, agencyType: agency.agencyType, roles: member.roles };
  });
}

/** The lead's commander lets an agency take part in YK-FRAUD, or ends its part. All participants see the entry. */
export async function setPart(app: TestApp, agency: string, part: Part | null): Promise<void> {
  const actor = await actorOf(app, 'yk-police.commander');
  const input = { operationId: idOf(app.operations, 'YK-FRAUD'), agencyId: idOf(app.agencies, agency), part };
  await app.services.door.execute({ action: 'setParticipation', actor, input });
}

/** Waits until something holds, looking again and again; fails after a while. */
export async function until(holds: () => boolean | Promise<boolean>, limitMs = 10_000): Promise<void> {
  const giveUpAt = Date.now() + limitMs;
  while (!(await holds())) {
    if (Date.now() > giveUpAt) throw new Error('it did not come about in time');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function idsOf({ store }: Services): Promise<Pick<TestApp, 'members' | 'agencies' | 'operations'>> {
  const members = await listDemoMembers(store);
  const { agencies, operations } = await store.read(async (session) => ({
    agencies: await session.find(AgencyRow, {}),
    operations: await session.find(OperationRow, {}),
  }));
  return {
    members: new Map(members.map(({ code, memberId }) => [code, memberId])),
    agencies: new Map(agencies.map(({ code, id }) => [code, id])),
    operations: new Map(operations.map(({ code, id }) => [code, id])),
  };
}
