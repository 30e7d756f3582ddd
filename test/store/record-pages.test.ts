import 'reflect-metadata';
import * as fc from 'fast-check';
import { instantOf, plus } from '../../src/core/time';
import { countRecords, findRecordPage, MOST_COUNTED } from '../../src/store/record-pages';
import { AgencyRow } from '../../src/store/rows/directory.row';
import { raw, sql } from '../../src/store/session';
import type { Store } from '../../src/store/store';
import { openTestStore } from '../support/store';

let store: Store;

beforeAll(async () => {
  store = await openTestStore();
});

const START = instantOf(Date.UTC(2025, 10, 24));

function agency(n: number, step: number): AgencyRow {
  const createdAt = plus(START, { ms: step });
  return {
    ...{ operation: 'op', id: `agy_${String(n).padStart(6, '0')}`, code: `a-${n}`, nameZh: '单位', nameEn: null },
    ...{ agencyType: 'BANK', division: '330784', hotline: null, state: n % 3 === 0 ? 'HIDDEN' : 'ACTIVE' },
    ...{ version: 1, createdAt, updatedAt: createdAt, updatedSeq: n },
  };
}

async function keep(agencies: readonly AgencyRow[]): Promise<void> {
  await store.write(async (session) => {
    await session.delete(AgencyRow, { operation: 'op' });
    for (let i = 0; i < agencies.length; i += 1_000) await session.insert(AgencyRow, agencies.slice(i, i + 1_000));
  });
}

const condition = sql`r.operation_id = ${'op'} AND r.state = ${'ACTIVE'}`;

describe('pages of records', () => {
  /** Few instants for many rows: most of them are ties. */
  const lists = fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 25 });

  it('join to the naive list, both ways and with every size', async () => {
    const joined = fc.asyncProperty(lists, fc.boolean(), async (steps, backwards) => {
      const all = steps.map((step, n) => agency(n, step));
      await keep(all);
      const naive = all
        .filter(({ state }) => state === 'ACTIVE')
        .sort((a, b) => (`${a.createdAt} ${a.id}` < `${b.createdAt} ${b.id}` ? 1 : -1))
        .map(({ id }) => id);
      for (let size = 1; size <= naive.length + 1; size += 1) {
        const read: string[][] = [];
        for (let edge: AgencyRow | null = null, more = true; more;) {
          const page = {
            ...{ rows: AgencyRow, condition, index: 'agency_newest', size, backwards },
            ...{ after: backwards ? null : edge, before: backwards ? edge : null },
          };
          const rows: AgencyRow[] = await store.read((session) => findRecordPage(session, page));
          more = rows.length > size;
          const kept = !more ? rows : backwards ? rows.slice(1) : rows.slice(0, size);
          edge = (backwards ? kept[0] : kept.at(-1)) ?? null;
          read.push(kept.map(({ id }) => id));
        }
        expect((backwards ? read.reverse() : read).flat()).toEqual(naive);
      }
    });
    await fc.assert(joined, { numRuns: 15 });
  });

  it('lie between two places where both are given', async () => {
    const all = Array.from({ length: 12 }, (_, n) => agency(n, n % 2));
    await keep(all);
    const naive = [...all].sort((a, b) => (`${a.createdAt} ${a.id}` < `${b.createdAt} ${b.id}` ? 1 : -1));
    for (let from = 0; from < 12; from += 1) {
      for (let to = from + 1; to < 12; to += 1) {
        const page = { rows: AgencyRow, condition: sql`r.operation_id = ${'op'}`, index: null, backwards: false };
        const between = { ...page, size: 100, after: naive[from]!, before: naive[to]! };
        const rows = await store.read((session) => findRecordPage<AgencyRow>(session, between));
        expect(rows.map(({ id }) => id)).toEqual(naive.slice(from + 1, to).map(({ id }) => id));
      }
    }
  });

  it('are counted exactly up to the most, and not beyond', async () => {
    const count = (): Promise<number | null> =>
      store.read((session) => countRecords(session, { rows: AgencyRow, condition: raw('1 = 1') }));
    const all = Array.from({ length: MOST_COUNTED + 1 }, (_, n) => agency(n, n));
    await keep(all.slice(0, MOST_COUNTED));
    expect(await count()).toBe(MOST_COUNTED);
    await keep(all);
    expect(await count()).toBeNull();
    await keep([]);
    expect(await count()).toBe(0);
  });
});
