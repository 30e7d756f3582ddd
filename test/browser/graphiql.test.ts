import type { WebSocketRoute } from 'playwright-core';
import { idOf, startTestApp, until, type TestApp } from '../support/app';
import { openPage, type WatchedPage } from '../support/browser';
import { plan } from '../support/trips';

/** GraphiQL as a person uses it, in a real browser. */

let app: TestApp;
let opened: WatchedPage[] = [];

beforeAll(async () => {
  app = await startTestApp();
});

afterEach(async () => {
  const faults = opened.flatMap((each) => each.faults);
  await Promise.all(opened.map(({ page }) => page.context().close()));
  opened = [];
  expect(faults).toEqual([]);
});

/** Opens the page before it is loaded. */
async function open(size?: { width: number }): Promise<WatchedPage> {
  const watched = await openPage(app.url, size);
  opened.push(watched);
  return watched;
}

/** Opens the page as a member of the demo. */
async function openAs(code: string, size?: { width: number }): Promise<WatchedPage['page']> {
  const { page } = await open(size);
  await page.goto(`${app.url}/graphiql#${code}`);
  await page.waitForSelector('.graphiql-execute-button');
  return page;
}

/** Opens the example of the live board and runs it. */
async function followBoard(page: WatchedPage['page']): Promise<void> {
  await page.getByRole('button', { name: '实时看板' }).click();
  // By its name a tab tells that the editor has read it.
  await page.getByRole('tab', { name: 'LiveBoard' }).waitFor();
  await page.click('.graphiql-execute-button');
}

/** Waits until the answer that is shown holds these words. */
async function expectAnswer(page: WatchedPage['page'], ...words: readonly string[]): Promise<void> {
  const editor = page.locator('.result-window > .CodeMirror');
  let shown = '';
  await until(async () => {
    shown = await editor.evaluate((element: any) => element.CodeMirror.getValue());
    return words.every((word) => shown.includes(word));
  }).catch(() => undefined);
  for (const word of words) expect(shown).toContain(word);
}

describe('GraphiQL', () => {
  it('answers a query of the member who is chosen, and then of another one', async () => {
    const page = await openAs('yk-police.commander');
    await page.click('.graphiql-execute-button');
    await expectAnswer(page, '"code": "yk-police.commander"', '永康市公安局');
    await page.selectOption('#sign-in select', 'icbc.liaison');
    await page.locator('#told', { hasText: '工行联络员' }).waitFor();
    await page.click('.graphiql-execute-button');
    await expectAnswer(page, '"code": "icbc.liaison"');
    expect(new URL(page.url()).hash).toBe('#icbc.liaison');
  });

  it('renews its token before it ends', async () => {
    const { page } = await open();
    let issued = 0;
    page.on('request', (request) => {
      if (request.url().endsWith('/demo/token')) issued += 1;
    });
    await page.clock.install();
    await page.goto(`${app.url}/graphiql`);
    for (const [passed, tokens] of [
      ['58:00', 1],
      ['02:00', 2],
    ] as const) {
      await page.clock.fastForward(passed);
      await page.click('.graphiql-execute-button');
      await until(() => issued >= tokens, 60_000);
      await expectAnswer(page, '"code": "yk-police.commander"');
      expect(issued).toBe(tokens);
    }
  });

  it('shows live what is done elsewhere, and after a lost connection goes on behind the last cursor', async () => {
    const { page } = await open();
    const sockets: WebSocketRoute[] = [];
    const subscribed: { variables: Record<string, unknown> }[] = [];
    await page.routeWebSocket('**/graphql', (socket) => {
      const server = socket.connectToServer();
      sockets.push(socket);
      socket.onMessage((text) => {
        const { type, payload } = JSON.parse(String(text));
        if (type === 'subscribe') subscribed.push(payload);
        server.send(text);
      });
    });
    await page.goto(`${app.url}/graphiql`);
    await followBoard(page);
    await expectAnswer(page, '"boardChanged"', '"entries": []');
    await plan(app, { title: '赴广西宾阳抓捕甲' });
    await expectAnswer(page, '赴广西宾阳抓捕甲', '市局民警');
    await sockets[0]?.close({ code: 1012, reason: 'Service restart' });
    await plan(app, { title: '赴广西宾阳抓捕乙' });
    await expectAnswer(page, '赴广西宾阳抓捕乙');
    expect(subscribed.map(({ variables }) => typeof variables['after'])).toEqual(['undefined', 'string']);
  });

  it('ends what one member follows when another one signs in', async () => {
    const page = await openAs('yk-police.commander');
    await followBoard(page);
    await expectAnswer(page, '"boardChanged"');
    await page.waitForSelector('[aria-label^="Stop query"]');
    await page.selectOption('#sign-in select', 'icbc.liaison');
    await page.waitForSelector('[aria-label^="Execute query"]');
    await expectAnswer(page, '"boardChanged"');
  });

  it('shows a name as text, whatever is in it', async () => {
    const name = '<img src=x onerror=alert(1)>';
    const input = { agencyId: idOf(app.agencies, 'yk-police'), code: 'yk-police.odd', name, roles: ['OFFICER'] };
    const create = 'mutation Create($input: CreateMemberInput!) { createMember(input: $input) { cursor } }';
    await app.ask(create, { input }, { as: 'yk-police.administrator' });
    const page = await openAs('yk-police.odd');
    expect(await page.textContent('#told')).toBe(`永康市公安局 · ${name}`);
    expect(await page.locator('#sign-in option:checked').textContent()).toContain(name);
    expect(await page.locator('header img').count()).toBe(0);
  });

  it('opens its dialogs, its documentation and its completion within the policy', async () => {
    const page = await openAs('yk-police.commander');
    for (const dialog of ['Open short keys dialog', 'Open settings dialog']) {
      await page.click(`[aria-label="${dialog}"]`);
      await page.waitForSelector('.graphiql-dialog');
      await page.keyboard.press('Escape');
      await page.waitForSelector('.graphiql-dialog', { state: 'detached' });
    }
    await page.click('[aria-label="Show Documentation Explorer"]');
    await page.waitForSelector('.graphiql-doc-explorer-content');
    await page.locator('.graphiql-query-editor .cm-property', { hasText: 'roles' }).click();
    await page.keyboard.press('End');
    await page.keyboard.type('\nsess', { delay: 50 });
    const hint = page.locator('.CodeMirror-hint', { hasText: 'sessionEndsAt' });
    await hint.first().waitFor();
    expect(await hint.count()).toBe(1);
  });

  it('fits a narrow screen', async () => {
    const page = await openAs('yk-police.commander', { width: 390 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  });

  it('takes an access token outside the demo, and keeps it nowhere', async () => {
    const { page } = await open();
    await page.route('**/graphiql', async (route) => {
      const answer = await route.fetch();
      const body = (await answer.text()).replace('data-sign-in="demo"', 'data-sign-in="token"');
      await route.fulfill({ response: answer, body });
    });
    await page.goto(`${app.url}/graphiql`);
    const token = await app.tokenOf('yk-police.officer');
    await page.fill('#sign-in input', token);
    await page.click('#sign-in button');
    await page.waitForSelector('.graphiql-execute-button');
    await page.click('.graphiql-execute-button');
    await expectAnswer(page, '"code": "yk-police.officer"');
    expect(await page.inputValue('#sign-in input')).toBe('');
    const kept = await page.evaluate('JSON.stringify([localStorage, sessionStorage, document.cookie])');
    expect(kept).toContain('WhoAmI');
    expect(kept).not.toContain(token);
    await page.reload();
    expect(await page.locator('.graphiql-container').count()).toBe(0);
  });
});
