import { createConnection, type Connection } from 'mysql2/promise';

/** Runs statements on a connection of the test's own, past the store. MariaDB only. */
export async function withConnection<R>(url: string, work: (connection: Connection) => Promise<R>): Promise<R> {
  const connection = await createConnection({ uri: url, timezone: 'Z' });
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}
