import { idOf, startTestApp, type TestApp } from '../support/app';
import { statementsOf } from '../support/statements';

/** What the documents of a frontend cost: as many statements for a page of many as for one of few. */

let app: TestApp;
let id: string;

beforeAll(async () => {
  app = await startTestApp();
  id = idOf(app.operations, 'YK-FRAUD');
});

const TRIP = `id number title state priority dueAt overdue leadAgency { code name } createdBy { name }
  assignments { agency { code } members { name } } clocks { code dueAt metAt subject { id } rule { code source } }
  facts { label text } availableActions deniedActions { action reason } progress { done total }
  ... on ArrestTrip { batch destination { code name } leader { name } members { name } gang { name }
    suspects { id name state custody { house enteredAt } } arrests { at place suspect { id } warrant { number } }
    documents { number filedBy { name } } legs { number suspects { id } officers { name } } positions { at by { name } }
    recoveries { amount suspect { id } account { number bank { code } } } }`;

const DOCUMENTS: Readonly<Record<string, string>> = {
  'a list of trips with all that a page of one shows': `tasks(first: $first, filter: { states: [CLOSED] }) { totalCount nodes { ${TRIP} } }`,
  'a search': `tasks(first: $first, filter: { text: "赴广" }) { totalCount nodes { id title number } }`,
  'the log with what it is about': `log(first: $first) { nodes { event summary details actor { name } agency { code }
    subject { id label } task { id title } } }`,
  suspects: `suspects(first: $first) { totalCount nodes { name idNumber state category { label } gang { name }
    trip { number } custody { house } } }`,
};

/** Small enough to be few, and to have one of everything. */
const FEW = 8;
const MANY = 20;

/** The least of three: which look-ups share a statement is a matter of when the database answers. */
async function statements(field: string, first: number): Promise<number> {
  const document = `query($id: ID!, $first: Int!) { operation(id: $id) { ${field} } }`;
  const counts: number[] = [];
  for (let i = 0; i < 3; i += 1) {
    counts.push((await statementsOf(app.services.store, () => app.ask(document, { id, first }))).length);
  }
  return Math.min(...counts);
}

describe('statements', () => {
  it.each(Object.keys(DOCUMENTS))('of %s are as many for few as for many', async (name) => {
    const field = DOCUMENTS[name] ?? '';
    // Once for what is found out once and kept.
    await statements(field, MANY);
    const few = await statements(field, FEW);
    // One for each task would be more.
    expect(await statements(field, MANY)).toBeLessThan(few + MANY - FEW);
    expect(few).toBeLessThanOrEqual(90);
  });

  it('of a board do not grow with its tasks', async () => {
    const board = `query($id: ID!, $first: Int!) { board(operationId: $id) { cursor overdue tallies { metric amount }
      columns { phase count tasks(first: $first) { totalCount nodes { ${TRIP} } } } } }`;
    const count = async (first: number): Promise<number> =>
      (await statementsOf(app.services.store, () => app.ask(board, { id, first }))).length;
    await count(MANY);
    const few = await count(FEW);
    // Columns are read side by side: which of their look-ups share a statement is a matter of when the database answers.
    expect(await count(MANY)).toBeLessThanOrEqual(few * 1.5);
    expect(few).toBeLessThanOrEqual(110);
  });
});
