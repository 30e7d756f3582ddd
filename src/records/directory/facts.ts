import type { FactReader, FactRequest } from '../../core/definition';
import { AgencyRow, MemberRow } from '../../store/rows/directory.row';

/** What commands on agencies and members must know: which codes are taken, which agencies there are. */
export interface DirectoryFacts {
  readonly agencyCodes: ReadonlySet<string>;
  readonly memberCodes: ReadonlySet<string>;
  readonly agencies: ReadonlySet<string>;
}

/** Facts for each request, in order; one statement a table for all of them. */
export async function loadFacts(
  reader: FactReader,
  requests: readonly FactRequest[],
): Promise<readonly DirectoryFacts[]> {
  const codes = requests.flatMap(({ input }) => ('code' in input ? [String(input.code)] : []));
  const ids = requests.flatMap(({ input }) => ('agencyId' in input ? [String(input.agencyId)] : []));
  const facts = {
    agencyCodes: new Set((await reader.directory(AgencyRow, { code: codes })).map((row) => row.code)),
    memberCodes: new Set((await reader.directory(MemberRow, { code: codes })).map((row) => row.code)),
    agencies: new Set((await reader.directory(AgencyRow, { id: ids })).map((row) => row.id)),
  };
  return requests.map(() => facts);
}
