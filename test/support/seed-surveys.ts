import type { DataSource, ObjectLiteral } from 'typeorm';
import { searchTokens } from '../../src/core/search-tokens';
import { AssignmentRow } from '../../src/store/rows/assignment.row';
import { TaskAgencyRow, TaskMemberRow, TaskReferenceRow, TaskRow } from '../../src/store/rows/task.row';
import { join, raw, sql, type Rows, type Sql } from '../../src/store/session';
import type { Store } from '../../src/store/store';
import { surveyRows } from './surveys';

/** Rows of one statement: below what SQLite takes in parameters. */
const AT_ONCE = 900;

/** Writes so many surveys past the door; every command would take hours. Indices of large numbers are made afterwards. */
export async function seedSurveys(store: Store, count: number): Promise<void> {
  const source = store.dataSource;
  const isLarge = count > 100_000;
  const makeIndices = isLarge ? await dropIndices(source) : null;
  const runner = source.createQueryRunner();
  await runner.query(store.dialect.beginWrite);
  for (let from = 0; from < count; from += AT_ONCE) {
    const rows = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, i) => surveyRows(from + i));
    const insert = async (of: Rows, values: readonly object[]): Promise<void> => {
      for (const { text, params } of inserts(source, of, values)) await runner.query(text, params);
    };
    await insert(
      TaskRow,
      rows.map(({ task }) => task),
    );
    await insert(
      TaskAgencyRow,
      rows.flatMap(({ agencies }) => agencies),
    );
    await insert(
      TaskMemberRow,
      rows.flatMap(({ members }) => members),
    );
    await insert(
      TaskReferenceRow,
      rows.flatMap(({ references }) => references),
    );
    await insert(
      AssignmentRow,
      rows.flatMap(({ assignments }) => assignments),
    );
    const { text, params } = tokensOf(rows.map(({ task }) => task));
    await runner.query(text, [...params]);
  }
  await runner.query('COMMIT');
  await runner.release();
  await makeIndices?.();
}

function inserts(source: DataSource, of: Rows, values: readonly object[]): { text: string; params: unknown[] }[] {
  if (values.length === 0) return [];
  const { columns, tableName } = source.getMetadata(of);
  const names = columns.map((column) => column.databaseName);
  const row = `(${names.map(() => '?').join(', ')})`;
  const params = (values as ObjectLiteral[]).flatMap((value) =>
    columns.map((column) => source.driver.preparePersistentValue(value[column.propertyName], column) as unknown),
  );
  const text = `INSERT INTO ${tableName} (${names.join(', ')}) VALUES ${values.map(() => row).join(', ')}`;
  return [{ text, params }];
}

/** What searches find them by. */
function tokensOf(tasks: readonly TaskRow[]): Sql {
  const values = tasks.map((task) => sql`(${task.operation}, ${task.id}, ${task.updatedSeq}, ${searchTokens(task)})`);
  return sql`INSERT INTO search_tokens (operation_id, task_id, from_seq, tokens) VALUES ${join(values, ', ', '')}`;
}

const SEEDED = ['task', 'task_agency', 'task_assignment'];

/** Drops what can be made faster at once than kept; gives back how to make it. */
async function dropIndices(source: DataSource): Promise<() => Promise<void>> {
  const runner = source.createQueryRunner();
  const tables = await runner.getTables(SEEDED);
  for (const table of tables) await runner.dropIndices(table, [...table.indices]);
  await runner.release();
  return async () => {
    const maker = source.createQueryRunner();
    for (const { name } of tables) {
      const indices = source.entityMetadatas.find((each) => each.tableName === name.split('.').at(-1))?.indices ?? [];
      for (const index of indices) {
        const columns = index.columns.map((column) => column.databaseName).join(', ');
        const unique = index.isUnique ? 'UNIQUE ' : '';
        await maker.query(
          raw(`CREATE ${unique}INDEX ${index.name} ON ${index.entityMetadata.tableName} (${columns})`).text,
        );
      }
    }
    await maker.release();
  };
}
