import { CLOCKS, clockSummary } from '../core/clocks';
import type { PartChange } from '../core/parts';
import type { SubjectDefinition } from '../core/definition';
import { partOf, partPlace } from '../store/parts';
import { AssignmentRow } from '../store/rows/assignment.row';
import { ClockRow } from '../store/rows/clock.row';
import type { Rows, Session } from '../store/session';
import type { SealedPart } from './seal-values';

type AnyRow = Record<string, unknown>;

/** Sets elements of a thing's parts: those that are there are changed, others are added. */
export async function writeParts(
  session: Session,
  definition: SubjectDefinition,
  { operation, id, parts }: { operation: string; id: string; parts: readonly SealedPart[] },
): Promise<void> {
  for (const { part, key, values } of parts) {
    const { row, key: keyField } = partOf(definition, part);
    const place = { ...partPlace(definition, { operation, subjects: id }), [keyField]: key } as AnyRow;
    const found = await session.update(row as Rows<AnyRow>, place, { ...values });
    if (found === 0) await session.insert(row as Rows<AnyRow>, [{ ...place, ...values }]);
  }
}

/** Parts without the ends of time limits that do not run: to meet what is not owed changes nothing. */
export async function withoutIdleEnds(
  session: Session,
  task: { operation: string; id: string },
  parts: readonly PartChange[],
): Promise<readonly PartChange[]> {
  const isEnd = ({ part, values }: PartChange): boolean => part === CLOCKS && !('startedAt' in values);
  if (!parts.some(isEnd)) return parts;
  const rows = await session.find(ClockRow, { operation: task.operation, subject: task.id });
  const running = new Set(rows.filter((row) => row.metAt === null).map((row) => row.key));
  return parts.filter((change) => !isEnd(change) || running.has(change.key));
}

/** Agencies that hand-over lets assist in a task, by its rows. */
export async function assistingAgencies(session: Session, task: { operation: string; id: string }): Promise<string[]> {
  const where = { operation: task.operation, subject: task.id, relation: 'ASSIST' };
  const rows = await session.find(AssignmentRow, { ...where, handover: ['OFFERED', 'ACCEPTED'] });
  return rows.map((row) => row.agency);
}

/** What a task shows of its time limits, by their rows. */
export async function dueOf(
  session: Session,
  task: { operation: string; id: string },
): Promise<ReturnType<typeof clockSummary>> {
  return clockSummary(await session.find(ClockRow, { operation: task.operation, subject: task.id }));
}
