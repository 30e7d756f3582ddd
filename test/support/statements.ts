import type { DataSource } from 'typeorm';
import type { Store } from '../../src/store/store';

/** A statement as the driver got it. */
export interface RunStatement {
  readonly text: string;
  readonly params: readonly unknown[];
}

/** The statements that a store runs meanwhile, on all of its connections. */
export async function statementsOf(store: Store, work: () => Promise<unknown>): Promise<RunStatement[]> {
  const statements: RunStatement[] = [];
  const ignore = (): void => undefined;
  const logger = {
    logQuery: (text: string, params: readonly unknown[] = []) => statements.push({ text, params: [...params] }),
    ...{ logQueryError: ignore, logQuerySlow: ignore, logSchemaBuild: ignore, logMigration: ignore, log: ignore },
  };
  // Of its connections the store shows only the one that writes.
  const all = Reflect.get(store, 'all') as readonly DataSource[];
  const before = all.map((dataSource) => ({ dataSource, logger: dataSource.logger }));
  for (const { dataSource } of before) dataSource.logger = logger;
  try {
    await work();
  } finally {
    for (const { dataSource, logger: own } of before) dataSource.logger = own;
  }
  return statements;
}
