import { readFileSync } from 'node:fs';
import { openStore, installedRegistry } from '../../src/app';
import type { Store } from '../../src/store/store';
import { withConnection } from '../support/connection';
import { createTestDatabase } from '../support/store';

/** The rights that docs/mysql.md tells to give are enough, on a database made in any way. */

const page = readFileSync('docs/mysql.md', 'utf8');

/** A statement of the page, for another user and database than its own, from any host. */
function statementOf(verb: string, { user, name }: { user: string; name: string }): string {
  const told = new RegExp(`^${verb} .+;$`, 'm').exec(page)?.[0] ?? '';
  const here = { "'liandong'@'10.%'": `'${user}'@'%'`, "'…'": "'p@ss'", 'liandong.*': `${name}.*` };
  return Object.entries(here).reduce((text, [written, own]) => text.replace(written, own), told);
}

async function withStore(url: string, work: (store: Store) => Promise<void>): Promise<void> {
  const store = await openStore(url, installedRegistry());
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

it('a user with the rights of docs/mysql.md brings a database up to date and works on it', async () => {
  const { url } = await createTestDatabase({ template: false });
  const name = new URL(url).pathname.slice(1);
  const user = `${name.slice(-20)}_u`;
  const [create = '', grant = ''] = ['CREATE USER', 'GRANT'].map((verb) => statementOf(verb, { user, name }));
  const own = new URL(url);
  own.username = user;
  own.password = 'p%40ss';
  await withConnection(url, async (connection) => {
    // Whatever the server's own defaults were when somebody made it.
    await connection.query(`ALTER DATABASE ${name} CHARACTER SET latin1 COLLATE latin1_swedish_ci`);
    await connection.query(create);
    await connection.query(grant);
  });
  try {
    await withStore(own.href, async (store) => {
      const { upQueries } = await store.dataSource.driver.createSchemaBuilder().log();
      expect(upQueries).toEqual([]);
    });
    const forMigrations = `CREATE, ALTER, INDEX, DROP ON ${name}.*`;
    await withConnection(url, (connection) => connection.query(`REVOKE ${forMigrations} FROM '${user}'@'%'`));
    await withStore(own.href, async (store) => {
      expect(await store.answers()).toBe(true);
    });
    await withConnection(url, (connection) => connection.query(`GRANT ${forMigrations} TO '${user}'@'%'`));
    await withStore(own.href, async ({ dataSource }) => {
      for (const _ of dataSource.migrations) await dataSource.undoLastMigration({ transaction: 'none' });
      expect(await dataSource.query('SHOW TABLES')).toHaveLength(1);
    });
  } finally {
    await withConnection(url, (connection) => connection.query(`DROP USER '${user}'@'%'`));
  }
});
