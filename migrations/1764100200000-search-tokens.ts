import type { QueryRunner } from 'typeorm';
import { foldedTitle, searchTokens } from '../src/core/search-tokens';
import { column, optional } from '../src/store/columns';
import { addColumns, createTokenTable, defineMigration, type Step } from '../src/store/schema-builder';

/** Tasks that are read at once. */
const BATCH = 500;

interface TaskKey {
  readonly operation: string;
  readonly task: string;
}

/** What a task is called from a position on, or was once. */
interface Name extends TaskKey {
  readonly title: string;
  readonly number: string;
  readonly since: number | string;
}

/** Tasks that were there before they could be searched. */
const indexTasks: Step = {
  async up(runner) {
    // What a migration that was cut has written.
    await runner.query('DELETE FROM search_tokens');
    let tasks = await nextTasks(runner, { operation: '', task: '' });
    for (let last = tasks.at(-1); last !== undefined; last = tasks.at(-1)) {
      const names = await namesOf(runner, tasks);
      await insertTokens(runner, names);
      for (const name of names) await fold(runner, name);
      tasks = await nextTasks(runner, last);
    }
  },
  down: async () => undefined,
};

async function nextTasks(runner: QueryRunner, { operation, task }: TaskKey): Promise<TaskKey[]> {
  const tasks = `SELECT operation_id AS operation, id AS task FROM task
    WHERE operation_id > ? OR (operation_id = ? AND id > ?) ORDER BY operation_id, id LIMIT ${BATCH}`;
  return (await runner.query(tasks, [operation, operation, task])) as TaskKey[];
}

async function namesOf(runner: QueryRunner, tasks: readonly TaskKey[]): Promise<Name[]> {
  const operations = [...new Set(tasks.map(({ operation }) => operation))];
  const names = `SELECT operation_id AS operation, task_id AS task, title, number, MIN(from_seq) AS since
    FROM task_history WHERE operation_id IN (${marks(operations)}) AND task_id IN (${marks(tasks)})
    GROUP BY operation_id, task_id, title, number`;
  return (await runner.query(names, [...operations, ...tasks.map(({ task }) => task)])) as Name[];
}

async function insertTokens(runner: QueryRunner, names: readonly Name[]): Promise<void> {
  if (names.length === 0) return;
  const rows = names.map(() => '(?, ?, ?, ?)').join(', ');
  const values = names.flatMap((name) => [name.operation, name.task, name.since, searchTokens(name)]);
  await runner.query(`INSERT INTO search_tokens (operation_id, task_id, from_seq, tokens) VALUES ${rows}`, values);
}

async function fold(runner: QueryRunner, { operation, task, title }: Name): Promise<void> {
  const folded = foldedTitle(title);
  if (folded === null) return;
  const set = 'SET title_folded = ? WHERE operation_id = ?';
  await runner.query(`UPDATE task ${set} AND id = ? AND title = ?`, [folded, operation, task, title]);
  await runner.query(`UPDATE task_history ${set} AND task_id = ? AND title = ?`, [folded, operation, task, title]);
}

function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}

const folded = optional(column.text(4_000));

/** Text search: titles as they are compared, and the pairs of characters by which tasks are found. */
export const SearchTokens = defineMigration('1764100200000', 'SearchTokens', [
  addColumns('task', { title_folded: folded }),
  addColumns('task_history', { title_folded: folded }),
  createTokenTable('search_tokens', {
    operation_id: column.id(),
    task_id: column.id(),
    from_seq: column.big(),
  }),
  indexTasks,
]);
