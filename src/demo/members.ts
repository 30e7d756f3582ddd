import type { Role } from '../core/vocabulary';
import { AgencyRow, MemberRow } from '../store/rows/directory.row';
import type { Store } from '../store/store';

/** Whom a visitor of the demo can sign in as. */
export interface DemoMember {
  readonly code: string;
  readonly memberId: string;
  /** Its post. */
  readonly name: string;
  /** Code of its agency. */
  readonly agency: string;
  readonly roles: readonly Role[];
}

/** Active members, sorted by the code of their agency and then by their own. */
export async function listDemoMembers(store: Store): Promise<DemoMember[]> {
  const { agencies, members } = await store.read(async (session) => ({
    agencies: await session.find(AgencyRow, {}),
    members: await session.find(MemberRow, { state: 'ACTIVE' }),
  }));
  const codes = new Map(agencies.map((row) => [row.id, row.code]));
  return members
    .map(({ code, id, name, agency, roles }) => ({ code, memberId: id, name, agency: codes.get(agency) ?? '', roles }))
    .sort((a, b) => ascending(a.agency, b.agency) || ascending(a.code, b.code));
}

function ascending(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
