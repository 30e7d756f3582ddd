import { TaskAgencyRow, TaskHistoryRow } from '../store/rows/task.row';
import type { Session } from '../store/session';
import { groupBy } from '../store/things';
import { differences } from './differences';
import { searchFaults } from './search-faults';
import { toldAgencies, type TaskCheck, type ToldVersion } from './task-versions';

/** Where the tables beside the tasks differ from the log: every version, and the agencies by which they are found. */
export async function taskFaults(session: Session, { operation, versions }: TaskCheck): Promise<string[]> {
  const history = groupBy(await session.find(TaskHistoryRow, { operation }, { fromSeq: 'ASC' }), (row) => row.task);
  const agencies = groupBy(await session.find(TaskAgencyRow, { operation }), (row) => row.task);
  const strangers = new Set([...history.keys(), ...agencies.keys()].filter((id) => !versions.has(id)));
  return [
    ...[...versions].flatMap(([id, told]) => historyFaults(id, history.get(id) ?? [], told)),
    ...[...versions].flatMap(([id, told]) => agencyFaults(id, agencies.get(id) ?? [], told)),
    ...(await searchFaults(session, { operation, versions })),
    ...[...strangers].map((id) => `${id} has a history or agencies and is not in the log`),
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

function agencyFaults(id: string, kept: readonly TaskAgencyRow[], told: readonly ToldVersion[]): string[] {
  const newest = told.at(-1);
  if (!newest) return [];
  const expected = [...toldAgencies(newest)].map(([agency, relation]) => `${agency} ${relation} ${newest.boardKey}`);
  const found = kept.map((row) => `${row.agency} ${row.relation} ${row.boardKey}`);
  const isSame = expected.length === found.length && expected.every((text) => found.includes(text));
  return isSame ? [] : [`${id}: its agencies are not those of the log`];
}
