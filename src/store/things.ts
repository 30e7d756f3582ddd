import { isKind, type SubjectDefinition } from '../core/definition';
import type { TaskThing, Thing } from '../core/thing';
import type { Rows, Session } from './session';
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
  return session.find(definition.row as Rows<Thing>, { operation: where.operation, id: where.ids });
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
