import { takesPart } from '../../core/actor';
import type { FactReader, FactRequest } from '../../core/definition';
import type { Instant } from '../../core/time';
import { ParticipationRow } from '../../store/rows/operation.row';
import { ApiKeyRow } from '../../store/rows/api-key.row';
import { AgencyRow, MemberRow } from '../../store/rows/directory.row';

/** What commands on agencies and members must know: which codes are taken, which agencies there are. */
export interface DirectoryFacts {
  readonly agencyCodes: ReadonlySet<string>;
  readonly memberCodes: ReadonlySet<string>;
  readonly agencies: ReadonlySet<string>;
  /** The actor's agency leads an operation. */
  readonly leads: boolean;
  /** Members by who they are to the sign-in; see `signInKey`. */
  readonly signIns: ReadonlyMap<string, string>;
  /** Members at hand for whom keys of systems act. */
  readonly keyed: ReadonlySet<string>;
}

/** Who a member is to an issuer, as a key. */
export function signInKey({ issuer, subject }: { readonly issuer: string; readonly subject: string }): string {
  return JSON.stringify([issuer, subject]);
}

/** Facts for each request, in order; one statement a table for all of them. */
export async function loadFacts(
  reader: FactReader,
  requests: readonly FactRequest[],
  now: Instant,
): Promise<readonly DirectoryFacts[]> {
  const codes = requests.flatMap(({ input }) => ('code' in input ? [String(input.code)] : []));
  const ids = requests.flatMap(({ input }) => ('agencyId' in input ? [String(input.agencyId)] : []));
  const things = requests.map(({ thing }) => thing.id);
  const subjects = requests.flatMap(({ input }) => subjectIn(input) ?? []);
  const facts = {
    agencyCodes: new Set((await reader.directory(AgencyRow, { code: codes })).map((row) => row.code)),
    memberCodes: new Set((await reader.directory(MemberRow, { code: codes })).map((row) => row.code)),
    agencies: new Set((await reader.directory(AgencyRow, { id: ids })).map((row) => row.id)),
    signIns: new Map(
      (await reader.directory(MemberRow, { signInSubject: subjects })).map((row) => [keyOf(row), row.id]),
    ),
    keyed: new Set((await reader.directory(ApiKeyRow, { member: things, state: 'ACTIVE' })).map((row) => row.member)),
  };
  const actors = requests.flatMap(({ actor }) => actor.agencyId ?? []);
  const led = await reader.everywhere(ParticipationRow, { agency: actors, part: 'LEAD' });
  const leading = new Set(led.filter((row) => takesPart(row, now)).map((row) => row.agency));
  return requests.map(({ actor }) => ({ ...facts, leads: actor.agencyId !== null && leading.has(actor.agencyId) }));
}

function keyOf({ signInIssuer, signInSubject }: MemberRow): string {
  return signInKey({ issuer: signInIssuer ?? '', subject: signInSubject ?? '' });
}

function subjectIn(input: object): string | null {
  const { signIn } = input as { signIn?: { subject?: unknown } | null };
  return typeof signIn?.subject === 'string' ? signIn.subject : null;
}
