import { takesPart, type Standing } from '../core/actor';
import type { Instant } from '../core/time';
import { OperationRow, ParticipationRow } from '../store/rows/operation.row';
import type { Session } from '../store/session';

/** Operations deeper than this are a mistake of data, not a hierarchy. */
const MAX_DEPTH = 8;

/** Who may know nothing of an operation. */
export const STRANGER: Standing = { part: null, descendant: false };

/** How an agency stands in operations, by their ids; in those that are left out it is a stranger. */
export type Standings = ReadonlyMap<string, Standing>;

/** How an agency stands in an operation now; part null and not descendant: it may not know of it. */
export async function findStanding(
  session: Session,
  agency: string | null,
  { operation, now }: { operation: string; now: Instant },
): Promise<Standing> {
  const active = await findParticipations(session, agency, now);
  const own = active.find((row) => row.operation === operation);
  if (own) return standingOf(own);
  const above = await findAbove(
    session,
    active.map((row) => row.operation),
    operation,
  );
  return above.has(operation) ? descendantOf(active) : STRANGER;
}

/** How an agency stands in every operation that it may know of now. */
export async function findStandings(session: Session, agency: string | null, now: Instant): Promise<Standings> {
  const active = await findParticipations(session, agency, now);
  const above = await findAbove(
    session,
    active.map((row) => row.operation),
  );
  return new Map([
    ...[...above].map((id): [string, Standing] => [id, descendantOf(active)]),
    ...active.map((row): [string, Standing] => [row.operation, standingOf(row)]),
  ]);
}

function standingOf({ part, until }: ParticipationRow): Standing {
  return { part, descendant: false, ...(until === null ? {} : { until }) };
}

/** Whichever of the participations below ends first, it may have been the one that counts. */
function descendantOf(below: readonly ParticipationRow[]): Standing {
  const [until] = below.flatMap((row) => row.until ?? []).sort();
  return { part: null, descendant: true, ...(until === undefined ? {} : { until }) };
}

/** Operations in which an agency stands alike, by that standing. */
export function groupStandings(standings: Standings): { standing: Standing; operations: string[] }[] {
  const groups = new Map<string, { standing: Standing; operations: string[] }>();
  for (const [operation, standing] of standings) {
    const key = JSON.stringify([standing.part, standing.descendant]);
    const group = groups.get(key) ?? { standing, operations: [] };
    group.operations.push(operation);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** Agencies that now take part in an operation together with this one; itself among them, if it takes part in any. */
export async function findPartners(session: Session, agency: string, now: Instant): Promise<ReadonlySet<string>> {
  const own = await findParticipations(session, agency, now);
  const rows = await session.find(ParticipationRow, { operation: own.map((row) => row.operation) });
  return new Set(rows.filter((row) => takesPart(row, now)).map((row) => row.agency));
}

async function findParticipations(session: Session, agency: string | null, now: Instant): Promise<ParticipationRow[]> {
  if (agency === null) return [];
  return (await session.find(ParticipationRow, { agency })).filter((row) => takesPart(row, now));
}

/** Operations above others, level by level; until one of them is found, where one is looked for. */
async function findAbove(session: Session, below: readonly string[], wanted?: string): Promise<ReadonlySet<string>> {
  const above = new Set<string>();
  let ids = below;
  for (let depth = 0; depth < MAX_DEPTH && ids.length > 0; depth += 1) {
    const rows = await session.find(OperationRow, { operation: ids });
    ids = rows.flatMap((row) => row.parent ?? []).filter((id) => !above.has(id));
    for (const id of ids) above.add(id);
    if (wanted !== undefined && above.has(wanted)) break;
  }
  return above;
}
