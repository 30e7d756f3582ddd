import type { FactReader, FactRequest } from '../../core/definition';
import { AgencyRow } from '../../store/rows/directory.row';
import { OperationRow, ParticipationRow } from '../../store/rows/operation.row';
import { loadCorrections, NO_CORRECTION, type CorrectionFacts } from './correction-facts';

/** What commands on operations must know. */
export interface OperationFacts {
  readonly codeTaken: boolean;
  readonly parentKnown: boolean;
  readonly agencyKnown: boolean;
  /** Until when the agency named takes part, or took part; null if it never did. */
  readonly participation: Pick<ParticipationRow, 'until'> | null;
  /** What a correction of a tally starts from. */
  readonly correction: CorrectionFacts;
}

/** Facts for each request, in order; one statement a table for all of them. */
export async function loadFacts(
  reader: FactReader,
  requests: readonly FactRequest[],
): Promise<readonly OperationFacts[]> {
  const named = (field: string): string[] => requests.flatMap(({ input }) => textAt(input, field) ?? []);
  const taken = await reader.everywhere(OperationRow, { code: named('code') });
  const parents = await reader.everywhere(OperationRow, { id: named('parentId') });
  const agencies = await reader.directory(AgencyRow, { id: named('agencyId') });
  const present = await reader.many(ParticipationRow, { agency: named('agencyId') });
  const corrections = await loadCorrections(reader, requests);
  return requests.map(({ input }, i) => ({
    correction: corrections[i] ?? NO_CORRECTION,
    codeTaken: taken.some((row) => row.code === textAt(input, 'code')),
    parentKnown: parents.some((row) => row.id === textAt(input, 'parentId')),
    agencyKnown: agencies.some((row) => row.id === textAt(input, 'agencyId')),
    participation: present.find((row) => row.agency === textAt(input, 'agencyId')) ?? null,
  }));
}

function textAt(input: object, field: string): string | null {
  const value = (input as Readonly<Record<string, unknown>>)[field];
  return typeof value === 'string' ? value : null;
}
