import { createHash } from 'node:crypto';
import type { Reader } from '../access/viewer';
import { canonicalJson, type Json } from '../core/canonical-json';
import { TASK_PHASES } from '../core/vocabulary';
import type { BoardScope } from '../live/board';
import { raw, type Session } from '../store/session';
import type { ApiContext } from './context';
import { plainFilter } from './filter-values';
import { taskFilter } from './task-filter';
import type { Board, TaskFilter } from './types/board';

/** Which board is asked for. */
export interface BoardArguments {
  readonly operationId: string;
  readonly filter: TaskFilter | null | undefined;
  /** Nothing of it is for the viewer, but the field must be answered. */
  readonly empty?: boolean;
}

/** Reads a board: position, columns and counts in one snapshot. @throws Refusal NOT_FOUND for who takes no part */
export async function readBoard(context: ApiContext, asked: BoardArguments): Promise<Board> {
  const { services, reading } = context;
  const { operationId, empty = false } = asked;
  const filter = plainFilter(asked.filter);
  const id = boardId(operationId, filter);
  return services.store.read(async (session) => {
    const { reader } = await (empty
      ? reading.operation(session, { id: operationId })
      : reading.ownOperation(session, operationId));
    const scope = boardScope(context, { session, reader, operationId, filter });
    const seq = await services.visibleLog.lastPosition(session, reader, operationId);
    const counts = await services.boards.counts(session, scope);
    return {
      ...{ id, operationId, cursor: reading.cursorOf(operationId, seq), at: services.clock.now() },
      columns: TASK_PHASES.map((phase) => ({ id: `${id}.${phase}`, phase, count: counts[phase], scope })),
      overdue: await services.boards.overdue(session, scope),
    };
  });
}

/** What a board's tasks are read by. */
export function boardScope(
  { services }: ApiContext,
  of: { session: Session; reader: Reader; operationId: string; filter: TaskFilter | null | undefined },
): BoardScope {
  const { session, reader, operationId, filter } = of;
  const condition =
    reader.standing.part === null
      ? raw('1 = 0')
      : taskFilter(filter, { session, needToKnow: services.needToKnow, reader });
  return { operation: operationId, reader, filter: condition };
}

/** The same operation and filter give the same id, for clients' caches. */
function boardId(operationId: string, filter: TaskFilter | null | undefined): string {
  const given = JSON.parse(JSON.stringify(filter ?? {})) as Json;
  const digest = createHash('sha256').update(canonicalJson(given)).digest('base64url').slice(0, 12);
  return `board_${operationId}_${digest}`;
}
