import { AccessRow } from '../../src/store/rows/access.row';
import { errorOf, idOf, startTestApp, type TestApp, type Variables } from '../support/app';
import { clientOf } from '../support/clients';

/** Who has read what is personal, as auditors of the lead are told. */

let app: TestApp;
let fraud: string;

const auditor = { as: 'yk-police.auditor' };
const LOG = `query Log($id: ID!, $subjectId: ID, $memberId: ID, $from: DateTime, $to: DateTime, $first: Int, $after: String, $last: Int) {
  accessLog(operationId: $id, subjectId: $subjectId, memberId: $memberId, from: $from, to: $to, first: $first, after: $after, last: $last) {
    edges { cursor node { id } } nodes { id at member { code } subject { id label } fields document reason }
    pageInfo { hasNextPage hasPreviousPage } } }`;

const log = async (given: Variables = {}): Promise<any> =>
  (await app.ask(LOG, { id: fraud, last: 100, ...given }, auditor)).accessLog;

/** The suspects of the operation, with fields of each. */
async function read(fields: string, as: string, name = 'Read'): Promise<any[]> {
  const document = `query ${name}($id: ID!) { operation(id: $id) { suspects(first: 100) { nodes { id ${fields} } } } }`;
  return (await app.ask(document, { id: fraud }, { as })).operation.suspects.nodes;
}

beforeAll(async () => {
  app = await startTestApp();
  fraud = idOf(app.operations, 'YK-FRAUD');
});

it('tells each read in clear: who, whose, which fields, by which document', async () => {
  const suspects = await read('name idNumber', 'yk-police.officer', 'SuspectsOfToday');
  const [first, ...others] = suspects.filter(({ name }) => name !== null);
  expect(first.name).not.toContain('*');
  const { nodes } = await log({ subjectId: first.id });
  expect(nodes).toMatchObject([
    {
      ...{ member: { code: 'yk-police.officer' }, subject: { id: first.id }, fields: ['name', 'idNumber'] },
      ...{ document: 'SuspectsOfToday', reason: null },
    },
  ]);
  expect((await log()).nodes.length).toBe(1 + others.length);
  // The auditor sees whose it is by a mask.
  expect(nodes[0].subject.label).toContain('*');
});

it('tells nothing of what is masked, hidden or not asked for', async () => {
  const before = (await log()).nodes.length;
  await read('state category { label }', 'yk-police.officer');
  await read('name idNumber', 'yk-police.auditor');
  await read('name idNumber', 'icbc.liaison').catch(() => undefined);
  expect((await log()).nodes).toHaveLength(before);
});

it('tells a read over a socket, and of a stream', async () => {
  const client = clientOf(app, 'yk-police.officer-02');
  await client.ask('query OverSocket($id: ID!) { operation(id: $id) { suspects(first: 100) { nodes { name } } } }', {
    id: fraud,
  });
  const memberId = idOf(app.members, 'yk-police.officer-02');
  const { nodes } = await log({ memberId });
  expect(nodes[0]).toMatchObject({ fields: ['name'], document: 'OverSocket' });
});

it('is read page by page, both ways and within times', async () => {
  for (let i = 0; i < 4; i += 1) await read('name', 'yk-police.commander', `Page${i}`);
  const whole = (await log()).nodes.map(({ id }: any) => id);
  const pages: string[] = [];
  for (let after: string | null = null; ;) {
    const page: any = await log({ first: 30, last: null, after });
    pages.push(...page.nodes.map(({ id }: any) => id));
    if (!page.pageInfo.hasNextPage) break;
    after = page.edges.at(-1).cursor;
  }
  expect(pages.slice(-100)).toEqual(whole);
  expect(new Set(pages).size).toBe(pages.length);
  const { nodes } = await log();
  const from = nodes.at(-1).at;
  const last = nodes.filter(({ at }: any) => at >= from).map(({ id }: any) => id);
  expect((await log({ from })).nodes.map(({ id }: any) => id)).toEqual(last);
  expect((await log({ from, to: from })).nodes).toEqual([]);
  expect((await log({ subjectId: '无' })).nodes).toEqual([]);
});

it('is for auditors of the lead alone, and for who is none the operation may as well not be there', async () => {
  for (const [as, code] of [
    ['yk-police.commander', 'NOT_YOUR_ROLE'],
    ['icbc.liaison', 'NOT_YOUR_AGENCY'],
  ] as const) {
    const error = await app.refusal(LOG, { id: fraud, last: 1 }, { as });
    expect(error.extensions).toMatchObject({ code: 'FORBIDDEN', denial: { code } });
  }
  const nowhere = await app.post(LOG, { id: 'op_01h455vb4pex5vsknk084sn02q', last: 1 }, auditor);
  expect(errorOf(nowhere).extensions.code).toBe('NOT_FOUND');
});

it('waits for a database that is away, and writes all of it when it is back', async () => {
  const { accessBook, store } = app.services;
  const write = jest.spyOn(store, 'write').mockRejectedValue(new Error('away'));
  const by = { memberId: idOf(app.members, 'yk-police.officer'), document: 'Away' };
  const fields = Array.from({ length: 1_200 }, (_, i) => ({ operation: fraud, subject: `susp_${i}`, field: 'name' }));
  for (const field of fields) accessBook.note(by, field);
  await accessBook.flush();
  write.mockRestore();
  for (const field of fields) accessBook.note(by, { ...field, field: 'idNumber' });
  await accessBook.flush();
  const rows = await store.read((session) => session.find(AccessRow, { operation: fraud, document: 'Away' }));
  const told = rows.flatMap((row) => row.fields.map((field) => `${row.subject} ${field}`));
  expect(new Set(told).size).toBe(2_400);
});

it('is written once, though the answer to a commit was lost', async () => {
  const { accessBook, store } = app.services;
  const write = store.write.bind(store);
  const lost = jest.spyOn(store, 'write').mockImplementationOnce(async (work) => {
    await write(work);
    throw new Error('lost');
  });
  const by = { memberId: idOf(app.members, 'yk-police.officer'), document: 'Lost' };
  accessBook.note(by, { operation: fraud, subject: 'susp_1', field: 'name' });
  await accessBook.flush();
  accessBook.note(by, { operation: fraud, subject: 'susp_2', field: 'name' });
  await accessBook.flush();
  lost.mockRestore();
  const rows = await store.read((session) => session.find(AccessRow, { operation: fraud, document: 'Lost' }));
  expect(rows.map(({ subject }) => subject).sort()).toEqual(['susp_1', 'susp_2']);
});

describe('reads of members', () => {
  const READS = `query Reads($id: ID!, $subjectId: ID, $memberId: ID, $first: Int) {
    memberAccessLog(agencyId: $id, subjectId: $subjectId, memberId: $memberId, first: $first) {
      nodes { member { code } subject { code } fields document } pageInfo { hasNextPage } } }`;
  const LIAISONS = 'query Phones($codes: [String!]) { agencies(codes: $codes) { nodes { liaisons { id phone } } } }';

  it('are told to auditors of the agency whose members they are, and to nobody else', async () => {
    const id = idOf(app.agencies, 'yk-police');
    await app.ask(LIAISONS, { codes: ['yk-police'] }, { as: 'icbc.liaison' });
    await app.ask(LIAISONS, { codes: ['icbc'] }, { as: 'yk-police.officer' });
    const memberId = idOf(app.members, 'icbc.liaison');
    const subject = idOf(app.members, 'yk-police.liaison');
    const asked = { id, subjectId: subject, memberId };
    expect((await app.ask(READS, asked, auditor)).memberAccessLog).toEqual({
      nodes: [
        {
          member: { code: 'icbc.liaison' },
          subject: { code: 'yk-police.liaison' },
          fields: ['phone'],
          document: 'Phones',
        },
      ],
      pageInfo: { hasNextPage: false },
    });
    const all = (await app.ask(READS, { id, first: 100 }, auditor)).memberAccessLog.nodes;
    // Those of the bank's liaisons are for the bank.
    expect(all.map(({ member }: any) => member.code)).toEqual(['icbc.liaison']);
    for (const [as, code] of [
      ['yk-police.administrator', 'NOT_YOUR_ROLE'],
      ['yk-regulator.auditor', 'NOT_YOUR_AGENCY'],
    ] as const) {
      const { extensions } = await app.refusal(READS, { id }, { as });
      expect(extensions).toMatchObject({ code: 'FORBIDDEN', denial: { code } });
    }
    const nowhere = await app.refusal(READS, { id: 'agy_01h455vb4pex5vsknk084sn02q' }, auditor);
    expect(nowhere.extensions.code).toBe('NOT_FOUND');
  });
});
