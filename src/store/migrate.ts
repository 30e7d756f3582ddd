import type { DataSource, QueryRunner } from 'typeorm';
import { unavailable } from '../core/errors';
import { MIGRATION_TABLE } from './data-source-options';
import { dialectOf } from './dialect';
import { outward, storeFault } from './faults';

/** The schema has changes that this version does not know: what it would write might not fit them. */
class NewerDatabase extends Error {
  readonly code = 'NEWER_DATABASE';

  constructor(migrations: readonly string[]) {
    super(
      `the database is newer than this version, which does not know its migrations ${migrations.join(', ')}: ` +
        'start the version that made them, or a newer one',
    );
    this.name = 'NewerDatabase';
  }
}

/**
 * Brings the schema up to date. Replicas that start together take turns, so each migration is done once.
 * @throws NewerDatabase before anything is changed
 * @throws Refusal UNAVAILABLE when another replica has been at it for over a minute
 */
export async function migrate(dataSource: DataSource): Promise<void> {
  const { schemaLock, transactionalSchema } = dialectOf(dataSource);
  const run = async (): Promise<void> => {
    await assertKnown(dataSource);
    await dataSource.runMigrations({ transaction: transactionalSchema ? 'each' : 'none' });
  };
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

/** So long a start waits for another process that has the file. */
export const START_LIMIT_MS = 60_000;
const ATTEMPTS = 10;
const PAUSE_MS = 200;

/**
 * Runs what other processes may be at too, without a lock to take: a migration is one transaction, so who comes second
 * fails whole, and then finds it done.
 */
export async function runBesideOthers<R>(run: () => Promise<R>, attempts = ATTEMPTS): Promise<R> {
  const giveUpAt = performance.now() + START_LIMIT_MS;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      const isOver = storeFault(error) === 'RETRY' ? performance.now() > giveUpAt : attempt === attempts;
      if (isOver || error instanceof NewerDatabase) throw outward(error);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * (0.5 + Math.random())));
    }
  }
}

/** Whether the only column of the answer's only row is 1. */
async function said(runner: QueryRunner, query: string): Promise<boolean> {
  const [row] = (await runner.query(query)) as Record<string, unknown>[];
  return Object.values(row ?? {}).some((value) => Number(value) === 1);
}

/** Throws where the schema lacks a migration that this version knows, or has one that it does not know. */
export async function assertUpToDate(dataSource: DataSource): Promise<void> {
  await assertKnown(dataSource);
  if (!(await dataSource.showMigrations())) return;
  throw new Error('the database is behind this version: start the server, or run `npm run cli -- migrate`');
}

/** @throws NewerDatabase where a migration was done that this version does not know */
async function assertKnown(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  try {
    if (!(await runner.hasTable(MIGRATION_TABLE))) return;
    const done = (await runner.query(`SELECT name FROM ${MIGRATION_TABLE} ORDER BY timestamp`)) as { name: string }[];
    const known = new Set(dataSource.migrations.map((migration) => migration.name ?? migration.constructor.name));
    const unknown = done.filter(({ name }) => !known.has(name));
    if (unknown.length > 0) throw new NewerDatabase(unknown.map(({ name }) => name));
  } finally {
    await runner.release();
  }
}
