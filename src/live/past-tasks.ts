import { fieldsOf, partFieldsOf, partRulesOf, REMARK_FIELDS, type KindDefinition } from '../core/definition';
import type { Json } from '../core/canonical-json';
import type { Registry } from '../core/registry';
import { foldEntry, type ReplayedThing } from '../core/replay';
import type { TaskThing } from '../core/thing';
import type { FieldRule } from '../core/visibility';
import { LogEntryRow } from '../store/rows/log-entry.row';
import { TaskAgencyRow, type TaskHistoryRow } from '../store/rows/task.row';
import { raw, sql, type Session, type Sql } from '../store/session';
import { groupBy } from '../store/things';

/**
 * Tasks as they stood at a position. What has not changed since is read from the tasks themselves, so that only the
 * others cost a look into the history.
 */

/** Headers at a position of those tasks that have changed since; a table with the columns of `task`, without a name. */
export function versionsAt(session: Session, operation: string, at: number): Sql {
  const changed = raw(`task n${session.dialect.useIndex('task_changed')}`);
  return sql`(SELECT h.*, h.task_id AS id, h.from_seq AS updated_seq FROM ${changed}
    JOIN task_history h ON h.operation_id = n.operation_id AND h.task_id = n.id
      AND h.from_seq <= ${at} AND h.to_seq > ${at}
    WHERE n.operation_id = ${operation} AND n.updated_seq > ${at})`;
}

/** Headers at a position of whatever tasks; for single ones, found by their ids. */
export function anyVersionAt(operation: string, at: number): Sql {
  return sql`(SELECT h.*, h.task_id AS id, h.from_seq AS updated_seq FROM task_history h
    WHERE h.operation_id = ${operation} AND h.from_seq <= ${at} AND h.to_seq > ${at})`;
}

/** Tasks from versions of their headers, with the values and lists that the log had told by then, and the agencies of now. */
export async function pastTasks(
  session: Session,
  registry: Registry,
  { versions, at }: { versions: readonly TaskHistoryRow[]; at: number },
): Promise<TaskThing[]> {
  const operation = versions[0]?.operation;
  if (operation === undefined) return [];
  const ids = versions.map(({ task }) => task);
  const entries = await session.selectRows(
    LogEntryRow,
    sql`SELECT e.* FROM log_entry e WHERE e.operation_id = ${operation} AND e.subject_id IN (${ids}) AND e.seq <= ${at}
      ORDER BY e.seq`,
  );
  const told = groupBy(entries, (entry) => entry.subject);
  const agencies = groupBy(await session.find(TaskAgencyRow, { operation, task: ids }), (row) => row.task);
  return versions.map((version) => {
    const { task: id, fromSeq: _from, toSeq: _to, ...header } = version;
    const kind = registry.getKind(header.kind);
    const replayed = foldAll(kind, told.get(id) ?? []);
    const values = valuesOf(kind, replayed);
    const members = Array.isArray(values['members']) ? (values['members'] as string[]) : [];
    const relations = (agencies.get(id) ?? []).map(({ agency, relation }) => ({ agency, relation }));
    return { ...values, ...header, id, members, agencies: relations, partsThen: partsOf(kind, replayed) };
  });
}

function foldAll(kind: KindDefinition, entries: readonly LogEntryRow[]): ReplayedThing | undefined {
  const parts = Object.keys(partRulesOf(kind));
  let thing: ReplayedThing | undefined;
  for (const entry of entries) thing = foldEntry(thing, entry, parts);
  return thing;
}

/** Values as rows keep them: references in place of what is sealed, and no remarks. */
function valuesOf(kind: KindDefinition, thing: ReplayedThing | undefined): Readonly<Record<string, Json>> {
  const values = Object.entries(thing?.values ?? {}).filter(([name]) => !(name in REMARK_FIELDS));
  return asKept(fieldsOf(kind), Object.fromEntries(values));
}

/** Elements of every list as their rows kept them. */
function partsOf(kind: KindDefinition, thing: ReplayedThing | undefined): NonNullable<TaskThing['partsThen']> {
  const lists = Object.entries(partRulesOf(kind)).map(([name, rules]) => {
    const elements = Object.entries(thing?.parts[name] ?? {});
    const fields = partFieldsOf(rules);
    return [name, elements.map(([key, values]) => ({ ...asKept(fields, values), [rules.key]: key }))] as const;
  });
  return Object.fromEntries(lists);
}

function asKept(
  rules: ReadonlyMap<string, FieldRule>,
  values: Readonly<Record<string, Json>>,
): Readonly<Record<string, Json>> {
  const kept = Object.entries(values).map(
    ([name, value]) => [name, rules.get(name)?.sealed === true ? referenceOf(value) : value] as const,
  );
  return Object.fromEntries(kept);
}

function referenceOf(value: Json): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value['ref'] ?? null) : value;
}
