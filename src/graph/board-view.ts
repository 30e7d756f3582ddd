import { createHash } from 'node:crypto';
import type { Reader } from '../access/viewer';
import { canonicalJson, type Json } from '../core/canonical-json';
import { badInput, isRefusal } from '../core/errors';
import type { Instant } from '../core/time';
import { TASK_PHASES, type TaskPhase } from '../core/vocabulary';
import type { BoardScope, ColumnPages } from '../live/board';
import { raw, type Session } from '../store/session';
import type { ApiContext } from './context';
import { columnPlace, pageKey } from './column-page';
import { plainFilter } from './filter-values';
import { pageRequest, type PageArguments } from './page';
import { readAtLeast } from './read-at-least';
import { taskFilter } from './task-filter';
import { textCandidates } from './text-filter';
import type { Board, TaskFilter } from './types/board';

/** Which board is asked for. */
export interface BoardArguments {
  readonly operationId: string;
  readonly filter: TaskFilter | null | undefined;
  /** Pages that will be asked of its columns: read in the board's own snapshot. */
  readonly pages: readonly PageArguments[];
  /** Nothing of it is for the viewer, but the field must be answered. */
  readonly empty?: boolean;
  /** Never older than this position. */
  readonly atLeast?: string | null | undefined;
  /** As it was then. */
  readonly asOf?: Instant | null | undefined;
}

/** In no phase of an operation, so nothing can be done there: what is shown of the past is not acted on. */
const PAST = 'PAST';

/**
 * Reads a board: position, columns, counts and the pages asked for in one snapshot.
 * @throws Refusal NOT_FOUND for who takes no part, BAD_USER_INPUT for a moment that has not come, UNAVAILABLE where
 * the database is behind the position that it must have
 */
export async function readBoard(context: ApiContext, asked: BoardArguments): Promise<Board> {
  const { services, reading } = context;
  const { operationId, pages, empty = false, asOf } = asked;
  if (asOf && asOf > services.clock.now()) throw badInput([{ path: 'asOf', code: 'IN_FUTURE' }]);
  const filter = plainFilter(asked.filter);
  const id = boardId(operationId, filter, asOf);
  const atLeast = asked.atLeast ? reading.positionOf(operationId, { cursor: asked.atLeast, path: 'atLeast' }) : 0;
  return readAtLeast(services, { operationId, atLeast }, async (session, head) => {
    const { reader, row } = await (empty
      ? reading.operation(session, { id: operationId })
      : reading.ownOperation(session, operationId));
    const now = await narrowed(context, {
      session,
      filter,
      scope: boardScope(context, { session, reader, operationId, filter }),
    });
    const until = asOf ? await services.visibleLog.positionAt(session, operationId, asOf) : head;
    const scope = asOf ? { ...now, at: until } : now;
    const seq = await services.visibleLog.lastPosition(session, reader, { operation: operationId, until });
    const { counts, overdue } = await services.boards.figures(session, scope);
    const read = await readPages(context, { session, scope, id, pages });
    const columns = TASK_PHASES.map((phase) => ({
      ...{ id: columnId(id, phase), phase, count: counts[phase], scope, operationPhase: asOf ? PAST : row.state },
      pages: read.get(phase) ?? new Map(),
    }));
    const at = asOf ?? services.clock.now();
    return { id, operationId, cursor: reading.cursorOf(operationId, seq), at, columns, overdue };
  });
}

interface PagesRequest {
  readonly session: Session;
  readonly scope: BoardScope;
  /** The board's id. */
  readonly id: string;
  readonly pages: readonly PageArguments[];
}

/** Pages of every column that they can be of; what is wrong with one is told by its own field. */
async function readPages(
  context: ApiContext,
  { session, scope, id, pages }: PagesRequest,
): Promise<ReadonlyMap<TaskPhase, ColumnPages>> {
  const { boards } = context.services;
  const wanted = TASK_PHASES.flatMap((phase) =>
    pages.flatMap((page) => {
      const request = requestOrNull(context, page, columnId(id, phase));
      if (!request) return [];
      const afterKey = request.after === null ? null : String(request.after[0]);
      return [{ phase, page, first: request.size, afterKey }];
    }),
  );
  const read = await boards.pages(session, scope, wanted);
  const byPhase = new Map<TaskPhase, Map<string, (typeof read)[number]>>();
  wanted.forEach(({ phase, page }, i) => {
    const ofPhase = byPhase.get(phase) ?? new Map<string, (typeof read)[number]>();
    byPhase.set(phase, ofPhase.set(pageKey(page), read[i] ?? []));
  });
  return byPhase;
}

function requestOrNull(context: ApiContext, page: PageArguments, id: string): ReturnType<typeof pageRequest> | null {
  try {
    return pageRequest(page, columnPlace(context, id));
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
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

/** The same tasks, with those among which they are where an index of this snapshot tells them. */
async function narrowed(
  { services: { needToKnow } }: ApiContext,
  { session, filter, scope }: { session: Session; filter: TaskFilter | null; scope: BoardScope },
): Promise<BoardScope> {
  const { reader, operation } = scope;
  if (reader.standing.part === null || typeof filter?.text !== 'string') return scope;
  return { ...scope, candidates: await textCandidates(filter.text, { session, needToKnow, reader, operation }) };
}

/** The same operation, filter and moment give the same id, for clients' caches. */
function boardId(operationId: string, filter: TaskFilter | null, asOf: Instant | null | undefined): string {
  const given = JSON.parse(JSON.stringify(asOf ? [filter ?? {}, asOf] : (filter ?? {}))) as Json;
  const digest = createHash('sha256').update(canonicalJson(given)).digest('base64url').slice(0, 12);
  return `board_${operationId}_${digest}`;
}

function columnId(boardId: string, phase: TaskPhase): string {
  return `${boardId}.${phase}`;
}
