import DataLoader from 'dataloader';
import { In, type DataSource, type EntityTarget } from 'typeorm';
import { ArrestTripRow } from '../../src/kinds/arrest-trip/rows';
import { AgencyRow, MemberRow } from '../../src/store/rows/directory.row';
import { TaskMemberRow, type TaskRow } from '../../src/store/rows/task.row';
import { groupBy } from '../../src/store/things';
import type { Transaction } from './database';

/** What resolvers of one request share. */
export interface PeerContext {
  readonly database: DataSource;
  readonly transaction: Transaction;
  readonly agency: DataLoader<string, AgencyRow>;
  readonly member: DataLoader<string, MemberRow>;
  /** What a task has as a trip. */
  readonly trip: DataLoader<TaskRow, ArrestTripRow>;
  /** Ids of a task's members, in their order. */
  readonly memberIds: DataLoader<TaskRow, string[]>;
}

/** A context with loaders of its own, as each request gets one. */
export function contextOf(database: DataSource, transaction: Transaction): PeerContext {
  return {
    database,
    transaction,
    agency: byId(database, AgencyRow),
    member: byId(database, MemberRow),
    trip: new DataLoader(async (tasks) => {
      const { operation, ids } = keysOf(tasks);
      const rows = await database.getRepository(ArrestTripRow).findBy({ operation, id: ids });
      const found = new Map(rows.map((row) => [row.id, row]));
      return tasks.map(({ id }) => found.get(id) ?? new Error(`there is no trip ${id}`));
    }),
    memberIds: new DataLoader(async (tasks) => {
      const { operation, ids } = keysOf(tasks);
      const where = { operation, task: ids };
      const rows = await database.getRepository(TaskMemberRow).find({ where, order: { member: 'ASC' } });
      const byTask = groupBy(rows, ({ task }) => task);
      return tasks.map(({ id }) => (byTask.get(id) ?? []).map(({ member }) => member));
    }),
  };
}

function byId<T extends { id: string }>(database: DataSource, row: EntityTarget<T>): DataLoader<string, T> {
  return new DataLoader<string, T>(async (ids) => {
    const rows = await database.getRepository<{ id: string }>(row).findBy({ id: In([...ids]) });
    const found = new Map(rows.map((each) => [each.id, each as T]));
    return ids.map((id) => found.get(id) ?? new Error(`there is no ${id}`));
  });
}

/** Both parts of the tables' keys, so that they are read by them. */
function keysOf(tasks: readonly TaskRow[]): {
  operation: ReturnType<typeof In<string>>;
  ids: ReturnType<typeof In<string>>;
} {
  return { operation: In([...new Set(tasks.map((task) => task.operation))]), ids: In(tasks.map(({ id }) => id)) };
}
