import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { coreMigrations } from '../../migrations';
import { rowsOf, type SubjectDefinition } from '../../src/core/definition';
import { coreRows } from '../../src/store/rows';
import { Store, type StoreOptions } from '../../src/store/store';
import { withConnection } from './connection';
import { scratchFolder } from './scratch';
import { copyTemplate } from './templates';

export { withConnection };

/** What a test's database holds beside the core's own tables. */
export interface TestStoreOptions {
  readonly rows?: StoreOptions['rows'];
  readonly migrations?: StoreOptions['migrations'];
  /** Kinds and records; their rows and migrations are added. */
  readonly definitions?: readonly SubjectDefinition[];
  readonly waitLimitMs?: number;
  /** false: its migrations run for real, whatever other test files have. */
  readonly template?: boolean;
  /** Its file is to be on a disk, where a kill can fall between a write and its sync. SQLite only. */
  readonly onDisk?: boolean;
}

/** A database of this test file alone; it is gone when the file has run. */
export interface TestDatabase {
  readonly url: string;
  /** Gives it the schema of its migrations from the run's template, if it is empty; `open` does that by itself. */
  prepare(): Promise<void>;
  /** A store on it, as one more replica has; closed when the file has run, or before by itself. */
  open(options?: Pick<StoreOptions, 'waitLimitMs'>): Promise<Store>;
}

type Ending = () => Promise<void>;

/** Undone in the opposite order: stores are closed before their database goes. */
const endings: Ending[] = [];

afterAll(async () => {
  const faults: unknown[] = [];
  for (const end of endings.splice(0).reverse()) await end().catch((fault: unknown) => faults.push(fault));
  if (faults.length > 0) throw new AggregateError(faults, 'a test left something open');
});

/** Whether this project's tests run on MariaDB. */
export const onMariadb = process.env['TEST_DATABASE'] === 'mariadb';

/** Makes an empty database of the kind that this project tests. */
export async function createTestDatabase(options: TestStoreOptions = {}): Promise<TestDatabase> {
  const { rows = [], migrations = [], definitions = [], waitLimitMs = 20_000, template = true, onDisk } = options;
  if (process.env['TEST_DATABASE'] === undefined) throw new Error('a test that runs once has no database');
  const url = onMariadb ? await createMariadb() : await createFile(onDisk);
  const schema = {
    rows: [...new Set([...coreRows, ...rows, ...definitions.flatMap(rowsOf)])],
    migrations: [...coreMigrations, ...migrations, ...definitions.flatMap((each) => each.migrations)],
  };
  const folder = template ? process.env['TEST_TEMPLATES'] : undefined;
  let prepared: Promise<void> | undefined;
  const prepare = async (): Promise<void> => {
    if (folder !== undefined) await (prepared ??= copyTemplate(folder, { url, migrations: schema.migrations }));
  };
  return {
    url,
    prepare,
    open: async (more = {}) => {
      await prepare();
      const store = await Store.open({ url, ...schema, waitLimitMs, ...more });
      endings.push(() => store.close());
      return store;
    },
  };
}

/** A store with an up-to-date schema on a database of its own. */
export async function openTestStore(options: TestStoreOptions = {}): Promise<Store> {
  return (await createTestDatabase(options)).open();
}

async function createFile(onDisk = false): Promise<string> {
  const folder = await (onDisk ? mkdtemp(join(tmpdir(), 'liandong-test-')) : scratchFolder('test'));
  endings.push(() => rm(folder, { recursive: true, force: true }));
  return `sqlite:${join(folder, 'test.db')}`;
}

let made = 0;

async function createMariadb(): Promise<string> {
  const server = process.env['TEST_MARIADB_URL'];
  if (server === undefined) throw new Error('TEST_MARIADB_URL is not set: was the global setup left out?');
  made += 1;
  const name = `test_${process.pid}_${Date.now().toString(36)}_${made}`;
  const run = (statement: string): Promise<void> =>
    withConnection(server, async (connection) => {
      await connection.query(statement);
    });
  await run(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  endings.push(() => run(`DROP DATABASE ${name}`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
