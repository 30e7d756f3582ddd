import { Column, Entity, PrimaryColumn } from 'typeorm';
import { coreMigrations } from '../../migrations';
import { SearchTokens } from '../../migrations/1764100200000-search-tokens';
import { OutsiderTallies } from '../../migrations/1764100500000-outsider-tallies';
import { searchTokens } from '../../src/core/search-tokens';
import { column } from '../../src/store/columns';
import { coreRows } from '../../src/store/rows';
import { OutsiderTallyRow, TallyRow } from '../../src/store/rows/ledger.row';
import { ROLES } from '../../src/core/vocabulary';
import { setOf } from '../../src/core/word-set';
import { MemberRow } from '../../src/store/rows/directory.row';
import { TaskLists } from '../../migrations/1764100300000-task-lists';
import { createTable, defineMigration } from '../../src/store/schema-builder';
import { TaskHistoryRow, TaskRow } from '../../src/store/rows/task.row';
import { raw, sql, type Sql } from '../../src/store/session';
import { Store } from '../../src/store/store';
import { records } from '../../src/records/registry';
import { probe } from '../support/probe';
import { createTestDatabase, onMariadb, openTestStore } from '../support/store';

@Entity('specimen')
class SpecimenRow {
  @PrimaryColumn(column.id())
  id!: string;
  @Column(column.text(40))
  text!: string;
}

/** Here migrations are what is tested. */
const really = { template: false };

/** Lacks the column of the row above. */
const halfSpecimen = defineMigration('1764000900001', 'HalfSpecimen', [
  createTable('specimen', { columns: { id: column.id() }, primary: ['id'] }),
]);

/** Tables that we make and that no class of rows describes, because the databases keep them differently. */
const APART = ['search_tokens'];

/** Every table of ours, without those that the database makes by itself to keep another one in. */
async function tables(store: Store): Promise<string[]> {
  const list = onMariadb
    ? 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()'
    : `SELECT name FROM pragma_table_list WHERE schema = 'main' AND type <> 'shadow' AND name NOT LIKE 'sqlite_%'`;
  const rows = await store.read((session) => session.select(raw(list)));
  return rows.map((row) => String(row['name'])).filter((name) => name !== 'migration');
}

async function difference(store: Store): Promise<string[]> {
  const { upQueries } = await store.dataSource.driver.createSchemaBuilder().log();
  return upQueries.map(({ query }) => query);
}

describe('migrations', () => {
  it('lead from nothing to all tables, back to nothing, and up again', async () => {
    const store = await openTestStore(really);
    const all = await tables(store);
    const ofRows = store.dataSource.entityMetadatas.map(({ tableName }) => tableName);
    expect([...all].sort()).toEqual([...ofRows, ...APART].sort());
    for (const _ of coreMigrations) await store.dataSource.undoLastMigration({ transaction: 'none' });
    expect(await tables(store)).toEqual([]);
    await store.dataSource.runMigrations({ transaction: 'none' });
    expect((await tables(store)).sort()).toEqual(all.sort());
    expect(await difference(store)).toEqual([]);
  });

  it('make the same table of tokens everywhere, with a full-text index', async () => {
    const store = await openTestStore(really);
    await store.write((session) =>
      session.run(
        sql`INSERT INTO search_tokens (operation_id, task_id, from_seq, tokens) VALUES (${'op'}, ${'t'}, ${1}, ${'one two'})`,
      ),
    );
    await store.read(async (session) => {
      const holding = (tokens: readonly string[]): Promise<Record<string, unknown>[]> =>
        session.select(sql`SELECT * FROM search_tokens WHERE ${session.dialect.holdsTokens('search_tokens', tokens)}`);
      const [row] = await holding(['two', 'one']);
      expect(Object.keys(row ?? {})).toEqual(['operation_id', 'task_id', 'from_seq', 'tokens']);
      expect(await holding(['one', 'six'])).toEqual([]);
    });
  });

  it('make what the rows describe, of core, records and kinds', async () => {
    expect(await difference(await openTestStore({ ...really, definitions: [...records, probe] }))).toEqual([]);
  });

  it('are seen to differ where a row has what its migration has not', async () => {
    const store = await openTestStore({ ...really, rows: [SpecimenRow], migrations: [halfSpecimen] });
    expect((await difference(store)).join()).toContain('text');
  });

  it('give outsiders what was counted before there were tallies of their own', async () => {
    const { url } = await createTestDatabase(really);
    const before = coreMigrations.slice(0, coreMigrations.indexOf(OutsiderTallies));
    const old = await Store.open({ url, rows: coreRows, migrations: before });
    const key = { operation: 'op_1', metric: 'N', day: '2025-11-24', agency: 'agy_1', holder: '', kind: 'PROBE' };
    const tally = { ...key, violation: '', division: '', amount: 3 };
    await old.write((session) => session.insert(TallyRow, [tally]));
    await old.close();
    const store = await Store.open({ url, rows: coreRows, migrations: coreMigrations });
    try {
      expect(await store.read((session) => session.find(OutsiderTallyRow, {}))).toEqual([tally]);
    } finally {
      await store.close();
    }
  });

  it('go on where they were cut', async () => {
    jest.spyOn(console, 'log').mockReturnValue(undefined); // TypeORM tells of a failed migration there
    const { url } = await createTestDatabase(really);
    let isCut = true;
    const cut = defineMigration('1764000900002', 'Cut', [
      createTable('first', { columns: { id: column.id() }, primary: ['id'] }),
      {
        up: async () => {
          if (isCut) throw new Error('cut');
        },
        down: async () => undefined,
      },
      createTable('second', { columns: { id: column.id() }, primary: ['id'], indices: { second_index: ['id'] } }),
    ]);
    const open = (): Promise<Store> => Store.open({ url, rows: coreRows, migrations: [...coreMigrations, cut] });
    await expect(open()).rejects.toThrow('cut');
    // Where schemas have no transactions, "first" is there by now.
    isCut = false;
    const store = await open();
    try {
      expect(await tables(store)).toEqual(expect.arrayContaining(['first', 'second']));
    } finally {
      await store.close();
    }
  });

  it('fill the roles of members that are there already as the door keeps them', async () => {
    const { url } = await createTestDatabase(really);
    const before = coreMigrations.slice(0, 2);
    const old = await Store.open({ url, rows: [], migrations: before });
    const lists = [...ROLES.map((role) => [role]), [...ROLES], ['OFFICER', 'LIAISON']];
    for (const [i, roles] of lists.entries()) {
      const at = old.dialect.collations ? '2025-11-24 08:00:00.000' : '2025-11-24T08:00:00.000Z';
      const member = sql`INSERT INTO member (operation_id, id, code, name, agency_id, roles, state, version, created_at,
        updated_at, updated_seq) VALUES (${'op'}, ${`mbr_${i}`}, ${`m.${i}`}, ${'成员'}, ${'agy'},
        ${JSON.stringify(roles)}, ${'ACTIVE'}, ${1}, ${at}, ${at}, ${1})`;
      await old.write((session) => session.run(member));
    }
    await old.close();
    const store = await Store.open({ url, rows: coreRows, migrations: coreMigrations });
    try {
      const kept = await store.read((session) => session.find(MemberRow, {}));
      expect(kept).toHaveLength(lists.length);
      for (const { roles, roleSet } of kept) expect(roleSet).toBe(setOf(ROLES, roles));
      expect(await difference(store)).toEqual([]);
    } finally {
      await store.close();
    }
  });

  it('fill what is new in rows that were there, and go on where they were cut in it', async () => {
    const { url } = await createTestDatabase(really);
    const old = await Store.open({ url, rows: [], migrations: coreMigrations.slice(0, 2) });
    const numbers = ['ARR-0021', 'ARR-10000', 'STP-ICBC-0007'];
    await old.write(async (session) => {
      const names = 'kind, number, number_seq, title, state, paused, phase, priority, lead_agency_id, overdue, version';
      const times = 'created_at, updated_at, board_key, updated_seq';
      for (const number of numbers) {
        const values = sql`${['op_a', `trip_${number}`, 'X', number, 1, 'a trip', 'PLANNED', 0, 'PLANNED', 1, 'agy_a', 0, 1]}`;
        const rest = sql`${['2026-01-01 00:00:00.000', '2026-01-01 00:00:00.000', `1-${number}`, 1]}`;
        await session.run(
          sql`INSERT INTO task (operation_id, id, ${raw(names)}, ${raw(times)}) VALUES (${values}, ${rest})`,
        );
      }
    });
    await old.close();
    const store = await Store.open({ url, rows: coreRows, migrations: coreMigrations });
    try {
      const kept = await store.read((session) => session.find(TaskRow, {}, { numberKey: 'ASC' }));
      expect(kept.map(({ number, numberKey }) => [number, numberKey])).toEqual([
        ['ARR-0021', 'ARR-00000021'],
        ['ARR-10000', 'ARR-00010000'],
        ['STP-ICBC-0007', 'STP-ICBC-00000007'],
      ]);
      // Once more: as after a cut, everything is found done.
      const runner = store.dataSource.createQueryRunner();
      await new TaskLists().up(runner);
      await runner.release();
      expect(await difference(store)).toEqual([]);
    } finally {
      await store.close();
    }
  });

  it('of a newer version keep an older one from starting, by their names, and nothing is changed', async () => {
    const { url } = await createTestDatabase(really);
    const newer = defineMigration('1864000900004', 'Newer', [
      createTable('newer', { columns: { id: column.id() }, primary: ['id'] }),
    ]);
    // The older one has a migration too that is still to be done: it must not be.
    const [known, own] = [coreMigrations.slice(0, -1), coreMigrations.slice(-1)];
    await (await Store.open({ url, rows: [], migrations: [...known, newer] })).close();
    for (const migrate of [true, false]) {
      const began = Date.now();
      const older = Store.open({ url, rows: [], migrations: [...known, ...own], migrate });
      await expect(older).rejects.toThrow(/is newer than this version.* Newer1864000900004: /);
      expect(Date.now() - began).toBeLessThan(1_500);
    }
    const again = await Store.open({ url, rows: [], migrations: [...known, newer] });
    try {
      const done = await again.read((session) => session.select(raw('SELECT name FROM migration')));
      expect(done).toHaveLength(known.length + 1);
    } finally {
      await again.close();
    }
  });

  it('are done once where several replicas start at the same time', async () => {
    const database = await createTestDatabase({ ...really, definitions: [probe] });
    const stores = await Promise.all(Array.from({ length: 4 }, () => database.open()));
    const done = await stores[0]!.read((session) => session.select(raw('SELECT name FROM migration ORDER BY name')));
    const expected = [...coreMigrations, ...probe.migrations].map(
      (Migration) => (new Migration() as { name: string }).name,
    );
    expect(done.map((row) => row['name'])).toEqual(expected.sort());
    for (const store of stores) expect(await difference(store)).toEqual([]);
  });
});

describe('tasks of an older database', () => {
  /** A version of a task, with what the tables had then. */
  const insert = (task: string, title: string, from: number): Sql[] => {
    const columns = raw(`kind, number, number_seq, title, state, paused, phase, priority, lead_agency_id, overdue,
      version, created_at, updated_at, board_key`);
    const at = '2025-11-24 08:00:00.000';
    const values = sql`${'PROBE'}, ${`PRB-${task}`}, ${1}, ${title}, ${'OPEN'}, ${0}, ${'ACTIVE'}, ${2}, ${'agy'}, ${0},
      ${1}, ${at}, ${at}, ${task}`;
    const version = sql`INSERT INTO task_history (operation_id, task_id, from_seq, to_seq, ${columns})
      VALUES (${'op_old'}, ${task}, ${from}, ${from + 1}, ${values})`;
    const header = sql`INSERT INTO task (operation_id, id, updated_seq, ${columns})
      VALUES (${'op_old'}, ${task}, ${from}, ${values})`;
    return from === 1 ? [version] : [version, header];
  };

  it('can be searched by what they are called, and were once', async () => {
    const { url } = await createTestDatabase(really);
    const before = coreMigrations.slice(0, coreMigrations.indexOf(SearchTokens));
    const old = await Store.open({ url, rows: [], migrations: before });
    await old.write(async (session) => {
      const versions = [
        insert('a', '旧名', 1),
        insert('a', '旧名', 2),
        insert('b', '旧名', 1),
        insert('b', '新名Ａ', 2),
      ];
      for (const statement of versions.flat()) await session.run(statement);
    });
    await old.close();
    const store = await Store.open({ url, rows: coreRows, migrations: coreMigrations });
    try {
      const indexed = (): Promise<unknown[]> =>
        store.read(async (session) => {
          const rows = await session.select(
            raw('SELECT task_id, from_seq, tokens FROM search_tokens ORDER BY task_id, from_seq'),
          );
          return rows.map((row) => [row['task_id'], Number(row['from_seq']), row['tokens']]);
        });
      const tokens = (number: string, title: string): string => searchTokens({ operation: 'op_old', number, title });
      const expected = [
        ['a', 1, tokens('PRB-a', '旧名')],
        ['b', 1, tokens('PRB-b', '旧名')],
        ['b', 2, tokens('PRB-b', '新名Ａ')],
      ];
      expect(await indexed()).toEqual(expected);
      await store.read(async (session) => {
        expect((await session.find(TaskRow, {}, { id: 'ASC' })).map((row) => row.titleFolded)).toEqual([null, '新名a']);
        const versions = await session.find(TaskHistoryRow, { task: 'b' }, { fromSeq: 'ASC' });
        expect(versions.map((row) => row.titleFolded)).toEqual([null, '新名a']);
      });
      // As after a migration that was cut at its end.
      await store.write((session) => session.run(sql`DELETE FROM migration WHERE name LIKE ${'SearchTokens%'}`));
      await store.dataSource.runMigrations({ transaction: 'none' });
      expect(await indexed()).toEqual(expected);
    } finally {
      await store.close();
    }
  });
});

describe('text columns', () => {
  const specimens = defineMigration('1764000900003', 'Specimens', [
    createTable('specimen', { columns: { id: column.id(), text: column.text(40) }, primary: ['id'] }),
  ]);

  it('compare and sort bytewise, the same on every database', async () => {
    const store = await openTestStore({ ...really, rows: [SpecimenRow], migrations: [specimens] });
    const texts = [
      'A',
      'a',
      'Á',
      'á',
      'b',
      'ß',
      'ss',
      'é',
      'e\u0301',
      '一',
      '丁',
      '丂',
      '𠀀',
      '！',
      '!',
      'Ａ',
      'ab',
      'a b',
    ];
    await store.write((session) =>
      session.insert(
        SpecimenRow,
        texts.map((text, i) => ({ id: `s${String(i)}`, text })),
      ),
    );
    await store.read(async (session) => {
      for (const text of texts) {
        expect(await session.find(SpecimenRow, { text })).toHaveLength(1);
      }
      const sorted = await session.find(SpecimenRow, {}, { text: 'ASC' });
      const bytewise = [...texts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(sorted.map((row) => row.text)).toEqual(bytewise);
    });
  });

  it('have ASCII for ids and codes and bytewise UTF-8 for people on MariaDB', async () => {
    const store = await openTestStore({ ...really, definitions: [probe] });
    if (!store.dialect.collations) return;
    const rows = await store.read((session) =>
      session.select(sql`SELECT table_name AS tab, column_name AS col, collation_name AS coll
        FROM information_schema.columns WHERE table_schema = DATABASE() AND collation_name IS NOT NULL
        AND table_name <> ${'migration'}`),
    );
    const collations = new Map(rows.map((row) => [`${String(row['tab'])}.${String(row['col'])}`, row['coll']]));
    for (const { tableName, columns } of store.dataSource.entityMetadatas) {
      for (const { databaseName, type } of columns) {
        const found = collations.get(`${tableName}.${databaseName}`);
        if (databaseName === 'id' || databaseName.endsWith('_id')) expect(found).toBe('ascii_bin');
        if (type === 'mediumtext') expect(found).toBe('utf8mb4_bin');
      }
    }
    expect(collations.get('task.title')).toBe('utf8mb4_bin');
    expect(new Set(collations.values())).toEqual(new Set(['ascii_bin', 'utf8mb4_bin']));
  });
});
