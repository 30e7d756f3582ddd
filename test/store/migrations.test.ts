import { Column, Entity, PrimaryColumn } from 'typeorm';
import { coreMigrations } from '../../migrations';
import { TaskLists } from '../../migrations/1764100300000-task-lists';
import { column } from '../../src/store/columns';
import { coreRows } from '../../src/store/rows';
import { TaskRow } from '../../src/store/rows/task.row';
import { createTable, defineMigration } from '../../src/store/schema-builder';
import { raw, sql } from '../../src/store/session';
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

async function tables(store: Store): Promise<string[]> {
  const list = onMariadb
    ? 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()'
    : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
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
    expect(all).toContain('operation_head');
    expect(all).toHaveLength(coreRows.length);
    for (const _ of coreMigrations) await store.dataSource.undoLastMigration({ transaction: 'none' });
    expect(await tables(store)).toEqual([]);
    await store.dataSource.runMigrations({ transaction: 'none' });
    expect((await tables(store)).sort()).toEqual(all.sort());
    expect(await difference(store)).toEqual([]);
  });

  it('make what the rows describe, of core, records and kinds', async () => {
    expect(await difference(await openTestStore({ ...really, definitions: [...records, probe] }))).toEqual([]);
  });

  it('are seen to differ where a row has what its migration has not', async () => {
    const store = await openTestStore({ ...really, rows: [SpecimenRow], migrations: [halfSpecimen] });
    expect((await difference(store)).join()).toContain('text');
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

  it('fill what is new in rows that were there, and go on where they were cut in it', async () => {
    const { url } = await createTestDatabase(really);
    const old = await Store.open({ url, rows: [], migrations: coreMigrations.filter((each) => each !== TaskLists) });
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
