import 'reflect-metadata';
import type { Reader } from '../../src/access/viewer';
import type { Part } from '../../src/core/vocabulary';
import { textCandidates, textCondition } from '../../src/graph/text-filter';
import { sql, type Session } from '../../src/store/session';
import { foundation, type Foundation, type MemberCode } from '../support/foundation';

/** A probe's holder sees the probe while it is open, and never its number. */

let installation: Foundation;
let number: string;

beforeAll(async () => {
  installation = await foundation();
  const { operation } = installation;
  const officer = installation.as('yk-police.officer');
  const { subject: taskId } = await installation.execute('openProbe', officer, {
    ...{ operationId: operation, title: '核查 ＩＣＢＣ 账户', holderId: installation.agency('icbc') },
  });
  await installation.execute('openProbe', officer, { operationId: operation, title: '核查旁人账户' });
  const rows = await installation.store.read((session) =>
    session.select(sql`SELECT number FROM task WHERE id = ${taskId}`),
  );
  number = String(rows[0]?.['number']);
});

function readerOf(code: MemberCode, part: Part): Reader {
  return { actor: installation.as(code), standing: { part, descendant: false } };
}

async function titles(text: string, reader: Reader): Promise<string[]> {
  const { store, needToKnow, operation } = installation;
  const condition = textCondition(text, { needToKnow, reader, row: { alias: 't', id: 't.id' } });
  const rows = await store.read((session) =>
    session.select(sql`SELECT t.title AS title FROM task t WHERE t.operation_id = ${operation}
      AND (${needToKnow.taskCondition(reader, 't')}) AND ${condition} ORDER BY t.number`),
  );
  return rows.map((row) => String(row['title']));
}

describe('textCondition', () => {
  it('lets the bank find its task by title, and by no part of its number', async () => {
    const bank = readerOf('icbc.liaison', 'MEMBER');
    expect(await titles('icbc', bank)).toEqual(['核查 ＩＣＢＣ 账户']);
    expect(await titles('账户', bank)).toEqual(['核查 ＩＣＢＣ 账户']);
    for (const text of [number, number.toLowerCase(), number.slice(1), 'PRB', '000']) {
      expect(await titles(text, bank)).toEqual([]);
    }
  });

  it('lets police find by both', async () => {
    const police = readerOf('yk-police.officer', 'LEAD');
    expect(await titles('账户', police)).toEqual(['核查 ＩＣＢＣ 账户', '核查旁人账户']);
    expect(await titles(number, police)).toEqual(['核查 ＩＣＢＣ 账户']);
    expect(await titles('b-00', police)).toHaveLength(2);
  });

  it('lets nobody find what is not theirs to know', async () => {
    expect(await titles('核查', readerOf('school-1.liaison', 'OBSERVER'))).toEqual([]);
  });
});

describe('textCandidates', () => {
  it('are never looked for by who may not know of every task', async () => {
    const { needToKnow, operation } = installation;
    const [bank, police] = [readerOf('icbc.liaison', 'MEMBER'), readerOf('yk-police.officer', 'LEAD')];
    expect([bank, police].map((reader) => needToKnow.knowsEveryTask(reader))).toEqual([false, true]);
    // Any use of the database would fail.
    const asked = { session: Object.create(null) as Session, needToKnow, reader: bank, operation };
    expect(await textCandidates('账户', asked)).toBeNull();
  });

  it('are not looked for in a small operation', async () => {
    const { store, needToKnow, operation } = installation;
    const reader = readerOf('yk-police.officer', 'LEAD');
    const found = await store.read((session) => textCandidates('账户', { session, needToKnow, reader, operation }));
    expect(found).toBeNull();
  });
});
