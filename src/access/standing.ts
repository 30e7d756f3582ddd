import { takesPart, type Standing } from '../core/actor';
import type { Instant } from '../core/time';
import { OperationRow, ParticipationRow } from '../store/rows/operation.row';
import type { Session } from '../store/session';

/** Operations deeper than this are a mistake of data, not a hierarchy. */
const MAX_DEPTH = 8;

/** How an agency stands in an operation now; part null and not descendant: it may not know of it. */
export async function findStanding(
  session: Session,
  agency: string | null,
  { operation, now }: { operation: string; now: Instant },
): Promise<Standing> {
  if (agency === null) return { part: null, descendant: false };
  const rows = await session.find(ParticipationRow, { agency });
  const active = rows.filter((row) => takesPart(row, now));
  const part = active.find((row) => row.operation === operation)?.part ?? null;
  if (part !== null) return { part, descendant: false };
  const ids = active.map((row) => row.operation);
  return { part, descendant: await isAbove(session, operation, ids) };
}

/** Agencies that now take part in an operation together with this one; itself among them, if it takes part in any. */
export async function findPartners(session: Session, agency: string, now: Instant): Promise<ReadonlySet<string>> {
  const own = (await session.find(ParticipationRow, { agency })).filter((row) => takesPart(row, now));
  const rows = await session.find(ParticipationRow, { operation: own.map((row) => row.operation) });
  return new Set(rows.filter((row) => takesPart(row, now)).map((row) => row.agency));
}

/** Whether an operation is above one of the others. */
async function isAbove(session: Session, operation: string, below: readonly string[]): Promise<boolean> {
  let ids = below;
  for (let depth = 0; depth < MAX_DEPTH && ids.length > 0; depth += 1) {
    const rows = await session.find(OperationRow, { id: ids });
    ids = rows.flatMap((row) => row.parent ?? []);
    if (ids.includes(operation)) return true;
  }
  return false;
}

/** How an agency stands in operations, by their ids; in those that are left out it is a stranger. */
export type Standings = ReadonlyMap<string, Standing>;

/** How an agency stands in every operation that it may know of now. */
export async function findStandings(session: Session, agency: string, now: Instant): Promise<Standings> {
  const active = (await session.find(ParticipationRow, { agency })).filter((row) => takesPart(row, now));
  const above = new Set<string>();
  let ids = active.map((row) => row.operation);
  for (let depth = 0; depth < MAX_DEPTH && ids.length > 0; depth += 1) {
    const rows = await session.find(OperationRow, { id: ids });
    ids = rows.flatMap((row) => row.parent ?? []).filter((id) => !above.has(id));
    for (const id of ids) above.add(id);
  }
  return new Map([
    ...[...above].map((id): [string, Standing] => [id, { part: null, descendant: true }]),
    ...active.map(({ operation, part }): [string, Standing] => [operation, { part, descendant: false }]),
  ]);
}
