import { errorOf, idOf, startTestApp, type TestApp } from '../support/app';
import { clientOf } from '../support/clients';
import { plan, tripsAtHome } from '../support/trips';

/** Text search through the board: in titles, and in numbers for who sees them. */

let app: TestApp;
let id: string;

const BOARD = `query ($id: ID!, $filter: TaskFilter) { board(operationId: $id, filter: $filter) {
  overdue columns { count tasks(first: 100) { totalCount nodes { number title } } } } }`;

beforeAll(async () => {
  app = await startTestApp();
  id = idOf(app.operations, 'YK-FRAUD');
  await plan(app, { title: 'ＷＡＮＧ团伙 100% "收网"' });
  await plan(app, { title: '赴长沙带人' });
});

async function search(text: string, as = 'yk-police.officer'): Promise<{ number: string | null; title: string }[]> {
  const { board } = await app.ask(BOARD, { id, filter: { text } }, { as });
  for (const { count, tasks } of board.columns) expect([tasks.totalCount, tasks.nodes.length]).toEqual([count, count]);
  return board.columns.flatMap((column: any) => column.tasks.nodes);
}

describe('a search on the board', () => {
  it.each(['wang团', 'Ｗａｎｇ', '100%', '"收网"', '伙 1'])('finds a title by %s', async (text) => {
    expect((await search(text)).map(({ title }) => title)).toEqual(['ＷＡＮＧ团伙 100% "收网"']);
  });

  it('lets police find by any part of a number', async () => {
    const all = await search('R-00');
    expect(all.length).toBeGreaterThanOrEqual(2);
    const number = String((await search('长沙带人'))[0]?.number);
    expect((await search(number.toLowerCase())).map((task) => task.number)).toEqual([number]);
    expect((await search(number.slice(-3))).map((task) => task.number)).toContain(number);
  });

  it.each(['%%', '__', '.*', '" OR "', "' OR 1=1 -- ", '+抓 -捕', '抓*', 'title:抓捕', '(抓捕)', '\\%'])(
    'takes %s as plain characters',
    async (text) => {
      expect(await search(text)).toEqual([]);
    },
  );

  it.each([
    ['抓', 'TOO_SHORT', { minimum: 2 }],
    [' 抓 ', 'TOO_SHORT', { minimum: 2 }],
    ['', 'TOO_SHORT', { minimum: 2 }],
    ['长'.repeat(65), 'TOO_LONG', { maximum: 64 }],
    ['抓\u0000捕', 'UNPRINTABLE', {}],
  ])('refuses %j as %s', async (text, code, params) => {
    const error = await app.refusal(BOARD, { id, filter: { text } });
    const [fault] = error.extensions['fields'] as { path: string; message: string }[];
    expect(fault).toMatchObject({ path: 'filter.text', code });
    for (const value of Object.values(params)) expect(fault?.message).toContain(String(value));
  });

  it('takes 64 characters, counted after folding', async () => {
    expect(await search('长'.repeat(64))).toEqual([]);
    expect(await search(` ${'😀'.repeat(64)} `)).toEqual([]);
  });

  it('refuses the same before a stream begins', async () => {
    const document = `subscription ($id: ID!, $filter: TaskFilter) { boardChanged(operationId: $id, filter: $filter) { cursor } }`;
    const answer = await clientOf(app, 'yk-police.officer').ask(document, { id, filter: { text: '抓' } });
    expect(errorOf(answer).extensions).toMatchObject({ code: 'BAD_USER_INPUT', fields: [{ path: 'filter.text' }] });
  });

  it('sends a new task to those who follow its text, and no other', async () => {
    const document = `subscription ($id: ID!, $filter: TaskFilter) { boardChanged(operationId: $id, filter: $filter) { tasks { title } } }`;
    const live = clientOf(app, 'yk-police.officer').follow(document, { id, filter: { text: '宾阳收' } });
    await live.next();
    await plan(app, { title: '赴他处' });
    await plan(app, { title: '赴宾阳收网' });
    const titles: string[] = [];
    while (!titles.includes('赴宾阳收网')) {
      titles.push(...(await live.next()).data.boardChanged.tasks.map((task: any) => task.title));
    }
    expect(titles).toEqual(['赴宾阳收网']);
  });
});

describe('what is hidden', () => {
  it.each(['icbc.liaison', 'yk-regulator.auditor', 'mobile.liaison'])(
    'is not found by %s: trips at home are by title and never by number, and no other at all',
    async (as) => {
      const { text: nothing } = await app.post(BOARD, { id, filter: { text: '没有这个' } }, { as });
      for (const text of ['wang', '收网', '带人', 'ARR-00', 'R-00', '0001']) {
        expect((await app.post(BOARD, { id, filter: { text } }, { as })).text).toBe(nothing);
      }
      const home = (await tripsAtHome(app)).map(({ title }) => title);
      for (const text of ['抓捕', '长沙', '诈骗团伙']) {
        const found = await search(text, as);
        expect(found.map(({ title }) => title).sort()).toEqual(home.filter((title) => title.includes(text)).sort());
        expect(found.length).toBeGreaterThan(0);
        for (const { number } of found) expect(number).toBeNull();
        // There are others that police find by the same.
        expect((await search(text)).length).toBeGreaterThan(found.length);
      }
    },
  );
});
