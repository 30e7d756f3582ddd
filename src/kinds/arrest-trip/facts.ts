import { takesPart } from '../../core/actor';
import type { FactReader, FactRequest } from '../../core/facts';
import type { Instant } from '../../core/time';
import { POLICE } from '../../core/vocabulary';
import { CustodyRow, SuspectRow, type GangThing, type SuspectThing } from '../../records/gang/rows';
import { AgencyRow, MemberRow } from '../../store/rows/directory.row';
import { ParticipationRow } from '../../store/rows/operation.row';
import { TaskRow } from '../../store/rows/task.row';
import { TripDocumentRow, type ArrestTripThing } from './rows';
import { OUT } from './states';

/** What commands on trips may be told beside the trip: each takes the pieces that it needs. One statement a table. */

/** Something by id. */
export type ById<T> = ReadonlyMap<string, T>;

/** The same facts for every request: they are looked up by id. */
export function forAll<F>(requests: readonly FactRequest[], facts: F): readonly F[] {
  return requests.map(() => facts);
}

/** The trips that requests are about. */
export function tripsOf(requests: readonly FactRequest[]): ArrestTripThing[] {
  return requests.map(({ thing }) => thing as ArrestTripThing);
}

/** Active members of the operation's police agencies among those named, with their agency. */
export async function policeAmong(
  reader: FactReader,
  ids: readonly string[],
  now: Instant,
): Promise<ById<{ readonly agency: string }>> {
  const members = await reader.directory(MemberRow, { id: ids, state: 'ACTIVE' });
  const present = await reader.many(ParticipationRow, { agency: members.map((member) => member.agency) });
  const taking = present.filter((row) => takesPart(row, now) && row.part !== 'OBSERVER').map((row) => row.agency);
  const police = await reader.directory(AgencyRow, { id: taking, agencyType: POLICE });
  const agencies = new Set(police.map((agency) => agency.id));
  const known = members.filter((member) => agencies.has(member.agency));
  return new Map(known.map((member) => [member.id, { agency: member.agency }]));
}

/** Agencies among those named that take part in the operation. */
export async function participantsAmong(
  reader: FactReader,
  ids: readonly string[],
  now: Instant,
): Promise<ReadonlySet<string>> {
  const rows = await reader.many(ParticipationRow, { agency: ids });
  return new Set(rows.filter((row) => takesPart(row, now)).map((row) => row.agency));
}

/** Legal papers by the trip that has them. */
export async function documentsOf(
  reader: FactReader,
  trips: readonly ArrestTripThing[],
): Promise<ById<readonly TripDocumentRow[]>> {
  const rows = await reader.many(TripDocumentRow, { subject: trips.map(({ id }) => id) });
  return new Map(trips.map(({ id }) => [id, rows.filter((row) => row.subject === id)]));
}

/** Suspects among those named. */
export async function suspectsAmong(reader: FactReader, ids: readonly string[]): Promise<ById<SuspectThing>> {
  const things = (await reader.things('Suspect', [...new Set(ids)])) as SuspectThing[];
  return new Map(things.map((thing) => [thing.id, thing]));
}

/** Gangs among those named. */
export async function gangsAmong(reader: FactReader, ids: readonly string[]): Promise<ById<GangThing>> {
  const things = (await reader.things('Gang', [...new Set(ids)])) as GangThing[];
  return new Map(things.map((thing) => [thing.id, thing]));
}

/** Stays in detention houses that have not ended, by suspect. */
export async function custodyOf(reader: FactReader, suspects: readonly string[]): Promise<ById<CustodyRow>> {
  const rows = await reader.many(CustodyRow, { subject: suspects });
  return new Map(rows.filter((row) => row.leftAt === null).map((row) => [row.subject, row]));
}

/** Gangs among those named of which another trip than this one has detained somebody and is still out. */
export async function gangsStillOut(
  reader: FactReader,
  gangs: readonly string[],
  trips: readonly ArrestTripThing[],
): Promise<ReadonlySet<string>> {
  const suspects = await reader.many(SuspectRow, { gang: gangs });
  const home = new Set(trips.map(({ id }) => id));
  const others = [...new Set(suspects.flatMap((row) => row.trip ?? []))].filter((id) => !home.has(id));
  const out = new Set((await reader.many(TaskRow, { id: others, state: OUT })).map((row) => row.id));
  return new Set(suspects.flatMap((row) => (row.trip !== null && out.has(row.trip) ? (row.gang ?? []) : [])));
}
