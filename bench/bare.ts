import { DatabaseSync } from '@photostructure/sqlite';
import { createConnection, type Connection } from 'mysql2/promise';

/** A statement with its values. */
export interface Bare {
  readonly text: string;
  readonly values: readonly string[];
}

/** Connections of a driver alone, one for each caller where the database can have several writers. */
export interface BareDatabase {
  /** Runs statements in one transaction, as durable as Liandong's. */
  transaction(caller: number, statements: readonly Bare[]): Promise<void>;
  close(): Promise<void>;
}

type Prepared = ReturnType<InstanceType<typeof DatabaseSync>['prepare']>;

/** SQLite: one connection, prepared statements. */
export class BareSqlite implements BareDatabase {
  private readonly database: InstanceType<typeof DatabaseSync>;
  private readonly prepared = new Map<string, Prepared>();

  constructor(path: string) {
    this.database = new DatabaseSync(path);
    this.database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  }

  async transaction(_caller: number, statements: readonly Bare[]): Promise<void> {
    this.database.exec('BEGIN IMMEDIATE');
    for (const { text, values } of statements) this.prepare(text).all(...values);
    this.database.exec('COMMIT');
  }

  async close(): Promise<void> {
    this.database.close();
  }

  private prepare(text: string): Prepared {
    const prepared = this.prepared.get(text) ?? this.database.prepare(text);
    this.prepared.set(text, prepared);
    return prepared;
  }
}

/** MariaDB or MySQL: a connection for each caller. */
export class BareMysql implements BareDatabase {
  private constructor(private readonly connections: readonly Connection[]) {}

  static async open(url: string, callers: number): Promise<BareMysql> {
    return new BareMysql(await Promise.all(Array.from({ length: callers }, () => createConnection(url))));
  }

  async transaction(caller: number, statements: readonly Bare[]): Promise<void> {
    const connection = this.connections[caller];
    if (!connection) throw new Error(`there is no connection for caller ${caller}`);
    await connection.query('START TRANSACTION');
    for (const { text, values } of statements) await connection.query(text, [...values]);
    await connection.query('COMMIT');
  }

  async close(): Promise<void> {
    await Promise.all(this.connections.map((connection) => connection.end()));
  }
}
