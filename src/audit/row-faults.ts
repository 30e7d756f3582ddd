import { isDeepStrictEqual } from 'node:util';
import { fieldsOf, REMARK_FIELDS, type SubjectDefinition } from '../core/definition';
import type { Json } from '../core/canonical-json';
import type { Registry } from '../core/registry';
import type { Replayed, ReplayedThing } from '../core/replay';
import { isTask, type Thing } from '../core/thing';
import { OPEN_END, TaskHistoryRow } from '../store/rows/task.row';
import type { Rows, Session } from '../store/session';
import { findThings, groupBy } from '../store/things';

/** What is checked: an operation's rows, against what its log tells. */
export interface RowCheck {
  readonly operation: string;
  readonly replayed: Replayed;
}

/** Where rows and the replay of the log differ. */
export async function rowFaults(session: Session, registry: Registry, check: RowCheck): Promise<string[]> {
  const faults: string[] = [];
  for (const definition of registry.definitions) {
    const told = [...check.replayed.things].filter(([, thing]) => thing.type === definition.type);
    const ids = told.map(([id]) => id);
    const things = await findThings(session, definition, { operation: check.operation, ids });
    const rows = new Map(things.map((row) => [row.id, row]));
    for (const [id, thing] of told) {
      const row = rows.get(id);
      faults.push(...(row ? thingFaults(definition, row, thing) : [`${id} is in the log and has no row`]));
      faults.push(...(await partFaults(session, definition, { id, operation: check.operation, told: thing })));
    }
    faults.push(...(await historyFaults(session, check.operation, things)));
  }
  return faults;
}

function thingFaults(definition: SubjectDefinition, row: Thing, told: ReplayedThing): string[] {
  const kept: Readonly<Record<string, unknown>> = { ...row };
  const { version, createdAt, updatedAt } = told;
  const rules = fieldsOf(definition);
  const values = Object.entries(told.values)
    .filter(([name]) => !(name in REMARK_FIELDS))
    .map(([name, value]): [string, Json] => [name, rules.get(name)?.sealed ? refOf(value) : value]);
  return Object.entries({ version, createdAt, updatedAt, ...Object.fromEntries(values) })
    .filter(([name, value]) => !isSame(name, kept[name], value))
    .map(([name]) => `${row.id}.${name}: the row and the log differ`);
}

/** Members stand in rows of their own, which have no order. */
function isSame(name: string, kept: unknown, told: unknown): boolean {
  if (name !== 'members' || !Array.isArray(kept) || !Array.isArray(told)) return isDeepStrictEqual(kept, told);
  return isDeepStrictEqual([...(kept as string[])].sort(), [...(told as string[])].sort());
}

function refOf(value: Json): Json {
  return typeof value === 'object' && value !== null && 'ref' in value ? (value['ref'] ?? null) : value;
}

async function partFaults(
  session: Session,
  definition: SubjectDefinition,
  { id, operation, told }: { id: string; operation: string; told: ReplayedThing },
): Promise<string[]> {
  const faults: string[] = [];
  for (const [part, rule] of Object.entries(definition.parts ?? {})) {
    const rows = await session.find(rule.row as Rows<Record<string, unknown>>, { operation });
    const kept = new Map(rows.map((row) => [String(row[rule.key]), row]));
    for (const [key, values] of Object.entries(told.parts[part] ?? {})) {
      const row = kept.get(key);
      const differs = Object.entries(values).some(([name, value]) => !isDeepStrictEqual(row?.[name], value));
      if (differs) faults.push(`${id}.${part} of ${key}: the row and the log differ`);
    }
  }
  return faults;
}

/** A task's history has no hole, and its newest version is the one that stands. */
async function historyFaults(session: Session, operation: string, things: readonly Thing[]): Promise<string[]> {
  const tasks = things.filter(isTask);
  const rows = await session.find(
    TaskHistoryRow,
    { operation, task: tasks.map((task) => task.id) },
    { fromSeq: 'ASC' },
  );
  const versions = groupBy(rows, (row) => row.task);
  return tasks.flatMap((task) => {
    const history = versions.get(task.id) ?? [];
    const isWhole = history.every((row, i) => row.toSeq === (history[i + 1]?.fromSeq ?? OPEN_END));
    const newest = history.at(-1);
    const stands = newest?.version === task.version && newest.state === task.state && newest.phase === task.phase;
    return isWhole && stands ? [] : [`${task.id}: its history is not that of the task`];
  });
}
