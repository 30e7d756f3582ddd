import { createHash } from 'node:crypto';
import type { Reader } from '../access/viewer';
import { canonicalJson, type Json } from '../core/canonical-json';
import { TASK_PHASES } from '../core/vocabulary';
import type { BoardScope } from '../live/board';
import { raw, type Session } from '../store/session';
import type { ApiContext } from './context';
import { columnId, readColumnPages, type ColumnPageArguments } from './column-page';
import { plainFilter } from './filter-values';
import { taskFilter } from './task-filter';
import { findWithin } from './task-within';
import type { Board, TaskFilter } from './types/board';

/** Which board is asked for. */
export interface BoardArguments {
  readonly operationId: string;
  readonly filter: TaskFilter | null | undefined;
  /** Pages that will be asked of its columns: read in the board's own snapshot. */
  readonly pages: readonly ColumnPageArguments[];
  /** Nothing of it is for the viewer, but the field must be answered. */
  readonly empty?: boolean;
}

/**
 * Reads a board: position, columns, counts and the pages asked for in one snapshot.
 * @throws Refusal NOT_FOUND for who takes no part
 */
export async function readBoard(context: ApiContext, asked: BoardArguments): Promise<Board> {
  const { services, reading } = context;
  const { operationId, pages, empty = false } = asked;
  const filter = plainFilter(asked.filter);
  const id = boardId(operationId, filter);
  return services.store.read(async (session) => {
    const { reader, row } = await (empty
      ? reading.operation(session, { id: operationId })
      : reading.ownOperation(session, operationId));
    const scope = await boardScope(context, { session, reader, operationId, filter });
    const seq = await services.visibleLog.lastPosition(session, reader, operationId);
    const counts = await services.boards.counts(session, scope);
    const operation = { id: operationId, reader, phase: row.state };
    const read = await readColumnPages(context, session, { operation, filter, boardId: id, pages });
    const columns = TASK_PHASES.map((phase) => ({
      ...{ id: columnId(id, phase), phase, count: counts[phase], scope, operationPhase: row.state },
      pages: read.get(phase) ?? new Map(),
    }));
    const overdue = await services.boards.overdue(session, scope);
    return { id, operationId, cursor: reading.cursorOf(operationId, seq), at: services.clock.now(), columns, overdue };
  });
}

/** What a board's tasks are read by. */
export async function boardScope(
  { services }: ApiContext,
  of: { session: Session; reader: Reader; operationId: string; filter: TaskFilter | null | undefined },
): Promise<BoardScope> {
  const { session, reader, operationId, filter } = of;
  const context = { session, needToKnow: services.needToKnow, reader };
  const within = await findWithin(filter, context, { operation: operationId });
  const condition = reader.standing.part === null ? raw('1 = 0') : taskFilter(filter, { ...context, within });
  return { operation: operationId, reader, filter: condition };
}

/** The same operation and filter give the same id, for clients' caches. */
function boardId(operationId: string, filter: TaskFilter | null | undefined): string {
  const given = JSON.parse(JSON.stringify(filter ?? {})) as Json;
  const digest = createHash('sha256').update(canonicalJson(given)).digest('base64url').slice(0, 12);
  return `board_${operationId}_${digest}`;
}
