import { takesPart } from '../../core/actor';
import type { TallyStep } from '../../core/decision';
import type { FactReader, FactRequest } from '../../core/facts';
import type { Instant } from '../../core/time';
import { POLICE, type Role } from '../../core/vocabulary';
import { CustodyRow, SuspectRow, type GangThing, type SuspectThing } from '../../records/gang/rows';
import { ClockRow } from '../../store/rows/clock.row';
import { AgencyRow, MemberRow } from '../../store/rows/directory.row';
import { LogEntryRow } from '../../store/rows/log-entry.row';
import { ParticipationRow } from '../../store/rows/operation.row';
import { TaskRow } from '../../store/rows/task.row';
import { POSITION_REPORT } from './clocks';
import { ArrestTripRow, TripDocumentRow, TripLegRow, type ArrestTripThing } from './rows';
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

/** Who may be named for a trip. */
export interface Traveller {
  readonly agency: string;
  readonly roles: readonly Role[];
}

/** Active members of the operation's police agencies among those named, of whatever role. */
export async function policeAmong(reader: FactReader, ids: readonly string[], now: Instant): Promise<ById<Traveller>> {
  const members = await reader.directory(MemberRow, { id: ids, state: 'ACTIVE' });
  const present = await reader.many(ParticipationRow, { agency: members.map((member) => member.agency) });
  const taking = present.filter((row) => takesPart(row, now) && row.part !== 'OBSERVER').map((row) => row.agency);
  const police = await reader.directory(AgencyRow, { id: taking, agencyType: POLICE });
  const agencies = new Set(police.map((agency) => agency.id));
  const known = members.filter((member) => agencies.has(member.agency));
  return new Map(known.map(({ id, agency, roles }) => [id, { agency, roles }]));
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

/** Stays in detention houses by suspect, those that have ended too. */
export async function staysOf(reader: FactReader, suspects: readonly string[]): Promise<ById<readonly CustodyRow[]>> {
  const rows = await reader.many(CustodyRow, { subject: [...new Set(suspects)] });
  return new Map(suspects.map((id) => [id, rows.filter((row) => row.subject === id)]));
}

/** Legs of the way home by trip, in the order of telling. */
export async function legsOf(
  reader: FactReader,
  trips: readonly ArrestTripThing[],
): Promise<ById<readonly TripLegRow[]>> {
  const rows = await reader.many(TripLegRow, { subject: trips.map(({ id }) => id) });
  const inOrder = rows.sort((a, b) => a.number - b.number);
  return new Map(trips.map(({ id }) => [id, inOrder.filter((row) => row.subject === id)]));
}

/** Until when the trips owe the position that they report next, by trip. */
export async function positionClocksOf(reader: FactReader, trips: readonly ArrestTripThing[]): Promise<ById<ClockRow>> {
  const rows = await reader.many(ClockRow, { subject: trips.map(({ id }) => id), code: POSITION_REPORT });
  return new Map(rows.map((row) => [row.subject, row]));
}

/** Suspects whom a trip that is out answers for: nobody else may take them along. */
export async function heldOnTheWay(reader: FactReader): Promise<ReadonlySet<string>> {
  const out = await reader.many(TaskRow, { kind: 'ARREST_TRIP', state: OUT });
  const trips = await reader.many(ArrestTripRow, { id: out.map(({ id }) => id) });
  return new Set(trips.flatMap(({ held }) => held));
}

/** Corrections of what trips counted that others have not been told of, by the trip. */
export async function correctionsOwed(
  reader: FactReader,
  trips: readonly ArrestTripThing[],
): Promise<ById<readonly TallyStep[]>> {
  const entries = await reader.many(LogEntryRow, { task: trips.map(({ id }) => id), subjectType: 'Operation' });
  const owed = (id: string): TallyStep[] =>
    entries.filter(({ task }) => task === id).flatMap(({ tallies }) => tallies.filter(isInside));
  return new Map(trips.map(({ id }) => [id, owed(id)]));
}

function isInside({ audience }: TallyStep): boolean {
  return audience === 'INSIDERS';
}

/** What must be known to tell others of gangs that were broken, once trips are no longer out. */
export interface GangsBehind {
  readonly gangs: ById<GangThing>;
  /** Gangs of which another trip has detained somebody and is still out. */
  readonly stillOut: ReadonlySet<string>;
}

/** The gangs of suspects whom trips that are about to end have detained. */
export async function gangsBehind(
  reader: FactReader,
  suspects: Iterable<SuspectThing>,
  trips: readonly ArrestTripThing[],
): Promise<GangsBehind> {
  const named = [...suspects].flatMap(({ gang }) => gang ?? []);
  return { gangs: await gangsAmong(reader, named), stillOut: await gangsStillOut(reader, named, trips) };
}

/** Gangs among those named of which another trip than this one has detained somebody and is still out. */
async function gangsStillOut(
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
