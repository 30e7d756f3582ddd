import { fetchToken, testConfig } from '../support/app';
import { buildServer, startServer, type ServerProcess } from '../support/server-process';

/** Two servers behind a client that asks those alone that say they are ready, as a proxy does. */

jest.setTimeout(180_000);

let main: string;
let settings: Record<string, string>;
let servers: ServerProcess[];

beforeAll(async () => {
  const { databaseUrl, sealKeysFile } = await testConfig({ onDisk: true });
  settings = { DATABASE_URL: databaseUrl, SEAL_KEYS: sealKeysFile, DEMO: 'on', LOG_LEVEL: 'error', PORT: '0' };
  main = await buildServer();
  const first = await startServer(main, settings);
  servers = [first, await startServer(main, settings)];
});

let turn = 0;
/** Those that have said so when they were last asked. */
let ready: ReadonlySet<string>;

async function check(): Promise<void> {
  const answers = servers.map(async ({ url }) => {
    const { status } = await fetch(`${url}/readyz`).catch(() => ({ status: 0 }));
    return status === 200 ? [url] : [];
  });
  ready = new Set((await Promise.all(answers)).flat());
}

/** Asks the servers in turn. */
async function ask(token: string): Promise<number> {
  turn += 1;
  const first = turn;
  for (const next of [first, first + 1]) {
    const { url } = servers[next % 2]!;
    if (!ready.has(url)) continue;
    const sent = fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: '{ operationByCode(code: "YK-FRAUD") { id board { columns { count } } } }' }),
    });
    try {
      const response = await sent;
      await response.text();
      return response.status;
    } catch (error) {
      const { code } = (error as { cause: { code: string } }).cause;
      if (code !== 'ECONNREFUSED') throw new Error(`it failed with ${code}`, { cause: error });
    }
  }
  throw new Error('neither could be reached');
}

it('each is stopped and started anew during traffic, and no request fails', async () => {
  const token = await fetchToken(servers[0]!.url, 'yk-police.officer');
  const answers: number[] = [];
  let isOver = false;
  await check();
  const checks = (async () => {
    while (!isOver) {
      await check();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  const traffic = Array.from({ length: 8 }, async () => {
    while (!isOver) answers.push(await ask(token));
  });
  for (const i of [0, 1]) {
    const before = answers.length;
    while (answers.length < before + 50) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await servers[i]!.stop()).toBe(0);
    servers[i] = await startServer(main, settings);
    await check();
  }
  isOver = true;
  await Promise.all([checks, ...traffic]);
  expect(answers.length).toBeGreaterThan(100);
  expect(answers.filter((status) => status !== 200)).toEqual([]);
  for (const server of servers) expect(await server.stop()).toBe(0);
});
