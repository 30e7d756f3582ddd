import { DataSource, Table, type EntityManager } from 'typeorm';
import { ArrestTripRow } from '../../src/kinds/arrest-trip/rows';
import { dataSourceOptions } from '../../src/store/data-source-options';
import { AgencyRow, MemberRow } from '../../src/store/rows/directory.row';
import { OperationHeadRow } from '../../src/store/rows/operation.row';
import { TaskMemberRow, TaskRow } from '../../src/store/rows/task.row';
import { openDataSource } from '../../src/store/store';
import { PeerLogRow, PeerTripRow } from './rows';

const OWN = [PeerTripRow, PeerLogRow];
/** As many connections as Liandong has to a server. */
const CONNECTIONS = 20;

/** Opens Liandong's database by the same options, and makes the peer's own tables in it. */
export async function openPeerDatabase(url: string): Promise<DataSource> {
  const { main } = await dataSourceOptions(url, { connections: CONNECTIONS });
  const entities = [OperationHeadRow, AgencyRow, MemberRow, TaskRow, TaskMemberRow, ArrestTripRow, ...OWN];
  const database = await openDataSource(new DataSource({ ...main, entities }));
  const runner = database.createQueryRunner();
  for (const row of OWN) await runner.createTable(Table.create(database.getMetadata(row), database.driver), true);
  await runner.release();
  return database;
}

/** Runs work in a transaction of its own. */
export type Transaction = <T>(work: (manager: EntityManager) => Promise<T>) => Promise<T>;

/** Of a database file TypeORM has one connection, on which transactions would nest: there they wait for one another. */
export function transactionsOf(database: DataSource): Transaction {
  if (database.options.type !== 'better-sqlite3') return (work) => database.transaction(work);
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(() => database.transaction(work));
    last = next.catch(() => undefined);
    return next;
  };
}
