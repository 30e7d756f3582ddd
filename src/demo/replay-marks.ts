import { parseDate, type CalendarDate } from '../core/time';
import { InstallationRow } from '../store/rows/ledger.row';
import type { Store } from '../store/store';

const DAY = 'demo.day';
const STEPS = 'demo.steps';
const TOTAL = 'demo.total';

/** How far the replay came on this installation. */
export interface ReplayMarks {
  /** The day of the first start. */
  readonly day: CalendarDate;
  /** Number of steps done; one more may be done and not yet marked. */
  readonly done: number;
  /** Steps of the story that was begun. */
  readonly total: number;
}

/** The marks of a replay that was begun, or null. One statement. */
export async function findMarks(store: Store): Promise<ReplayMarks | null> {
  const rows = await store.read((session) => session.find(InstallationRow, { name: [DAY, STEPS, TOTAL] }));
  const values = new Map(rows.map((row) => [row.name, row.value]));
  const day = parseDate(values.get(DAY) ?? '');
  if (day === null) return null;
  return { day, done: Number(values.get(STEPS)), total: Number(values.get(TOTAL)) };
}

/** Marks the beginning of a replay, all or nothing. */
export async function beginMarks(store: Store, { day, done, total }: ReplayMarks): Promise<void> {
  const marks = { [DAY]: day, [STEPS]: String(done), [TOTAL]: String(total) };
  const rows = Object.entries(marks).map(([name, value]) => ({ name, value }));
  await store.write((session) => session.insert(InstallationRow, rows));
}

/** Marks that so many steps are done. */
export async function markDone(store: Store, done: number): Promise<void> {
  const mark = { value: String(done) };
  await store.write((session) => session.update(InstallationRow, { name: STEPS }, mark), { repeatable: true });
}
