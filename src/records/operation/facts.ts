import { takesPart, type Actor } from '../../core/actor';
import type { FactReader, FactRequest } from '../../core/definition';
import type { Instant } from '../../core/time';
import { AgencyRow } from '../../store/rows/directory.row';
import { OperationRow, ParticipationRow } from '../../store/rows/operation.row';
import { TaskRow } from '../../store/rows/task.row';

/** How many operations may lie above one. */
const MAX_ABOVE = 8;

/** What commands on operations must know. */
export interface OperationFacts {
  readonly codeTaken: boolean;
  /** UNKNOWN: it is not there, or the actor's agency may not know of it; DEEPEST: nothing fits below it. */
  readonly parent: 'KNOWN' | 'UNKNOWN' | 'DEEPEST';
  readonly agencyKnown: boolean;
  /** Every agency that takes part, or did. */
  readonly participations: readonly Pick<ParticipationRow, 'agency' | 'part' | 'until'>[];
  /** Id of a task that is not done and not cancelled; null if there is none. */
  readonly openTask: string | null;
}

/** Facts for each request, in order; one statement a table for all of them. */
export async function loadFacts(
  reader: FactReader,
  requests: readonly FactRequest[],
  now: Instant,
): Promise<readonly OperationFacts[]> {
  const named = (field: string): string[] => requests.flatMap(({ input }) => textAt(input, field) ?? []);
  const does = (action: string): boolean => requests.some((request) => request.action === action);
  const taken = await reader.everywhere(OperationRow, { code: named('code') });
  const agencies = await reader.directory(AgencyRow, { id: named('agencyId') });
  const participations = does('setParticipation') ? await reader.many(ParticipationRow, {}) : [];
  const open = does('closeOperation') ? await reader.any(TaskRow, { phase: ['PLANNED', 'ACTIVE', 'WAITING'] }) : null;
  const facts: OperationFacts[] = [];
  for (const { input, actor } of requests) {
    const parentId = textAt(input, 'parentId');
    facts.push({
      codeTaken: taken.some((row) => row.code === textAt(input, 'code')),
      parent: parentId === null ? 'UNKNOWN' : await findParent(reader, { parentId, actor, now }),
      agencyKnown: agencies.some((row) => row.id === textAt(input, 'agencyId')),
      ...{ participations, openTask: open?.id ?? null },
    });
  }
  return facts;
}

/** An agency knows the operations that it takes part in and all that lie above them; the system knows all. */
async function findParent(
  reader: FactReader,
  { parentId, actor, now }: { parentId: string; actor: Actor; now: Instant },
): Promise<OperationFacts['parent']> {
  const lineage = await findLineage(reader, [parentId]);
  if (!lineage.has(parentId)) return 'UNKNOWN';
  if (actor.agencyId !== null) {
    const own = await reader.everywhere(ParticipationRow, { agency: actor.agencyId });
    const active = own.filter((row) => takesPart(row, now)).map((row) => row.operation);
    if (!(await findLineage(reader, active)).has(parentId)) return 'UNKNOWN';
  }
  return lineage.size > MAX_ABOVE ? 'DEEPEST' : 'KNOWN';
}

/** Operations of these ids and those above them. */
async function findLineage(reader: FactReader, from: readonly string[]): Promise<ReadonlySet<string>> {
  const lineage = new Set<string>();
  for (let ids = from; ids.length > 0;) {
    const rows = await reader.everywhere(OperationRow, { operation: ids });
    for (const row of rows) lineage.add(row.id);
    ids = rows.flatMap((row) => row.parent ?? []).filter((id) => !lineage.has(id));
  }
  return lineage;
}

function textAt(input: object, field: string): string | null {
  const value = (input as Readonly<Record<string, unknown>>)[field];
  return typeof value === 'string' ? value : null;
}
