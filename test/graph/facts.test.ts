import { installedRegistry } from '../../src/app';
import { apiContext, type ApiContext } from '../../src/graph/context';
import { factInstant, factNode, factsOf, factText } from '../../src/graph/facts';
import { buildApiSchema } from '../../src/graph/schema';
import { arrestTrip } from '../../src/kinds/arrest-trip';
import { TaskAgencyRow, TaskRow } from '../../src/store/rows/task.row';
import type { KindDefinition } from '../../src/core/definition';
import type { Shown } from '../../src/access/need-to-know';
import { idOf, startTestApp, type TestApp } from '../support/app';
import { statementsOf } from '../support/statements';
import { approve, depart, plan } from '../support/trips';

/** What a frontend tells of a task whose kind it has never seen, and what it must not. */

let app: TestApp;
let tripId: string;
let gangId: string;
let departedAt: string;

beforeAll(async () => {
  app = await startTestApp();
  const others = ['yk-station-1.officer-04', 'yk-police.officer-03'].map((code) => idOf(app.members, code));
  gangId = await registerGang('宾阳冒充领导团伙');
  const { id } = await plan(app, { stops: ['450100', '440100'], memberIds: others, gangId });
  tripId = id;
  await approve(app, id);
  departedAt = String((await depart(app, id))['departedAt']);
});

const FACTS = `query Facts($id: ID!) { task(id: $id) {
  withheld facts { code label form text at money amount withheld ref { __typename id } } english: facts { label(locale: EN) text(locale: EN) }
} }`;

/** The clock of Yongkang, by the platform and not by us. */
function inYongkang(instant: string): string {
  return new Date(instant).toLocaleString('sv-SE', { timeZone: 'Asia/Shanghai' }).slice(0, 16);
}

async function nameOf(code: string): Promise<string> {
  const { node } = await app.ask(
    `query($id: ID!) { node(id: $id) { ... on Member { name } } }`,
    {
      id: idOf(app.members, code),
    },
    { as: code },
  );
  return node.name;
}

async function registerGang(name: string): Promise<string> {
  const document = 'mutation($input: RegisterGangInput!) { registerGang(input: $input) { gang { id } } }';
  const { registerGang: done } = await app.ask(document, {
    input: { operationId: idOf(app.operations, 'YK-FRAUD'), name },
  });
  return done.gang.id;
}

/** An agency is let in to a trip, as hand-over does it. */
async function assign(code: string, task: string): Promise<void> {
  await app.services.store.write(
    async (session) => {
      const row = await session.findOne(TaskRow, { id: task });
      const { operation, boardKey, priority } = row!;
      const agency = idOf(app.agencies, code);
      await session.insert(TaskAgencyRow, [{ operation, boardKey, priority, agency, task, relation: 'ASSIST' }]);
    },
    { repeatable: false },
  );
}

describe('the facts of a task', () => {
  it('are told in the order of the kind, in words, with what can be counted and followed', async () => {
    const { task } = await app.ask(FACTS, { id: tripId });
    const none = { at: null, money: null, amount: null, withheld: false, ref: null };
    const names = await Promise.all(
      ['yk-police.officer-02', 'yk-station-1.officer-04', 'yk-police.officer-03'].map(nameOf),
    );
    const leader = idOf(app.members, 'yk-police.officer-02');
    const { members } = (
      await app.ask(`query($id: ID!) { task(id: $id) { ... on ArrestTrip { members { name } } } }`, { id: tripId })
    ).task;
    const inOrder = members.map(({ name }: { name: string }) => name);
    expect([...inOrder].sort()).toEqual([...names].sort());
    expect(task.facts).toEqual([
      { ...none, code: 'destination', label: '目的地', form: 'PLACE', text: '广西壮族自治区南宁市宾阳县' },
      { ...none, code: 'stops', label: '途经', form: 'PLACE', text: '广西壮族自治区南宁市、广东省广州市' },
      {
        ...{ ...none, code: 'departOn', label: '计划出发日期', form: 'DATE', text: '2026-12-01' },
        at: '2026-11-30T16:00:00.000Z',
      },
      {
        ...{ ...none, code: 'departedAt', label: '出发时间', form: 'INSTANT', text: inYongkang(departedAt) },
        at: departedAt,
      },
      { ...none, code: 'returnedAt', label: '返回时间', form: 'INSTANT', text: null },
      {
        ...{ ...none, code: 'leader', label: '带队民警', form: 'LINK', text: names[0] },
        ref: { __typename: 'Member', id: leader },
      },
      { ...none, code: 'members', label: '同行民警', form: 'LINK', text: inOrder.join('、') },
      {
        ...{ ...none, code: 'gang', label: '目标团伙', form: 'LINK', text: '宾阳冒充领导团伙' },
        ref: { __typename: 'Gang', id: gangId },
      },
      { ...none, code: 'hostAgency', label: '协作单位', form: 'TEXT', text: null },
      { ...none, code: 'cooperationLetter', label: '办案协作函', form: 'TEXT', text: null },
      { ...none, code: 'suspects', label: '犯罪嫌疑人', form: 'LINK', text: null },
      { ...none, code: 'moneyRecovered', label: '追回赃款', form: 'MONEY', text: '0.00 元', money: '0.00' },
      { ...none, code: 'report', label: '结案报告', form: 'TEXT', text: null },
    ]);
    expect(task.english[1]).toEqual({ label: 'Stops', text: 'Nanning, Guangxi, 广州市, Guangdong' });
    expect(task.english[6].text).toBe(inOrder.join(', '));
  });

  it('have no text where there is nothing yet', async () => {
    const { id } = await plan(app);
    const { task } = await app.ask(FACTS, { id });
    const texts = Object.fromEntries(task.facts.map(({ code, text }: { code: string; text: string }) => [code, text]));
    expect(texts).toMatchObject({ stops: null, departedAt: null, departOn: '2026-12-01' });
    expect(task.facts.some(({ withheld }: { withheld: boolean }) => withheld)).toBe(false);
  });

  it('are withheld from a bank as the fields are, with not a word of their values', async () => {
    await assign('icbc', tripId);
    const answer = await app.post(FACTS, { id: tripId }, { as: 'icbc.liaison' });
    const { task } = answer.data;
    const ofTheCase = [
      ...['stops', 'leader', 'members', 'gang', 'hostAgency', 'cooperationLetter', 'suspects', 'moneyRecovered'],
      'report',
    ];
    const hidden = task.facts.filter(({ withheld }: { withheld: boolean }) => withheld);
    expect(hidden.map(({ code }: { code: string }) => code)).toEqual(ofTheCase);
    expect(task.withheld).toEqual(expect.arrayContaining(ofTheCase));
    for (const fact of hidden) {
      expect(fact).toEqual({
        ...{ code: fact.code, form: fact.form, label: fact.label, withheld: true },
        ...{ text: null, at: null, money: null, amount: null, ref: null },
      });
    }
    expect(task.facts[0]).toMatchObject({ code: 'destination', text: '广西壮族自治区南宁市宾阳县', withheld: false });
    for (const secret of [
      await nameOf('yk-police.officer-02'),
      '广州',
      'Guangzhou',
      '宾阳冒充领导团伙',
      gangId,
      idOf(app.members, 'yk-police.officer-02'),
    ]) {
      expect(answer.text).not.toContain(secret);
    }
  });

  it('of many tasks read each table once', async () => {
    const document = `query($id: ID!) { board(operationId: $id) { columns { tasks(first: 100) { nodes { facts { text ref { id } } } } } } }`;
    const readWithNew = async (names: readonly string[]): Promise<number> => {
      for (const name of names) await plan(app, { gangId: await registerGang(name) });
      const ask = () => app.ask(document, { id: idOf(app.operations, 'YK-FRAUD') });
      return (await statementsOf(app.services.store, ask)).length;
    };
    await readWithNew(['团伙一']);
    expect(await readWithNew(['团伙二', '团伙三', '团伙四', '团伙五'])).toBe(await readWithNew(['团伙六']));
  });
});

describe('a fact in words', () => {
  const kind: KindDefinition = {
    ...arrestTrip,
    facts: [
      { field: 'departedAt', form: 'INSTANT' },
      { field: 'departOn', form: 'DATE' },
      { field: 'leader', form: 'LINK' },
      { field: 'destination', form: 'PLACE' },
      { field: 'priority', form: 'TEXT' },
      { field: 'title', form: 'TEXT' },
      { field: 'batch', form: 'NUMBER' },
      { field: 'dueAt', form: 'MONEY' },
      { field: 'paused', form: 'TEXT' },
    ],
  };
  const schema = buildApiSchema(installedRegistry());

  async function told(task: Record<string, unknown>): Promise<[string, string | null][]> {
    const context = contextOf();
    const shown = { __typename: 'ArrestTrip', operation: idOf(app.operations, 'YK-FRAUD'), withheld: [], ...task };
    return Promise.all(
      factsOf(kind, shown as unknown as Shown)
        .filter(({ code }) => code in task)
        .map(async (fact) => [fact.code, await factText(fact, { context, schema, locale: 'EN' })]),
    );
  }

  function contextOf(): ApiContext {
    return apiContext(app.services, {} as ApiContext['viewer'], null);
  }

  it('tells a masked value as it stands, and follows it nowhere', async () => {
    const masked = {
      departedAt: '2****************Z',
      departOn: '2******1',
      leader: 'm****pkx7',
      destination: '4*****',
    };
    expect(Object.fromEntries(await told(masked))).toEqual(masked);
    const shown = { __typename: 'ArrestTrip', withheld: [], ...masked } as unknown as Shown;
    for (const fact of factsOf(kind, shown)) {
      expect([await factInstant(fact, contextOf()), await factNode(fact, contextOf())]).toEqual([null, null]);
    }
  });

  it('tells enums by label, sums in yuan, numbers and yes or no', async () => {
    expect(await told({ priority: 'HIGH', title: 'HIGH', batch: 21, dueAt: 115_000_000, paused: true })).toEqual([
      ['priority', 'High'],
      ['title', 'HIGH'],
      ['batch', '21'],
      ['dueAt', '1150000.00 yuan'],
      ['paused', 'Yes'],
    ]);
  });

  it('tells a place that is no division as it was written', async () => {
    expect(await told({ destination: '宾阳县城东街' })).toEqual([['destination', '宾阳县城东街']]);
  });
});
