import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { KeyRing } from '../src/core/key-ring';
import { canUseMariadb } from '../test/support/programs.js';
import { startPrivateMariadb } from '../test/support/private-mariadb';
import { BareMysql, BareSqlite, type BareDatabase } from './bare';

/** A database to measure on: one for Liandong, and one beside it for the floor. */
export interface BenchDatabase {
  /** With its version. */
  readonly name: string;
  /** How sure a commit is. */
  readonly commits: string;
  readonly url: string;
  openBare(callers: number): Promise<BareDatabase>;
}

/** Where the benchmark runs; `clear` leaves nothing of it behind. */
export class Ground {
  private readonly endings: (() => Promise<unknown>)[] = [];

  private constructor(
    readonly folder: string,
    private readonly kept: string | null,
  ) {
    this.endings.push(() => rm(folder, { recursive: true, force: true }));
  }

  /**
   * @param kept folder for what stays: Liandong's SQLite file, and on a server that is given its database. What was
   *   seeded once is measured again without.
   */
  static async lay(kept: string | null = null): Promise<Ground> {
    if (kept !== null) await mkdir(kept, { recursive: true });
    return new Ground(await mkdtemp(join(tmpdir(), 'liandong-bench-')), kept);
  }

  /** Called by `clear`, the last that was given first. */
  atEnd(end: () => Promise<unknown>): void {
    this.endings.push(end);
  }

  async clear(): Promise<void> {
    const faults: unknown[] = [];
    for (const end of this.endings.splice(0).reverse()) await end().catch((fault: unknown) => faults.push(fault));
    if (faults.length > 0) throw new AggregateError(faults, 'the benchmark left something behind');
  }

  /** A key ring in the folder. */
  async sealKeys(): Promise<string> {
    const file = join(this.folder, 'seal-keys.json');
    await writeFile(file, KeyRing.generate().json, { mode: 0o600 });
    return file;
  }

  /** SQLite, and MariaDB or MySQL where there is one to use; or the one that is named. */
  async databases(only = ''): Promise<BenchDatabase[]> {
    const sqlite = only === 'mariadb' ? [] : [this.sqlite()];
    return only !== 'sqlite' && canUseMariadb() ? [...sqlite, await this.mariadb()] : sqlite;
  }

  private sqlite(): BenchDatabase {
    const memory = new DatabaseSync(':memory:');
    const row = memory.prepare('SELECT sqlite_version() AS version').get() as { version: string };
    memory.close();
    return {
      name: `SQLite ${row.version}`,
      commits: 'WAL, synchronous=FULL',
      url: `sqlite:${join(this.kept ?? this.folder, 'liandong.db')}`,
      openBare: async () => new BareSqlite(join(this.folder, 'floor.db')),
    };
  }

  private async mariadb(): Promise<BenchDatabase> {
    const given = process.env['TEST_MARIADB_URL'];
    const server = given ?? (await this.startServer());
    const connection = await createConnection(server);
    this.atEnd(() => connection.end());
    // A server of our own serves tests as a rule, which need no durability; one that was given keeps its settings.
    if (given === undefined) await connection.query('SET GLOBAL innodb_flush_log_at_trx_commit = 1');
    const asked = 'SELECT VERSION() AS version, @@innodb_flush_log_at_trx_commit AS flush';
    const [[told]] = await connection.query<RowDataPacket[]>(asked);
    const [url = '', floorUrl = ''] = await Promise.all(
      ['liandong', 'floor'].map(async (purpose) => {
        const isKept = this.kept !== null && purpose === 'liandong';
        const name = isKept ? `bench_kept_${basename(this.kept)}` : `bench_${purpose}_${process.pid}`;
        await connection.query(`CREATE DATABASE IF NOT EXISTS ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
        if (!isKept) this.atEnd(() => connection.query(`DROP DATABASE ${name}`));
        return Object.assign(new URL(server), { pathname: `/${name}` }).href;
      }),
    );
    return {
      name: nameOf(String(told?.['version'])),
      commits: `innodb_flush_log_at_trx_commit=${String(told?.['flush'])}`,
      url,
      openBare: (callers) => BareMysql.open(floorUrl, callers),
    };
  }

  private async startServer(): Promise<string> {
    const server = await startPrivateMariadb();
    this.atEnd(() => server.stop());
    return server.url;
  }
}

function nameOf(version: string): string {
  const number = version.split('-')[0] ?? version;
  return `${version.includes('MariaDB') ? 'MariaDB' : 'MySQL'} ${number}`;
}
