import { isKind } from '../core/definition';
import type { Registry } from '../core/registry';
import type { ReplayedThing } from '../core/replay';
import { TaskAgencyRow, TaskHistoryRow, TaskReferenceRow } from '../store/rows/task.row';
import type { Session } from '../store/session';
import { groupBy } from '../store/things';
import { differences } from './differences';
import { searchFaults } from './search-faults';
import { toldAgencies, type TaskCheck, type ToldVersion } from './task-versions';

/** Where the tables beside the tasks differ from the log: every version, the agencies and what tasks refer to. */
export async function taskFaults(
  session: Session,
  registry: Registry,
  { operation, versions, replayed }: TaskCheck,
): Promise<string[]> {
  const history = groupBy(await session.find(TaskHistoryRow, { operation }, { fromSeq: 'ASC' }), (row) => row.task);
  const agencies = groupBy(await session.find(TaskAgencyRow, { operation }), (row) => row.task);
  const references = groupBy(await session.find(TaskReferenceRow, { operation }), (row) => row.task);
  const kept = [history, agencies, references].flatMap((rows) => [...rows.keys()]);
  const strangers = new Set(kept.filter((id) => !versions.has(id)));
  return [
    ...[...versions].flatMap(([id, told]) => {
      const thing = replayed.things.get(id);
      return [
        ...historyFaults(id, history.get(id) ?? [], told),
        ...agencyFaults(id, agencies.get(id) ?? [], { newest: told.at(-1), thing }),
        ...referenceFaults(id, references.get(id) ?? [], toldReferences(registry, thing)),
      ];
    }),
    ...(await searchFaults(session, { operation, versions, replayed })),
    ...[...strangers].map((id) => `${id} has rows beside it and is not in the log`),
  ];
}

const KEY = new Set(['operation', 'task']);

/** The first version that differs; those after it may be as they should. */
function historyFaults(id: string, kept: readonly TaskHistoryRow[], told: readonly ToldVersion[]): string[] {
  for (const [i, version] of told.entries()) {
    const row = kept[i];
    const place = `${id}: version ${version.version} of its history`;
    if (row?.fromSeq !== version.fromSeq) return [`${place} is not there`];
    const names = differences(Object.fromEntries(Object.entries(row)), version, KEY);
    if (names.length > 0) return [`${place} and the log differ in ${names.join(', ')}`];
  }
  return kept.length > told.length ? [`${id}: its history has more versions than the log`] : [];
}

function agencyFaults(
  id: string,
  kept: readonly TaskAgencyRow[],
  { newest, thing }: { newest: ToldVersion | undefined; thing: ReplayedThing | undefined },
): string[] {
  if (!newest || !thing) return [];
  const expected = [...toldAgencies(newest, thing)].map(
    ([agency, relation]) => `${agency} ${relation} ${newest.boardKey} ${newest.priority}`,
  );
  const found = kept.map((row) => `${row.agency} ${row.relation} ${row.boardKey} ${row.priority}`);
  return isSameSet(expected, found) ? [] : [`${id}: its agencies are not those of the log`];
}

function referenceFaults(id: string, kept: readonly TaskReferenceRow[], told: readonly string[]): string[] {
  const found = kept.map((row) => `${row.role} ${row.target}`);
  return isSameSet(told, found) ? [] : [`${id}: what it refers to is not what the log says`];
}

function toldReferences(registry: Registry, thing: ReplayedThing | undefined): string[] {
  const definition = thing ? registry.findType(thing.type) : null;
  if (!thing || !definition || !isKind(definition)) return [];
  return Object.entries(definition.references ?? {}).flatMap(([role, field]) => {
    const value = thing.values[field] ?? null;
    const targets = Array.isArray(value) ? value : value === null ? [] : [value];
    return targets.filter((target) => typeof target === 'string').map((target) => `${role} ${target}`);
  });
}

function isSameSet(expected: readonly string[], found: readonly string[]): boolean {
  return expected.length === found.length && expected.every((text) => found.includes(text));
}
