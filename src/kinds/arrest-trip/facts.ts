import { takesPart } from '../../core/actor';
import type { FactReader, FactRequest } from '../../core/definition';
import type { Instant } from '../../core/time';
import { POLICE } from '../../core/vocabulary';
import { AgencyRow, MemberRow } from '../../store/rows/directory.row';
import { ParticipationRow } from '../../store/rows/operation.row';

/** What planning must know of the people named. */
export interface ArrestTripFacts {
  /** Active members of the operation's police agencies among those named, by id, with their agency. */
  readonly people: ReadonlyMap<string, { readonly agency: string }>;
}

/** Facts for each request, in order; one statement a table for all of them. */
export async function loadFacts(
  reader: FactReader,
  requests: readonly FactRequest[],
  now: Instant,
): Promise<readonly ArrestTripFacts[]> {
  const named = requests.flatMap(({ action, input }) => (action === 'planArrestTrip' ? peopleOf(input) : []));
  const members = await reader.directory(MemberRow, { id: named, state: 'ACTIVE' });
  const present = await reader.many(ParticipationRow, { agency: members.map((member) => member.agency) });
  const police = await reader.directory(AgencyRow, {
    id: present.filter((row) => takesPart(row, now) && row.part !== 'OBSERVER').map((row) => row.agency),
    agencyType: POLICE,
  });
  const agencies = new Set(police.map((agency) => agency.id));
  const known = members.filter((member) => agencies.has(member.agency));
  const people = new Map(known.map((member) => [member.id, { agency: member.agency }]));
  return requests.map(() => ({ people }));
}

function peopleOf(input: object): string[] {
  const { leaderId, memberIds } = input as { leaderId: string; memberIds: string[] };
  return [leaderId, ...memberIds];
}
