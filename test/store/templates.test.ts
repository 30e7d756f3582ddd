import { coreMigrations } from '../../migrations';
import { records } from '../../src/records/registry';
import { coreRows } from '../../src/store/rows';
import { OperationHeadRow } from '../../src/store/rows/operation.row';
import { defineMigration } from '../../src/store/schema-builder';
import { raw } from '../../src/store/session';
import { Store } from '../../src/store/store';
import { probe } from '../support/probe';
import { createTestDatabase, onMariadb, openTestStore } from '../support/store';

/** Every table with its columns and indices, as the database tells it, and the migrations that were done. */
async function schema(store: Store): Promise<unknown> {
  return store.read(async (session) => {
    const done = await session.select(raw('SELECT name, timestamp FROM migration ORDER BY id'));
    if (!onMariadb) return [done, await session.select(raw('SELECT name, sql FROM sqlite_master ORDER BY name'))];
    const made = [];
    for (const table of await session.select(raw('SHOW TABLES'))) {
      made.push(await session.select(raw(`SHOW CREATE TABLE ${String(Object.values(table)[0])}`)));
    }
    return [done, made];
  });
}

describe('the template of a set of migrations', () => {
  it('gives copies that are what the migrations make', async () => {
    const definitions = [...records, probe];
    const migrated = await schema(await openTestStore({ template: false, definitions }));
    // The first may be the one that makes the template.
    for (const _ of ['first', 'second']) expect(await schema(await openTestStore({ definitions }))).toEqual(migrated);
  });

  it('is all that its migrations are run for', async () => {
    let runs = 0;
    const up = async (): Promise<void> => void (runs += 1);
    const counted = defineMigration('1764000900004', 'Counted', [{ up, down: async () => undefined }]);
    for (const _ of ['first', 'second']) await openTestStore({ migrations: [counted] });
    expect(runs).toBe(1);
  });

  it('is whole for each of those who ask for it at the same time', async () => {
    const empty = defineMigration('1764000900005', 'Empty', []);
    const stores = await Promise.all(Array.from({ length: 4 }, () => openTestStore({ migrations: [empty] })));
    const schemas = await Promise.all(stores.map(schema));
    for (const each of schemas) expect(each).toEqual(schemas[0]);
  });

  it('is not laid over a database that is in use', async () => {
    const database = await createTestDatabase({ definitions: [probe] });
    const store = await Store.open({ url: database.url, rows: coreRows, migrations: coreMigrations });
    await store.write((session) => session.insert(OperationHeadRow, [{ operation: 'op', seq: 7, hash: '' }]));
    if (!onMariadb) await store.dataSource.query('PRAGMA wal_checkpoint(TRUNCATE)');
    await store.close();
    const reopened = await database.open();
    expect(await reopened.read((session) => session.find(OperationHeadRow, {}))).toMatchObject([{ seq: 7 }]);
    const names = await reopened.read((session) => session.select(raw('SELECT name FROM migration ORDER BY id')));
    expect(names).toHaveLength(coreMigrations.length + 1);
  });
});
