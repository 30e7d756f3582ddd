import { pino } from 'pino';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { startApp, type App } from '../../src/app';
import { Budgets } from '../../src/graph/budgets';
import { errorOf, fetchToken, toldConfig, until, type Answer } from '../support/app';
import { clientOf } from '../support/clients';
import { atEnd } from '../support/endings';

/** What may be asked for within a minute. */

const TIME = '{ serverTime }';
/** Of that document. */
const COST = 105;

async function start(budgets: { ofMember: number; ofAgency: number }): Promise<App> {
  const app = await startApp({ ...(await toldConfig()), budgets }, { log: pino({ level: 'silent' }) });
  atEnd(() => app.stop());
  return app;
}

async function ask(app: App, code: string): Promise<Answer & { status: number; retryAfter: string | null }> {
  const authorization = `Bearer ${await fetchToken(app.url, code)}`;
  const headers = { 'content-type': 'application/json', authorization };
  const response = await fetch(`${app.url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query: TIME }),
  });
  const retryAfter = response.headers.get('retry-after');
  return { ...((await response.json()) as Answer), status: response.status, retryAfter };
}

/** How many are answered until one is not. */
async function answered(app: App, code: string): Promise<number> {
  for (let count = 0; count < 50; count += 1) if ((await ask(app, code)).errors) return count;
  throw new Error('nothing was refused');
}

it('ends for a member with its budget, over both transports, and says when there is another', async () => {
  const app = await start({ ofMember: 10 * COST, ofAgency: 1_000_000 });
  const client = clientOf({ url: app.url, tokenOf: (code) => fetchToken(app.url, code) }, 'yk-police.officer');
  expect(await client.ask(TIME)).toMatchObject({ data: { serverTime: expect.any(String) } });
  expect(await answered(app, 'yk-police.officer')).toBe(9);
  const { retryAfter, ...refused } = await ask(app, 'yk-police.officer');
  const { extensions, message } = errorOf(refused);
  expect(extensions).toEqual({ code: 'LIMIT_EXCEEDED', limit: 'rate', retryAfterSeconds: expect.any(Number) });
  expect({ status: refused.status, retryAfter }).toEqual({
    status: 429,
    retryAfter: String(extensions['retryAfterSeconds']),
  });
  expect(Number(retryAfter)).toBeGreaterThan(30);
  expect(Number(retryAfter)).toBeLessThanOrEqual(60);
  expect(message).toContain(`请 ${retryAfter} 秒后再试`);
  const overSocket = errorOf(await client.ask(TIME)).extensions;
  expect(overSocket).toMatchObject({ code: 'LIMIT_EXCEEDED', limit: 'rate' });
  expect((await ask(app, 'yk-police.officer-02')).status).toBe(200);
});

it('ends for the members of an agency with what they have together, and for no other agency', async () => {
  const app = await start({ ofMember: 10 * COST, ofAgency: 15 * COST });
  expect(await answered(app, 'yk-police.officer')).toBe(10);
  // What the first was refused was not taken from the agency.
  expect(await answered(app, 'yk-police.officer-02')).toBe(5);
  expect((await ask(app, 'yk-police.officer-03')).status).toBe(429);
  expect((await ask(app, 'icbc.liaison')).status).toBe(200);
});

describe('Budgets', () => {
  const viewer = { memberId: 'm', agencyId: 'a' };

  it('give a new one when the time is over', async () => {
    const budgets = Budgets.inMemory({ ofMember: 1_000, ofAgency: 1_000 }, 1);
    await budgets.spend(viewer, 1_000);
    const details = { limit: 'rate', retryAfterSeconds: 1 };
    await expect(budgets.spend(viewer, 1)).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED', details });
    await until(() =>
      budgets.spend(viewer, 1).then(
        () => true,
        () => false,
      ),
    );
  });

  it('tell what fails where they are counted as it is', async () => {
    const limiter = new RateLimiterMemory({ points: 1, duration: 1 });
    jest.spyOn(limiter, 'consume').mockRejectedValue(new Error('away'));
    await expect(new Budgets(limiter, limiter).spend(viewer, 1)).rejects.toThrow('away');
  });
});
