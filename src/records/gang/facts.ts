import type { FactReader, FactRequest } from '../../core/facts';
import type { Instant } from '../../core/time';
import { TaskRow } from '../../store/rows/task.row';
import { CatalogueEntryRow } from '../catalogue/rows';
import { GangRow, SuspectRow } from './rows';

/** What commands on gangs must know. */
export interface GangFacts {
  /** Ids of entries of the catalogue FRAUD_MODUS that are in use, by code. */
  readonly moduses: ReadonlyMap<string, string>;
  /** Names that gangs of the operation have. */
  readonly names: ReadonlySet<string>;
  /** When the first of it was detained who is held or handed over; null where nobody is. */
  readonly detainedFrom: Instant | null;
  /** A trip that detained somebody of it is still out. */
  readonly isTripOut: boolean;
}

/** States in which a trip is out, and nobody but police knows of it. */
export const TRIP_OUT: readonly string[] = ['EN_ROUTE', 'ON_SITE', 'ESCORTING'];

/** Facts for each request, in order; one statement a table for all of them. */
export async function loadGangFacts(
  reader: FactReader,
  requests: readonly FactRequest[],
): Promise<readonly GangFacts[]> {
  const given = (name: string): string[] => requests.flatMap(({ input }) => textAt(input, name) ?? []);
  const where = { kind: 'FRAUD_MODUS' as const, code: given('modusCode'), state: 'ACTIVE' };
  const moduses = new Map((await reader.many(CatalogueEntryRow, where)).map((row) => [row.code, row.id]));
  const names = new Set((await reader.many(GangRow, { name: given('name') })).map((row) => row.name));
  const suspects = await reader.many(SuspectRow, { gang: given('gangId') });
  const trips = await reader.many(TaskRow, { id: suspects.flatMap((row) => row.trip ?? []), state: TRIP_OUT });
  const out = new Set(trips.map((row) => row.id));
  return requests.map(({ thing }) => {
    const ofGang = suspects.filter((row) => row.gang === thing.id);
    const held = ofGang.flatMap((row) => (row.state !== 'RELEASED' && row.detainedAt !== null ? [row.detainedAt] : []));
    const isTripOut = ofGang.some((row) => row.trip !== null && out.has(row.trip));
    return { moduses, names, detainedFrom: held.sort()[0] ?? null, isTripOut };
  });
}

function textAt(input: object, field: string): string | null {
  const value = (input as Readonly<Record<string, unknown>>)[field];
  return typeof value === 'string' ? value : null;
}
