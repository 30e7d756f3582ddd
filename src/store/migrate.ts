import type { DataSource, QueryRunner } from 'typeorm';
import { unavailable } from '../core/errors';
import { dialectOf } from './dialect';

/**
 * Brings the schema up to date. Replicas that start together take turns, so each migration is done once.
 * @throws Refusal UNAVAILABLE when another replica has been at it for over a minute
 */
export async function migrate(dataSource: DataSource): Promise<void> {
  const { schemaLock, transactionalSchema } = dialectOf(dataSource);
  const run = (): Promise<unknown> => dataSource.runMigrations({ transaction: transactionalSchema ? 'each' : 'none' });
  if (schemaLock === null) {
    await runBesideOthers(run);
    return;
  }
  // The lock belongs to a connection, so it is held on one of its own until the end.
  const runner = dataSource.createQueryRunner();
  try {
    if (!(await said(runner, schemaLock.take))) throw unavailable();
    await run();
  } finally {
    await said(runner, schemaLock.giveBack).catch(() => false);
    await runner.release();
  }
}

const ATTEMPTS = 10;
const PAUSE_MS = 200;

/** Without a lock to take: a migration is one transaction, so who comes second fails whole, and then finds it done. */
async function runBesideOthers(run: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await run();
      return;
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * (0.5 + Math.random())));
    }
  }
}

/** Whether the only column of the answer's only row is 1. */
async function said(runner: QueryRunner, query: string): Promise<boolean> {
  const [row] = (await runner.query(query)) as Record<string, unknown>[];
  return Object.values(row ?? {}).some((value) => Number(value) === 1);
}

/** Throws where the schema lacks a migration that this version knows. */
export async function assertUpToDate(dataSource: DataSource): Promise<void> {
  if (!(await dataSource.showMigrations())) return;
  throw new Error('the database is behind this version: start the server, or run `npm run cli -- migrate`');
}
