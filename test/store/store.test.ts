import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import { isRefusal } from '../../src/core/errors';
import { instantOf, parseInstant } from '../../src/core/time';
import { storeFault } from '../../src/store/faults';
import { raw, sql, type Session } from '../../src/store/session';
import type { Store } from '../../src/store/store';
import { specimen, specimenMigration, SpecimenRow } from '../support/specimen';
import { createTestDatabase, onMariadb, withConnection, type TestDatabase } from '../support/store';

let database: TestDatabase;
let store: Store;

beforeAll(async () => {
  database = await createTestDatabase({ rows: [SpecimenRow], migrations: [specimenMigration] });
  store = await database.open();
});

beforeEach(() => store.write((session) => session.run(raw('DELETE FROM specimen'))));

function ids(of: Store = store): Promise<string[]> {
  return of.read(async (session) => (await session.find(SpecimenRow, {}, { id: 'ASC' })).map((row) => row.id));
}

function insert(session: Session, ...wanted: string[]): Promise<void> {
  return session.insert(
    SpecimenRow,
    wanted.map((id) => specimen(id)),
  );
}

/** Resolves when it is opened; both sides of a race meet at it. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

async function refusalOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => (isRefusal(error) ? error.code : String(error)),
  );
}

describe('write', () => {
  it('leaves each transaction whole or not at all, however many run at once', async () => {
    const works = Array.from({ length: 20 }, (_, i) => i);
    const fails = works.map(() => Math.random() < 0.4);
    const results = await Promise.allSettled(
      works.map((i) =>
        store.write(async (session) => {
          await insert(session, `w${i}-a`);
          await sleep(Math.random() * 10);
          await insert(session, `w${i}-b`);
          if (fails[i]) throw new Error('changed my mind');
          await insert(session, `w${i}-c`);
        }),
      ),
    );
    expect(results.map(({ status }) => status)).toEqual(fails.map((fail) => (fail ? 'rejected' : 'fulfilled')));
    const kept = works.filter((i) => !fails[i]).flatMap((i) => [`w${i}-a`, `w${i}-b`, `w${i}-c`]);
    expect(await ids()).toEqual(kept.sort());
  });

  it('goes on after a statement that failed, with nothing of the failed transaction', async () => {
    await expect(
      store.write(async (session) => {
        await insert(session, 'a');
        await session.run(raw('INSERT INTO no_such_table VALUES (1)'));
      }),
    ).rejects.toThrow(/no_such_table/);
    await store.write((session) => insert(session, 'b'));
    expect(await ids()).toEqual(['b']);
  });

  it('runs the whole of it again when the database broke it off', async () => {
    let runs = 0;
    await store.write(async (session) => {
      runs += 1;
      await insert(session, `run${runs}`);
      if (runs < 3) throw Object.assign(new Error('deadlock'), { errno: 1213 });
    });
    expect(runs).toBe(3);
    expect(await ids()).toEqual(['run3']);
  });

  it('gives up as UNAVAILABLE after five runs', async () => {
    let runs = 0;
    const busy = store.write(async (session) => {
      runs += 1;
      await insert(session, 'never');
      throw Object.assign(new Error('busy'), { code: 'SQLITE_BUSY' });
    });
    expect(await refusalOf(busy)).toBe('UNAVAILABLE');
    expect(runs).toBe(5);
    expect(await ids()).toEqual([]);
  });

  it('runs again after a lost connection only if it says that it may', async () => {
    const lost = async (repeatable: boolean): Promise<number> => {
      let runs = 0;
      const work = store.write(
        async () => {
          runs += 1;
          if (runs === 1) throw Object.assign(new Error('gone'), { code: 'PROTOCOL_CONNECTION_LOST' });
        },
        { repeatable },
      );
      expect(await refusalOf(work)).toBe(repeatable ? 'done' : 'UNAVAILABLE');
      return runs;
    };
    expect(await lost(false)).toBe(1);
    expect(await lost(true)).toBe(2);
  });

  it('lets a taken key through as an error that says so', async () => {
    await store.write((session) => insert(session, 'a'));
    const again = store.write((session) => insert(session, 'b', 'a'));
    const error: unknown = await again.catch((caught: unknown) => caught);
    expect(isRefusal(error)).toBe(false);
    expect(storeFault(error)).toBe('DUPLICATE');
    expect(await ids()).toEqual(['a']);
  });

  it('is UNAVAILABLE when no lane is free in time, and free again afterwards', async () => {
    const impatient = await database.open({ waitLimitMs: 60 });
    const { opened, open } = gate();
    const lanes = impatient.dialect.singleWriter ? 1 : 10;
    const holders = Array.from({ length: lanes }, (_, i) =>
      impatient.write(async (session) => {
        await insert(session, `h${i}`);
        await opened;
      }),
    );
    expect(await refusalOf(impatient.write((session) => insert(session, 'late')))).toBe('UNAVAILABLE');
    open();
    await Promise.all(holders);
    await impatient.write((session) => insert(session, 'next'));
    expect(await ids()).toEqual([...holders.map((_, i) => `h${i}`).sort(), 'next']);
    await impatient.close();
  });
});

describe('read', () => {
  it('stands still while a writer commits', async () => {
    await store.write((session) => insert(session, 'a'));
    await store.read(async (session) => {
      const before = await session.find(SpecimenRow, {});
      await store.write((writer) => insert(writer, 'b'));
      expect(await session.find(SpecimenRow, {})).toEqual(before);
      expect(await ids()).toEqual(['a', 'b']);
    });
  });

  it('sees nothing of a transaction that is not committed', async () => {
    await store.write(async (session) => {
      await insert(session, 'a');
      expect(await ids()).toEqual([]);
    });
    expect(await ids()).toEqual(['a']);
  });

  it('cannot write', async () => {
    const write = store.read((session) => insert(session, 'a'));
    await expect(write).rejects.toThrow(/read.?only/i);
    expect(await ids()).toEqual([]);
  });

  it('serves many snapshots at once, and more than there are lanes', async () => {
    await store.write((session) => insert(session, 'a'));
    const seen = await Promise.all(Array.from({ length: 40 }, () => ids()));
    expect(new Set(seen.map((found) => found.join()))).toEqual(new Set(['a']));
  });

  it('gives its lane back when the work throws', async () => {
    const failures = Array.from({ length: 30 }, () =>
      store.read(async () => {
        throw new RangeError('mine');
      }),
    );
    const ended = await Promise.allSettled(failures);
    expect(ended.every((end) => end.status === 'rejected' && end.reason instanceof RangeError)).toBe(true);
    expect(await ids()).toEqual([]);
  });
});

describe('two transactions that block each other', () => {
  it('both succeed, since the one that the database breaks off runs again', async () => {
    if (!onMariadb) {
      expect(store.dialect.singleWriter).toBe(true); // and so nothing of the sort can happen
      return;
    }
    await store.write((session) => session.insert(SpecimenRow, [specimen('x', { big: 0 }), specimen('y', { big: 0 })]));
    const runs = { x: 0, y: 0 };
    const both = { x: gate(), y: gate() };
    const addTo = (first: 'x' | 'y', second: 'x' | 'y'): Promise<void> =>
      store.write(async (session) => {
        runs[first] += 1;
        await session.add(SpecimenRow, { id: first }, { column: 'big', by: 1 });
        both[first].open();
        await both[second].opened;
        await session.add(SpecimenRow, { id: second }, { column: 'big', by: 1 });
      });
    await Promise.all([addTo('x', 'y'), addTo('y', 'x')]);
    const rows = await store.read((session) => session.find(SpecimenRow, {}, { id: 'ASC' }));
    expect(rows.map((row) => row.big)).toEqual([2, 2]);
    expect(runs.x + runs.y).toBe(3);
  });
});

describe('a connection that is killed', () => {
  it('takes nothing else with it: the transaction runs again on another', async () => {
    if (!onMariadb) {
      expect(store.dialect.singleWriter).toBe(true); // and so nothing of the sort can happen
      return;
    }
    let runs = 0;
    await store.write(
      async (session) => {
        runs += 1;
        await insert(session, `run${runs}`);
        const [row] = await session.select(raw('SELECT CONNECTION_ID() AS id'));
        if (runs === 1) await withConnection(database.url, (own) => own.query(`KILL CONNECTION ${Number(row!['id'])}`));
        await insert(session, `more${runs}`);
      },
      { repeatable: true },
    );
    expect(await ids()).toEqual(['more2', 'run2']);
  });
});

describe('conditions', () => {
  const unknown = undefined as unknown as string;

  it('that were left out find, change and delete nothing', async () => {
    await store.write((session) => insert(session, 'a'));
    const works = [
      store.read((session) => session.find(SpecimenRow, { text: unknown })),
      store.read((session) => session.findOne(SpecimenRow, { id: unknown })),
      store.write((session) => session.update(SpecimenRow, { id: unknown }, { text: 'changed' })),
      store.write((session) => session.update(SpecimenRow, {}, { text: 'changed' })),
      store.write((session) => session.delete(SpecimenRow, { id: unknown })),
      store.write((session) => session.delete(SpecimenRow, {})),
    ];
    const ends = await Promise.allSettled(works);
    expect(ends.map((end) => end.status)).toEqual(Array(works.length).fill('rejected'));
    expect(await store.read((session) => session.find(SpecimenRow, {}))).toEqual([specimen('a')]);
  });

  it('of null find what has no value, and an empty list finds nothing', async () => {
    await store.write((session) => session.insert(SpecimenRow, [specimen('a'), specimen('b', { text: '' })]));
    await store.read(async (session) => {
      expect((await session.find(SpecimenRow, { text: null })).map((row) => row.id)).toEqual(['a']);
      expect((await session.find(SpecimenRow, { text: '' })).map((row) => row.id)).toEqual(['b']);
      expect(await session.find(SpecimenRow, { id: [] })).toEqual([]);
    });
  });
});

describe('values', () => {
  async function roundTrip(values: Partial<SpecimenRow>): Promise<void> {
    const row = specimen('v', values);
    await store.write(async (session) => {
      await session.delete(SpecimenRow, { id: 'v' });
      await session.insert(SpecimenRow, [row]);
    });
    await store.read(async (session) => {
      const statement = sql`SELECT * FROM specimen WHERE id = ${'v'}`;
      expect(await session.findOne(SpecimenRow, { id: 'v' })).toEqual(row);
      expect(await session.selectRows(SpecimenRow, statement)).toEqual([row]);
    });
    await store.write((session) => session.update(SpecimenRow, { id: 'v' }, specimen('v')));
    expect(await store.read((session) => session.findOne(SpecimenRow, { id: 'v' }))).toEqual(specimen('v'));
    await store.write((session) => session.update(SpecimenRow, { id: 'v' }, row));
    expect(await store.read((session) => session.findOne(SpecimenRow, { id: 'v' }))).toEqual(row);
  }

  it.each([
    ['empty ones', { text: '', longText: '', json: '', bytes: Buffer.alloc(0), big: 0, flag: false }],
    [
      'text beyond the first plane, quotes and line ends',
      { text: '𠀀👩‍👩‍👧 \\\'"`%_;--\r\n\t ü ﷽', longText: '王'.repeat(70_000) },
    ],
    ['text with blanks at its ends', { text: ' a ', longText: 'a  ' }],
    ['the largest numbers', { big: Number.MAX_SAFE_INTEGER }],
    ['the smallest numbers', { big: Number.MIN_SAFE_INTEGER }],
    ['bytes of every value', { bytes: Buffer.from(Array.from({ length: 256 }, (_, i) => i)) }],
    ['64 KiB less one of bytes', { bytes: randomBytes(65_535) }],
    ['JSON', { json: { list: [1, 1.5, -0.25, 1e21, true, null, '二', { 'k"': [] }], empty: {} } }],
    ['a JSON list of texts', { json: ['COMMANDER', 'OFFICER'] }],
    ['flags', { flag: true }],
  ])('keeps %s', async (_name, values) => {
    await roundTrip(values);
    expect(await ids()).toEqual(['v']);
  });

  it.each([
    '1000-01-01T00:00:00.000Z',
    '1582-10-10T12:00:00.001Z',
    '1969-12-31T23:59:59.999Z',
    '1986-05-04T02:30:00.500Z',
    '2025-11-24T08:00:00.007Z',
    '2038-01-19T03:14:08.000Z',
    '9999-12-31T23:59:59.999Z',
  ])('keeps the instant %s', async (text) => {
    await roundTrip({ instant: parseInstant(text) });
    expect(await ids()).toEqual(['v']);
  });

  it('refuses an instant that a database would change', async () => {
    const early = parseInstant('0999-12-31T23:59:59.999Z');
    await expect(roundTrip({ instant: early })).rejects.toThrow(RangeError);
    expect(await ids()).toEqual([]);
  });

  it('sorts and compares instants as time goes', async () => {
    const texts = ['1099-12-31T23:59:59.999Z', '1969-12-31T23:59:59.999Z', '2025-11-24T08:00:00.007Z'];
    const instants = texts.map((text) => parseInstant(text)!);
    await store.write((session) =>
      session.insert(
        SpecimenRow,
        instants.map((instant, i) => specimen(`i${2 - i}`, { instant })),
      ),
    );
    await store.read(async (session) => {
      const sorted = await session.find(SpecimenRow, {}, { instant: 'ASC' });
      expect(sorted.map((row) => row.instant)).toEqual(texts);
      const bound = session.columnValue(SpecimenRow, 'instant', instants[1]);
      const later = await session.selectRows(SpecimenRow, sql`SELECT * FROM specimen WHERE instant > ${bound}`);
      expect(later.map((row) => row.instant)).toEqual([texts[2]]);
      expect(await session.find(SpecimenRow, { instant: instants[0]! })).toHaveLength(1);
    });
  });

  it('keeps whatever a property may be', async () => {
    const values = fc.record({
      text: fc.string({ unit: 'binary', maxLength: 60 }).filter((text) => !text.includes('\0')),
      json: fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as SpecimenRow['json']),
      instant: fc.integer({ min: -30e12, max: 250e12 }).map((ms) => instantOf(ms)),
      big: fc.maxSafeInteger(),
      bytes: fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes)),
    });
    await fc.assert(fc.asyncProperty(values, roundTrip), { numRuns: 60 });
  });

  it('does not keep text with a NUL where it would be cut without a word', async () => {
    const write = store.write((session) => session.insert(SpecimenRow, [specimen('n', { text: 'a\0b' })]));
    if (onMariadb) {
      await write;
      expect((await store.read((session) => session.findOne(SpecimenRow, { id: 'n' })))?.text).toBe('a\0b');
    } else {
      await expect(write).rejects.toThrow(/NUL/);
      expect(await ids()).toEqual([]);
    }
  });
});
