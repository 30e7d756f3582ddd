import { DataSource, type MixedList, type QueryRunner } from 'typeorm';
import { dialectOf, portable, type Dialect } from './dialect';
import { dataSourceOptions } from './data-source-options';
import { isReadOnly, outward, storeFault } from './faults';
import { Lanes, type LaneLoad } from './lanes';
import { assertUpToDate, migrate, runBesideOthers, START_LIMIT_MS } from './migrate';
import { Room } from './room';
import { raw, Session, type Rows } from './session';

/** What a store is opened with. */
export interface StoreOptions {
  /** `sqlite:/path/to/file.db` or `mysql://user:password@host:port/name`. */
  readonly url: string;
  readonly rows: readonly Rows[];
  readonly migrations: readonly (new () => object)[];
  /** How long a command or a query waits for a connection. */
  readonly waitLimitMs?: number;
  /** False: the schema is left as it is, and one that is behind is an error. */
  readonly migrate?: boolean;
  /** Until `serve`, writes wait a minute for another process that has the file: it starts at the same time. */
  readonly patient?: boolean;
}

/** How much is going on in a store. */
export interface StoreLoad {
  readonly write: LaneLoad;
  readonly read: LaneLoad;
}

/** How a transaction is to be treated when its connection is lost. */
export interface WriteOptions {
  /** It may run again although its commit may have happened: it finds out by itself (an idempotency key). */
  readonly repeatable?: boolean;
}

const ATTEMPTS = 5;
const READERS = 4;
const ANSWER_LIMIT_MS = 1_000;
const POOL = 10;

/**
 * The database: transactions that are whole or not at all, and snapshots that stand still.
 * Writes on SQLite pass one fair queue; reads lease one of four read-only connections.
 */
export class Store {
  private readonly writers: Lanes<DataSource>;
  private readonly readers: Lanes<DataSource>;
  private patient: boolean;
  private readonly room = new Room((work) => this.write(work));

  private constructor(
    private readonly main: DataSource,
    private readonly all: readonly DataSource[],
    { waitLimitMs, patient }: { readonly waitLimitMs: number; readonly patient: boolean },
  ) {
    this.patient = patient;
    const single = dialectOf(main).singleWriter;
    this.writers = new Lanes(single ? [main] : Array<DataSource>(POOL).fill(main), waitLimitMs);
    this.readers = new Lanes(single ? all.slice(1) : Array<DataSource>(POOL).fill(main), waitLimitMs);
  }

  /** Opens the database, brings its schema up to date and makes ready to read. */
  static async open({
    url,
    rows,
    migrations,
    waitLimitMs = 2_000,
    patient = false,
    ...how
  }: StoreOptions): Promise<Store> {
    const options = await dataSourceOptions(url, { connections: POOL * 2 });
    const open = (): Promise<DataSource> =>
      openDataSource(new DataSource({ ...options.main, ...entities(rows, migrations) }));
    const main = await runBesideOthers(open, 1);
    const all = [main];
    try {
      if (how.migrate ?? true) await migrate(main);
      else await assertUpToDate(main);
      for (let i = 0; options.reader !== null && i < READERS; i += 1) {
        all.push(await openDataSource(new DataSource({ ...options.reader, ...entities(rows, []) })));
      }
      return new Store(main, all, { waitLimitMs, patient });
    } catch (error) {
      await Promise.all(all.map((dataSource) => dataSource.destroy()));
      throw error;
    }
  }

  get dialect(): Dialect {
    return dialectOf(this.main);
  }

  /** How many transactions and snapshots run or wait for a connection; for metrics. */
  get load(): StoreLoad {
    return { write: this.writers.load, read: this.readers.load };
  }

  /** The open data source, for migrations' own tests. */
  get dataSource(): DataSource {
    return this.main;
  }

  /** From now on somebody waits for answers: writes give up soon. */
  serve(): void {
    this.patient = false;
  }

  /**
   * Runs `work` in one transaction and commits it. What the database itself rolled back is run again from its
   * beginning, with jitter, at most 5 times. UNAVAILABLE when the database is away, full or too busy.
   */
  async write<R>(work: (session: Session) => Promise<R>, { repeatable = false }: WriteOptions = {}): Promise<R> {
    const giveUpAt = performance.now() + START_LIMIT_MS;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.writers.lease((dataSource) => transaction(dataSource, work));
      } catch (error) {
        const fault = storeFault(error);
        if (fault === 'FULL') this.room.noteFull();
        const again = fault === 'RETRY' || (fault === 'LOST' && repeatable);
        if (!again || this.isOver(attempt, giveUpAt)) throw outward(error);
        await pause(5 + Math.random() * 20 * 2 ** Math.min(attempt, ATTEMPTS));
      }
    }
  }

  private isOver(attempt: number, giveUpAt: number): boolean {
    return this.patient ? performance.now() > giveUpAt : attempt >= ATTEMPTS;
  }

  /** Runs `work` on one snapshot: everything it reads stood so at one moment. */
  async read<R>(work: (session: Session) => Promise<R>): Promise<R> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.readers.lease((dataSource) => snapshot(dataSource, work));
      } catch (error) {
        const fault = storeFault(error);
        // To write here is a bug of ours, whatever the database calls it. But what is sorted may have no room.
        if (isReadOnly(error) || fault === 'OTHER') throw error;
        if (attempt === 2 || (fault !== 'RETRY' && fault !== 'LOST')) throw outward(error);
        await pause(Math.random() * 50);
      }
    }
  }

  /** Whether the database answers within a second, and can write. */
  async answers(): Promise<boolean> {
    const asked = this.read((session) => session.select(raw('SELECT 1 AS one'))).then(
      () => this.room.isThere(),
      () => false,
    );
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, ANSWER_LIMIT_MS, false);
    });
    return Promise.race([asked, tooLate]).finally(() => {
      clearTimeout(timer);
    });
  }

  /** Closes every connection; does nothing when that was done. */
  async close(): Promise<void> {
    const [main, ...readers] = this.all.filter((dataSource) => dataSource.isInitialized);
    await Promise.all(readers.map((dataSource) => dataSource.destroy()));
    if (!main) return;
    // Whoever copies the file afterwards finds all of it there. Where its disk is full, it stays beside the file.
    if (this.dialect.checkpoint !== null) await main.query(this.dialect.checkpoint).catch(() => undefined);
    await main.destroy();
  }
}

function entities(
  rows: readonly Rows[],
  migrations: readonly (new () => object)[],
): { entities: Rows[]; migrations: MixedList<string | (new () => object)> } {
  return { entities: [...rows], migrations: [...migrations] };
}

/** Opens a data source whose rows are made of our portable columns. */
export async function openDataSource(dataSource: DataSource): Promise<DataSource> {
  const { supportedDataTypes } = dataSource.driver;
  // SQLite keeps any type name with "text" in it as text; TypeORM's list only lacks this one.
  if (!supportedDataTypes.includes('mediumtext')) supportedDataTypes.push('mediumtext');
  await dataSource.initialize();
  for (const { columns } of dataSource.entityMetadatas) {
    for (const column of columns) {
      const { charset, collation } = portable(column, dialectOf(dataSource));
      Object.assign(column, { charset, collation });
    }
  }
  return dataSource;
}

/**
 * A transaction by our own statements. TypeORM's keeps count of nested ones, and after an error that made the database
 * roll back by itself (disk full) the count stays wrong: acknowledged work was then never committed.
 */
async function transaction<R>(dataSource: DataSource, work: (session: Session) => Promise<R>): Promise<R> {
  return withRunner(dataSource, async (runner) => {
    const session = new Session(runner.manager);
    await session.run(raw(session.dialect.beginWrite));
    try {
      const result = await work(session);
      await session.run(raw('COMMIT'));
      return result;
    } catch (error) {
      await session.run(raw('ROLLBACK')).catch(() => abandon(runner));
      throw error;
    }
  });
}

async function snapshot<R>(dataSource: DataSource, work: (session: Session) => Promise<R>): Promise<R> {
  return withRunner(dataSource, async (runner) => {
    const session = new Session(runner.manager);
    await session.run(raw(session.dialect.beginSnapshot));
    try {
      return await work(session);
    } finally {
      await session.run(raw('COMMIT')).catch(() => undefined);
    }
  });
}

async function withRunner<R>(dataSource: DataSource, work: (runner: QueryRunner) => Promise<R>): Promise<R> {
  const runner = dataSource.createQueryRunner();
  try {
    return await work(runner);
  } finally {
    await runner.release();
  }
}

/** A pooled connection that would not roll back must not be used again: its next transaction would commit the rest. */
async function abandon(runner: QueryRunner): Promise<void> {
  const connection = (await runner.connect()) as { destroy?: () => void };
  connection.destroy?.();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
