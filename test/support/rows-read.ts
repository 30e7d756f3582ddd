import { DatabaseSync } from '@photostructure/sqlite';
import { raw, type Session } from '../../src/store/session';
import type { Store } from '../../src/store/store';
import { statementsOf, type RunStatement } from './statements';

/**
 * How many rows of tables and indices the database reads for a piece of work: on MariaDB by its own counters, on SQLite
 * by running the statements of lists again with a condition that counts each row before any other condition is asked.
 */
export async function rowsRead(store: Store, work: (session: Session) => Promise<unknown>): Promise<number> {
  const { dialect, dataSource } = store;
  if (dialect.watch === null) {
    return store.read(async (session) => {
      const before = await handlerReads(session);
      await work(session);
      const after = await handlerReads(session);
      // To ask is to read, too.
      return after - before - ((await handlerReads(session)) - after);
    });
  }
  const statements = await statementsOf(store, () => store.read(work));
  return countRows(String(dataSource.options.database), statements, dialect.watch);
}

async function handlerReads(session: Session): Promise<number> {
  const rows = await session.select(raw("SHOW SESSION STATUS LIKE 'Handler_read%'"));
  return rows
    .filter((row) => row['Variable_name'] !== 'Handler_read_retry')
    .reduce((sum, row) => sum + Number(row['Value']), 0);
}

/** Said where a statement ends at its limit of rows. */
const ENOUGH = 'as many rows as it may read';

function countRows(path: string, statements: readonly RunStatement[], watch: string): number {
  const database = new DatabaseSync(path);
  let rows = 0;
  database.function('count_row', (_until: number, _key: number, most: number) => {
    rows += 1;
    if (rows > most) throw new Error(ENOUGH);
    return 1;
  });
  database.function('within_limits', (_until: number, _key: number, _most: number) => 1);
  for (const { text, params } of statements) {
    if (!text.includes(watch)) continue;
    const counting = database.prepare(text.replaceAll(watch, 'count_row(?, ?, ?)'));
    try {
      counting.all(...(params as (string | number)[]));
    } catch (error) {
      if (!String(error).includes(ENOUGH)) throw error;
    }
  }
  database.close();
  return rows;
}
