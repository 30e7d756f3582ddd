import { pino } from 'pino';
import { startApp } from '../../src/app';
import { idOf, startTestApp, testConfig, toldConfig, until, type TestApp } from '../support/app';
import { clientOf, openBare, openSigned } from '../support/clients';
import { atEnd } from '../support/endings';
import { approve, plan, planInput, PLAN } from '../support/trips';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});

/** The value of a series, by its name with its labels as they are printed; 0 where there is none. */
async function valueOf(series: string): Promise<number> {
  const line = (await metrics()).split('\n').find((each) => each.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? 0);
}

async function metrics(): Promise<string> {
  return (await fetch(`${app.url}/metrics`)).text();
}

/** By how much the series have grown through the work. */
async function growthOf(names: readonly string[], work: () => Promise<unknown>): Promise<number[]> {
  const before = await Promise.all(names.map(valueOf));
  await work();
  const after = await Promise.all(names.map(valueOf));
  return after.map((value, i) => value - (before[i] ?? 0));
}

const requests = (transport: string, outcome: string): string =>
  `liandong_request_duration_seconds_count{transport="${transport}",outcome="${outcome}"}`;
const commands = (action: string, outcome: string): string =>
  `liandong_commands_total{action="${action}",outcome="${outcome}"}`;

describe('/metrics', () => {
  it('tells of the process, in the text format of Prometheus', async () => {
    const response = await fetch(`${app.url}/metrics`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.text()).toMatch(/^process_resident_memory_bytes \d+$/m);
  });

  it('counts requests over HTTP by their outcome', async () => {
    const outcomes = ['OK', 'BAD_USER_INPUT', 'NOT_FOUND', 'UNAUTHENTICATED', 'LIMIT_EXCEEDED'];
    const grown = await growthOf(
      outcomes.map((outcome) => requests('HTTP', outcome)),
      async () => {
        await app.ask('{ viewer { member { id } } }');
        await app.refusal('{ nothing }');
        await app.refusal('mutation { approveArrestTrip(input: { taskId: "trip_x" }) { cursor } }');
        await app.post('{ viewer { member { id } } }', {}, { headers: { authorization: 'Bearer x' } });
        await app.post(' '.repeat(600_000));
      },
    );
    expect(grown).toEqual([1, 1, 1, 1, 1]);
  });

  it('counts requests over sockets, a stream once, and what runs there', async () => {
    const id = idOf(app.operations, 'YK-FRAUD');
    const follow = 'subscription F($id: ID!) { boardChanged(operationId: $id) { cursor } }';
    const open = ['liandong_sockets_open', 'liandong_subscriptions_running', 'liandong_heads_followers'];
    const client = clientOf(app, 'yk-police.commander');
    const answers = [requests('SOCKET', 'OK'), requests('SOCKET', 'BAD_USER_INPUT'), requests('SOCKET', 'NOT_FOUND')];
    const grown = await growthOf([...answers, ...open.slice(1)], async () => {
      await client.ask('{ viewer { member { id } } }');
      await client.ask('{ nothing }').catch(() => undefined);
      await client.ask('subscription { boardChanged(operationId: "op_x") { cursor } }').catch(() => undefined);
      const stream = client.follow(follow, { id });
      await stream.next();
      await plan(app);
      await stream.next();
    });
    expect(grown.slice(0, 4)).toEqual([2, 1, 1, 1]);
    expect(grown[4]).toBeGreaterThan(0);
    expect(await valueOf('liandong_sockets_open')).toBeGreaterThan(0);
    client.terminate();
    await client.dispose();
    await until(async () => (await Promise.all(open.map(valueOf))).every((value) => value === 0));
  });

  it('forgets sockets that never signed in', async () => {
    await openBare(app);
    await openSigned(app, 'yk-police.officer');
    expect(await valueOf('liandong_sockets_open')).toBe(2);
    expect(await valueOf('liandong_subscriptions_running')).toBe(0);
  });

  it('counts commands by action and outcome', async () => {
    const names = [
      commands('planArrestTrip', 'OK'),
      commands('planArrestTrip', 'REPEATED'),
      commands('approveArrestTrip', 'FORBIDDEN'),
      commands('approveArrestTrip', 'ILLEGAL_TRANSITION'),
      'liandong_command_duration_seconds_count{action="approveArrestTrip"}',
    ];
    const grown = await growthOf(names, async () => {
      const input = planInput(app, { idempotencyKey: 'metrics' });
      await app.ask(PLAN, { input });
      await app.ask(PLAN, { input });
      const { id } = await plan(app);
      await approve(app, id, { as: 'yk-police.officer' }).catch(() => undefined);
      await approve(app, id);
      await approve(app, id).catch(() => undefined);
    });
    expect(grown).toEqual([2, 1, 1, 1, 3]);
  });

  it('tells how many transactions run or wait for the database', async () => {
    expect(await valueOf('liandong_database_lanes{use="write",state="running"}')).toBe(0);
    const { store } = app.services;
    let letGo = (): void => undefined;
    const held = store.write(() => new Promise<void>((resolve) => (letGo = resolve)));
    await until(async () => (await valueOf('liandong_database_lanes{use="write",state="running"}')) === 1);
    letGo();
    await held;
    expect(await valueOf('liandong_database_lanes{use="read",state="waiting"}')).toBe(0);
  });

  it('has no label of what somebody sent or who somebody is', async () => {
    await app.services.door
      .execute({ action: 'no such <action>', actor: { kind: 'SYSTEM' } as never, input: {} })
      .catch(() => undefined);
    const text = await metrics();
    expect(text).toContain('action="unknown",outcome="BAD_USER_INPUT"');
    const labels = [...text.matchAll(/\b(\w+)="([^"]*)"/g)].filter(([, name]) =>
      ['action', 'outcome', 'transport', 'use', 'state'].includes(name ?? ''),
    );
    for (const [, , value] of labels) expect(value).toMatch(/^[A-Za-z_]+$/);
    for (const id of [...app.members.values(), ...app.agencies.values(), ...app.operations.values()]) {
      expect(text).not.toContain(id);
    }
  });

  it('is for who has the token, where there is one, and is not there where the installation has none', async () => {
    const log = pino({ level: 'silent' });
    const metricsToken = '0123456789abcdef';
    const guarded = await startApp({ ...(await toldConfig()), metricsToken }, { log });
    atEnd(() => guarded.stop());
    const statusWith = async (authorization?: string): Promise<number> => {
      const headers = authorization === undefined ? {} : { authorization };
      return (await fetch(`${guarded.url}/metrics`, { headers })).status;
    };
    expect(await statusWith(`Bearer ${metricsToken}`)).toBe(200);
    const oidc = { issuer: 'https://127.0.0.1:1', audience: 'liandong', jwksUrl: null };
    const closed = await startApp({ ...(await testConfig()), demo: false, oidc }, { log });
    atEnd(() => closed.stop());
    expect((await fetch(`${closed.url}/metrics`)).status).toBe(404);
    for (const wrong of [undefined, 'Bearer ', `Bearer ${metricsToken}0`, metricsToken, `Bearer ${'ä'.repeat(16)}`]) {
      expect(await statusWith(wrong)).toBe(401);
    }
  });
});
