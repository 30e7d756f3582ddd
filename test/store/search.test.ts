import { numberKey } from '../../src/core/board-key';
import * as fc from 'fast-check';
import { foldedTitle, foldText } from '../../src/core/search-tokens';
import { OPEN_END, TaskHistoryRow, TaskRow } from '../../src/store/rows/task.row';
import { findCandidates, numberHolds, titleHolds, writeSearchTokens } from '../../src/store/search';
import { raw, sql, type Session, type Sql } from '../../src/store/session';
import type { Store } from '../../src/store/store';
import { START } from '../support/foundation';
import { openTestStore } from '../support/store';

/** More tasks than a sample has, so that the index is asked. */
const MANY = 1_500;
const OPERATION = 'op_many';

let store: Store;

beforeAll(async () => {
  store = await openTestStore();
});

function rowOf(title: string, i: number, operation: string): TaskRow {
  const number = `PRB-${String(i).padStart(4, '0')}`;
  return Object.assign(new TaskRow(), {
    ...{ operation, id: `${operation}_${String(i).padStart(5, '0')}`, kind: 'PROBE', number, numberSeq: i, title },
    ...{ titleFolded: foldedTitle(title), state: 'OPEN', paused: false, phase: 'ACTIVE', priority: 'NORMAL' },
    ...{ leadAgency: 'agy', createdBy: null, createdByAgency: null, holder: null, division: null, dueAt: null },
    ...{
      overdue: false,
      version: 1,
      createdAt: START,
      updatedAt: START,
      closedAt: null,
      boardKey: number,
      numberKey: numberKey(number),
      updatedSeq: i + 1,
    },
    ...{ openVersion: 1, openAt: START, openSeq: i + 1 },
  });
}

async function keep(session: Session, titles: readonly string[], operation: string): Promise<TaskRow[]> {
  const rows = titles.map((title, i) => rowOf(title, i, operation));
  for (let i = 0; i < rows.length; i += 500) await session.insert(TaskRow, rows.slice(i, i + 500));
  for (const row of rows) await writeSearchTokens(session, row, 1);
  return rows;
}

/** Titles of an operation that hold a text. */
async function found(text: string, operation: string, among: Sql = raw('1 = 1')): Promise<string[]> {
  const rows = await store.read((session) =>
    session.select(sql`SELECT t.title AS title FROM task t
      WHERE t.operation_id = ${operation} AND ${among} AND ${titleHolds(foldText(text), 't')} ORDER BY t.id`),
  );
  return rows.map((row) => String(row['title']));
}

async function candidates(text: string, fields: readonly ('title' | 'number')[] = ['title']): Promise<string[] | null> {
  return store.read((session) => findCandidates(session, { operation: OPERATION, folded: foldText(text), fields }));
}

describe('titleHolds', () => {
  const TITLES = [
    '赴广西宾阳抓捕',
    '广西 宾阳',
    'ＷＡＮＧ银行卡 100%_止付',
    `"双引号" + 'it''s' - (a*b) ~<>@ \\ 反斜杠`,
    '抓捕😀𠮷野家',
    'Ünïcode é',
    'AND OR NOT NEAR title:抓捕 {tokens}',
    '哈哈哈哈',
  ];

  beforeAll(async () => {
    await store.write((session) => keep(session, TITLES, 'op_few'));
  });

  it.each([
    ['抓捕', [0, 4, 6]],
    ['广西', [0, 1]],
    ['西宾', [0]],
    ['西 宾', [1]],
    ['wang银', [2]],
    ['ｗａｎｇ', [2]],
    ['卡 1', [2]],
    ['00%_止', [2]],
    ['%%', []],
    ['__', []],
    ['"双', [3]],
    ["'it''s'", [3]],
    ["+ '", [3]],
    ['(a*b)', [3]],
    ['*b', [3]],
    ['\\ 反', [3]],
    ['😀𠮷', [4]],
    ['捕😀', [4]],
    ['é', [5]],
    ['e\u0301', [5]],
    ['É', []],
    ['and or', [6]],
    ['title:', [6]],
    ['哈哈哈', [7]],
    ['哈哈哈哈哈', []],
    ['捕抓', []],
    ["') OR 1=1 -- ", []],
    ['" OR "', []],
  ] as const)('finds %s', async (text, expected) => {
    expect(await found(text, 'op_few')).toEqual(expected.map((i) => TITLES[i]));
  });
});

describe('titleHolds, over a thousand titles,', () => {
  it('finds each text where the folded title includes it, and nowhere else', async () => {
    const character = fc.constantFrom(...Array.from('抓𠮷aＡ"%_\\'));
    const characters = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
      fc.array(character, { minLength, maxLength, size: 'max' }).map((each) => each.join(''));
    const pairs = fc.sample(fc.tuple(characters(1, 40), characters(2, 3)), { numRuns: 1_000, seed: 3 });
    const kept = await store.write((session) =>
      keep(
        session,
        pairs.map(([title]) => title),
        'op_pairs',
      ),
    );
    const hits = await store.read(async (session) => {
      const answers: boolean[] = [];
      for (const [i, [, text]] of pairs.entries()) {
        const holds = sql`t.id = ${kept[i]?.id} AND ${titleHolds(foldText(text), 't')}`;
        answers.push((await session.select(sql`SELECT 1 AS one FROM task t WHERE ${holds}`)).length === 1);
      }
      return answers;
    });
    const expected = pairs.map(([title, text]) => foldText(title).includes(foldText(text)));
    expect(hits).toEqual(expected);
    expect(expected.filter(Boolean).length).toBeGreaterThan(100);
  });
});

describe('numberHolds', () => {
  it('finds by any part in either case, and by no text that numbers cannot hold', async () => {
    const number = (text: string): Promise<Record<string, unknown>[]> =>
      store.read((session) =>
        session.select(sql`SELECT t.number AS number FROM task t
          WHERE t.operation_id = ${'op_few'} AND ${numberHolds(foldText(text), 't')} ORDER BY t.number`),
      );
    expect(await number('b-0003')).toEqual([{ number: 'PRB-0003' }]);
    expect(await number('ＰＲＢ－０００３')).toEqual([{ number: 'PRB-0003' }]);
    expect(await number('R%0')).toEqual([]);
    expect(await number('抓捕')).toEqual([]);
  });
});

describe('findCandidates', () => {
  /** Half of them begin with the same words; the rest is by chance, out of few characters. */
  const character = fc.constantFrom(
    ...Array.from('赴广西宾阳抓捕长沙泉州银行卡止付核查资金返还甲乙丙丁戊己庚辛壬癸子丑寅卯𠮷😀aBcＤ012"*+-()\'% '),
  );
  const titles = fc
    .sample(fc.array(character, { minLength: 3, maxLength: 14 }), { numRuns: MANY, seed: 7 })
    .map((characters, i) => (i % 2 === 0 ? '跨省行动' : '') + characters.join('').trim());
  let rows: TaskRow[];

  beforeAll(async () => {
    rows = await store.write((session) => keep(session, titles, OPERATION));
    await store.write((session) => keep(session, titles.slice(0, 50), 'op_other'));
  });

  it('leads to all that hold a text, whichever', async () => {
    const part = fc.tuple(fc.nat(MANY - 1), fc.nat(10), fc.integer({ min: 2, max: 6 })).map(([i, from, length]) =>
      Array.from(titles[i] ?? '')
        .slice(from, from + length)
        .join(''),
    );
    const other = fc.array(character, { minLength: 2, maxLength: 3 }).map((characters) => characters.join(''));
    const texts = fc.oneof({ weight: 3, arbitrary: part }, { weight: 1, arbitrary: other });
    let narrowed = 0;
    for (const text of fc.sample(texts, { numRuns: 300, seed: 11 }).map((each) => foldText(each).trim())) {
      if (Array.from(text).length < 2) continue;
      const expected = rows.filter((row) => foldText(row.title).includes(text)).map((row) => row.title);
      const ids = await candidates(text);
      if (ids) narrowed += 1;
      expect([text, await found(text, OPERATION, ids ? sql`t.id IN (${ids})` : raw('1 = 1'))]).toEqual([
        text,
        expected,
      ]);
    }
    expect(narrowed).toBeGreaterThan(100);
  });

  it('gives few for what few hold, and none of another operation', async () => {
    const ids = (await candidates('跨省行动抓捕')) ?? [];
    expect(ids.length).toBeLessThan(50);
    expect(ids.every((id) => id.startsWith(OPERATION))).toBe(true);
    expect(await candidates('没有这个')).toEqual([]);
  });

  it('gives none at all where reading in order is quicker', async () => {
    expect(await candidates('跨省行动')).toBeNull();
    expect(await candidates('prb-', ['title', 'number'])).toBeNull();
    const few = { operation: 'op_other', folded: '抓捕', fields: ['title'] as const };
    expect(await store.read((session) => findCandidates(session, few))).toBeNull();
  });

  it('is not led astray by the lowest numbers, which look like no others', async () => {
    const both = ['title', 'number'] as const;
    expect(await candidates('b-000', both)).toEqual(expect.arrayContaining(rows.slice(0, 10).map((row) => row.id)));
  });

  it('looks at numbers only where it is told to', async () => {
    expect(await candidates('b-1234')).toEqual([]);
    expect(await candidates('b-1234', ['title', 'number'])).toEqual([rows[1234]?.id]);
  });

  it('finds a task by its new title, and still by the old one for a snapshot of before', async () => {
    const row = rows[700]!;
    const knows = async (text: string): Promise<boolean> => (await candidates(text))?.includes(row.id) ?? true;
    const rename = (title: string, seq: number): Promise<void> =>
      store.write((session) =>
        writeSearchTokens(session, { operation: OPERATION, id: row.id, number: row.number, title }, seq),
      );
    await rename('旧名已改', 2);
    expect([await knows('旧名已改'), await knows('新名方定')]).toEqual([true, false]);
    await store.read(async (session) => {
      const asked = { operation: OPERATION, folded: '旧名已改', fields: ['title'] as const };
      const before = await findCandidates(session, asked);
      await rename('新名方定', 3);
      expect(await findCandidates(session, asked)).toEqual(before);
    });
    expect([await knows('旧名已改'), await knows('新名方定')]).toEqual([true, true]);
  });

  it('holds nothing of a command that was rolled back', async () => {
    const undone = store.write(async (session) => {
      await writeSearchTokens(session, Object.assign(new TaskRow(), rows[0], { title: '从未有过' }), 9);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await candidates('从未有过')).toEqual([]);
  });

  it('reads a common text in the order of the board, and a rare one by its ids', async () => {
    // The plan of the only statement that a page is read by.
    const plan = async (text: string): Promise<string> => {
      const ids = await candidates(text);
      const among = ids ? sql`t.id IN (${ids})` : raw('1 = 1');
      const hint = raw(store.dialect.useIndex(ids ? 'task_id' : 'task_column'));
      const page = sql`SELECT t.* FROM task t${hint} WHERE t.operation_id = ${OPERATION} AND ${among}
        AND ${titleHolds(text, 't')} AND t.phase = ${'ACTIVE'} ORDER BY t.board_key LIMIT 51`;
      const explain = raw(store.dialect.collations ? 'EXPLAIN ' : 'EXPLAIN QUERY PLAN ');
      return JSON.stringify(await store.read((session) => session.select(sql`${explain}${page}`)));
    };
    expect(await plan('跨省行动')).toMatch(/task_column/);
    expect(await plan('跨省行动')).not.toMatch(/filesort|TEMP B-TREE/);
    expect(await plan('抓捕')).toMatch(/task_id/);
  });
});

describe('the history', () => {
  it('is searched by the title of each version', async () => {
    await store.write(async (session) => {
      for (const [title, from, to] of [
        ['旧名', 1, 5],
        ['新名 Ｂ', 5, OPEN_END],
      ] as const) {
        const version = { task: 'probe', fromSeq: from, toSeq: to };
        const row = Object.assign(new TaskHistoryRow(), rowOf(title, 1, 'op_history'), version);
        await session.insert(TaskHistoryRow, [row]);
      }
    });
    const at = async (seq: number, text: string): Promise<number> =>
      (
        await store.read((session) =>
          session.select(sql`SELECT t.task_id AS id FROM task_history t WHERE t.operation_id = ${'op_history'}
            AND t.from_seq <= ${seq} AND t.to_seq > ${seq} AND ${titleHolds(foldText(text), 't')}`),
        )
      ).length;
    expect([await at(1, '旧名'), await at(1, '新名'), await at(5, '旧名'), await at(9, '名 b')]).toEqual([1, 0, 0, 1]);
  });
});
