import { isKind, type SubjectDefinition } from '../core/definition';
import { fieldOf, type TaskThing, type Thing, type Tie } from '../core/thing';
import { tiesAskedBy } from '../core/ties';
import { sql, type Rows, type Session } from './session';
import { TaskAgencyRow, TaskMemberRow, TaskRow } from './rows/task.row';

/**
 * Rows put together to the things that rules and sight look at: a task is its header, its kind's row, its members
 * and its agencies. Batched: one statement a table, however many things.
 */

/** Things of one definition by their ids, in no order; what is not there is left out. */
export async function findThings(
  session: Session,
  definition: SubjectDefinition,
  where: { operation: string; ids: readonly string[] },
): Promise<Thing[]> {
  if (isKind(definition)) {
    const { operation, ids } = where;
    const headers = await session.find(TaskRow, { operation, id: ids, kind: definition.kind });
    return tasksOf(session, [definition], headers);
  }
  const rows = await session.find(definition.row as Rows<Thing>, { operation: where.operation, id: where.ids });
  return withTies(session, definition, rows);
}

/** Records with their ties, where a row of their need-to-know table asks for some; one statement for all. */
export async function withTies<T extends Thing>(
  session: Session,
  definition: SubjectDefinition,
  records: readonly T[],
): Promise<T[]> {
  const rules = definition.sight.filter((row) => tiesAskedBy(row).length > 0);
  if (records.length === 0 || rules.length === 0) return [...records];
  const fields = ['id', ...new Set(rules.flatMap(({ via }) => via ?? []))];
  const namesOf = (record: T): [field: string, name: string][] =>
    fields.flatMap((field): [string, string][] => {
      const name = fieldOf(record, field);
      return typeof name === 'string' ? [[field, name]] : [];
    });
  const operations = [...new Set(records.map((record) => record.operation))];
  const targets = [...new Set(records.flatMap((record) => namesOf(record).map(([, name]) => name)))];
  const relating = sql`FROM task_reference r JOIN task t ON t.operation_id = r.operation_id AND t.id = r.task_id`;
  const within = sql`r.operation_id IN (${operations}) AND r.target_id IN (${targets})`;
  const found = await session.select(
    sql`SELECT r.target_id AS target, t.state AS state, a.relation AS relation, a.agency_id AS who ${relating}
        JOIN task_agency a ON a.operation_id = r.operation_id AND a.task_id = r.task_id WHERE ${within}
      UNION SELECT r.target_id AS target, t.state AS state, 'NAMED' AS relation, m.member_id AS who ${relating}
        JOIN task_member m ON m.operation_id = r.operation_id AND m.task_id = r.task_id WHERE ${within}`,
  );
  const byTarget = groupBy(found, (row) => String(row['target']));
  return records.map((record) => {
    const ties = namesOf(record).flatMap(([by, name]) => (byTarget.get(name) ?? []).map((row) => tieOf(by, row)));
    return Object.assign(record, { ties });
  });
}

function tieOf(by: string, { state, relation, who }: Readonly<Record<string, unknown>>): Tie {
  return { by, state: String(state), relation: relation as Tie['relation'], who: String(who) };
}

/** The same in several operations: records by one statement, tasks by those of each operation. */
export async function findThingsAcross(
  session: Session,
  definition: SubjectDefinition,
  idsByOperation: ReadonlyMap<string, readonly string[]>,
): Promise<Thing[]> {
  if (!isKind(definition)) {
    const where = { operation: [...idsByOperation.keys()], id: [...idsByOperation.values()].flat() };
    return withTies(session, definition, await session.find(definition.row as Rows<Thing>, where));
  }
  const things: Thing[] = [];
  for (const [operation, ids] of idsByOperation) {
    things.push(...(await findThings(session, definition, { operation, ids })));
  }
  return things;
}

/** Tasks of any kind from their headers, in the headers' order; of one operation or of several. */
export async function tasksOf(
  session: Session,
  definitions: readonly SubjectDefinition[],
  headers: readonly TaskRow[],
): Promise<TaskThing[]> {
  if (headers.length === 0) return [];
  const operation = [...new Set(headers.map((header) => header.operation))];
  const ids = headers.map((header) => header.id);
  const members = groupBy(await session.find(TaskMemberRow, { operation, task: ids }), (row) => row.task);
  const agencies = groupBy(await session.find(TaskAgencyRow, { operation, task: ids }), (row) => row.task);
  const details = new Map<string, object>();
  for (const definition of definitions.filter(isKind)) {
    const ofKind = headers.filter((header) => header.kind === definition.kind).map((header) => header.id);
    const rows = await session.find(definition.row as Rows<Thing>, { operation, id: ofKind });
    for (const row of rows) details.set(row.id, row);
  }
  return headers.map((header) =>
    Object.assign({}, details.get(header.id), header, {
      members: (members.get(header.id) ?? []).map((row) => row.member),
      agencies: (agencies.get(header.id) ?? []).map(({ agency, relation }) => ({ agency, relation })),
    }),
  );
}

/** Groups by a key, keeping the order. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
