import { mkdir, readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { dirname } from 'node:path';
import { createConnection, type SslOptions } from 'mysql2/promise';
import type { DataSourceOptions } from 'typeorm';
import { EmbeddedDatabase } from './embedded-driver';
import { SnakeNamingStrategy } from './naming';

/** Options of the writing connection, and of the read-only ones where they are apart. */
export interface OpenOptions {
  readonly main: DataSourceOptions;
  readonly reader: DataSourceOptions | null;
}

/** Where the migrations that were done are noted. */
export const MIGRATION_TABLE = 'migration';

const CONNECT_LIMIT_MS = 2_000;
/** Waiting for another process's lock blocks this whole process: short, and tried again outside the driver. */
const BUSY_LIMIT_MS = 200;

/**
 * Pages of the file that a connection keeps, 16 MiB at most and as they are read. With the usual 2 MiB the thousand tasks
 * that one agency sees of a million don't fit: each list of theirs read them from the file anew, ten times slower.
 */
const CACHE = 'cache_size = -16384';

interface Pragmas {
  pragma(text: string): unknown;
}

/** Reads a database URL, and the file of the authority that it may name. Throws on a scheme that is not served. */
export async function dataSourceOptions(url: string, pool: { connections: number }): Promise<OpenOptions> {
  const common = { namingStrategy: new SnakeNamingStrategy(), migrationsTableName: MIGRATION_TABLE };
  const scheme = url.slice(0, url.indexOf(':'));
  if (scheme === 'sqlite') {
    const database = url.slice('sqlite:'.length);
    await mkdir(dirname(database), { recursive: true });
    const embedded = {
      ...common,
      type: 'better-sqlite3',
      driver: EmbeddedDatabase,
      database,
      timeout: BUSY_LIMIT_MS,
    } as const;
    return {
      main: { ...embedded, prepareDatabase: prepareWriter },
      reader: { ...embedded, prepareDatabase: prepareReader },
    };
  }
  if (scheme !== 'mysql' && scheme !== 'mariadb') throw new Error(`DATABASE_URL: unknown scheme "${scheme}"`);
  const server = await serverAt(url);
  const main: DataSourceOptions = {
    ...common,
    type: await productOf(server),
    ...server,
    timezone: 'Z',
    charset: 'utf8mb4',
    supportBigNumbers: true,
    bigNumberStrings: true,
    connectTimeout: CONNECT_LIMIT_MS,
    poolSize: pool.connections,
  };
  return { main, reader: null };
}

function prepareWriter(database: Pragmas): void {
  database.pragma('journal_mode = WAL');
  // An acknowledged command must survive a power cut.
  database.pragma('synchronous = FULL');
  database.pragma(CACHE);
}

function prepareReader(database: Pragmas): void {
  database.pragma('query_only = ON');
  database.pragma(CACHE);
}

/** How a server is reached. */
interface ServerAddress {
  readonly url: string;
  readonly ssl?: SslOptions;
}

/** Of an address with `?ca=FILE`, encrypted, and only where that authority vouches for the server's name. */
async function serverAt(text: string): Promise<ServerAddress> {
  const url = new URL(text.replace(/^mariadb:/, 'mysql:'));
  const ca = url.searchParams.get('ca');
  if (ca === null) return { url: url.href };
  url.searchParams.delete('ca');
  // The driver compares names alone: with an address it would take any certificate of the authority for "localhost".
  if (isIP(url.hostname.replace(/^\[|\]$/g, ''))) {
    throw new Error('DATABASE_URL: with ca= the host must be a name, that of the certificate');
  }
  return { url: url.href, ssl: { ca: await readFile(ca, 'utf8'), rejectUnauthorized: true, verifyIdentity: true } };
}

/**
 * The server's own word decides, not the URL: with the wrong type the schema never equals the rows.
 * Throws where transactions do not stand on snapshots: boards would then show what was never so at one moment.
 */
async function productOf({ url, ...how }: ServerAddress): Promise<'mysql' | 'mariadb'> {
  const connection = await createConnection({ uri: url, ...how, connectTimeout: CONNECT_LIMIT_MS });
  try {
    const names = "('tx_isolation', 'transaction_isolation')";
    const [levels] = await connection.query(`SHOW VARIABLES WHERE Variable_name IN ${names}`);
    if (!/REPEATABLE-READ|SERIALIZABLE/.test(JSON.stringify(levels))) {
      throw new Error('the database must run with transaction isolation REPEATABLE-READ');
    }
    const [rows] = await connection.query('SELECT VERSION() AS version');
    return JSON.stringify(rows).includes('MariaDB') ? 'mariadb' : 'mysql';
  } finally {
    await connection.end();
  }
}
