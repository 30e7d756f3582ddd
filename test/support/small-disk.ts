import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RowDataPacket } from 'mysql2/promise';
import { testConfig } from './app';
import { withConnection } from './connection';
import type { ServerProcess } from './server-process';
import { onMariadb } from './store';

/** A database whose disk can be filled and given room again, without a disk of its own: that would need root. */
export interface SmallDisk {
  readonly settings: Readonly<Record<string, string>> & { readonly DATABASE_URL: string };
  fill(server: ServerProcess): Promise<void>;
  free(server: ServerProcess): Promise<void>;
}

/** Of the kind that this project tests. */
export async function smallDisk(): Promise<SmallDisk> {
  const { databaseUrl, sealKeysFile } = await testConfig({ onDisk: true });
  const settings = { DATABASE_URL: databaseUrl, SEAL_KEYS: sealKeysFile, DEMO: 'on' };
  return { settings, ...(onMariadb ? fullTables(databaseUrl) : limitedFiles) };
}

/** The system refuses the process to write beyond so much of any file; the embedded database writes its own. */
const limitedFiles: Pick<SmallDisk, 'fill' | 'free'> = {
  fill: ({ pid }) => limitFiles(pid, '4096'),
  free: ({ pid }) => limitFiles(pid, 'unlimited'),
};

async function limitFiles(pid: number, bytes: string): Promise<void> {
  // The soft limit alone, which may be raised again.
  await promisify(execFile)('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]);
}

/** Each table answers what InnoDB does when its disk is full: a server that is really out of room may fall over itself. */
function fullTables(url: string): Pick<SmallDisk, 'fill' | 'free'> {
  const onEachTable = (statement: (table: string) => string): Promise<void> =>
    withConnection(url, async (connection) => {
      const [tables] = await connection.query<RowDataPacket[]>('SHOW TABLES');
      for (const row of tables) await connection.query(statement(String(Object.values(row)[0])));
    });
  return {
    fill: () =>
      onEachTable(
        (table) => `CREATE TRIGGER full_${table} BEFORE INSERT ON ${table} FOR EACH ROW SIGNAL SQLSTATE 'HY000'
          SET MYSQL_ERRNO = 1114, MESSAGE_TEXT = 'The table ''${table}'' is full'`,
      ),
    free: () => onEachTable((table) => `DROP TRIGGER full_${table}`),
  };
}
