import { idOf, startTestApp, type TestApp } from '../support/app';
import { ATTACKS, type Target } from '../support/attacks';

/** Each attack of docs/attacks.md, a part of it: others are answered meanwhile. How fast, `npm run bench -- attacks` says. */

let app: TestApp;
let target: Target;

beforeAll(async () => {
  const budgets = { ofMember: 2_000_000, ofAgency: 20_000_000 };
  app = await startTestApp({ budgets });
  const [token, operationId] = [await app.tokenOf('yk-police.commander'), idOf(app.operations, 'YK-FRAUD')];
  target = { url: app.url, token, operationId, scale: 0.1 };
});

const USUAL = '{ operationByCode(code: "YK-FRAUD") { id tasks(first: 5) { nodes { id } } } }';

describe.each(Object.entries(ATTACKS))('%s', (_name, attack) => {
  it('keep nobody else from being answered', async () => {
    const stop = await attack(target);
    try {
      for (let i = 0; i < 10; i += 1) {
        const { operationByCode } = await app.ask(USUAL);
        expect(operationByCode.tasks.nodes.length).toBeGreaterThan(0);
      }
      expect((await fetch(`${app.url}/livez`)).status).toBe(200);
    } finally {
      await stop();
    }
  });
});

it('all of them are no bug', () => {
  expect(app.logged).toEqual([]);
});
