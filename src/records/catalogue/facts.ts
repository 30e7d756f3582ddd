import type { FactReader, FactRequest } from '../../core/definition';
import { CatalogueEntryRow } from './rows';

/** What commands on catalogues must know. */
export interface CatalogueFacts {
  /** The code has an entry of this kind, in use or retired. */
  readonly codeTaken: boolean;
}

/** Facts for each request, in order; one statement for all of them. */
export async function loadFacts(
  reader: FactReader,
  requests: readonly FactRequest[],
): Promise<readonly CatalogueFacts[]> {
  const codes = requests.flatMap(({ input }) => ('code' in input ? [String(input.code)] : []));
  const taken = await reader.many(CatalogueEntryRow, { code: codes });
  return requests.map(({ input }) => ({
    codeTaken:
      'kind' in input && 'code' in input && taken.some(({ kind, code }) => kind === input.kind && code === input.code),
  }));
}
