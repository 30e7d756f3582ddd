import type { FactReader, FactRequest } from '../../core/definition';
import { MemberRow } from '../../store/rows/directory.row';

/** What commands on keys must know: the active member for whom a key is to act; null where there is none. */
export interface ApiKeyFacts {
  readonly member: MemberRow | null;
}

/** Facts for each request, in order; one statement for all of them. */
export async function loadFacts(reader: FactReader, requests: readonly FactRequest[]): Promise<readonly ApiKeyFacts[]> {
  const ids = requests.flatMap(({ input }) => memberIn(input) ?? []);
  const members = await reader.directory(MemberRow, { id: ids, state: 'ACTIVE' });
  return requests.map(({ input }) => ({ member: members.find(({ id }) => id === memberIn(input)) ?? null }));
}

function memberIn(input: object): string | null {
  const { memberId } = input as { memberId?: unknown };
  return typeof memberId === 'string' ? memberId : null;
}
