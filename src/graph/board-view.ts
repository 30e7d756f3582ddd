import { createHash } from 'node:crypto';
import type { Reader } from '../access/viewer';
import { badInput, isRefusal } from '../core/errors';
import type { Instant } from '../core/time';
import { TASK_PHASES } from '../core/vocabulary';
import type { BoardScope, Versions } from '../live/board';
import type { ShownTally, TallyRequest } from '../live/tally-reader';
import { raw, type Session, type Sql } from '../store/session';
import type { ApiContext } from './context';
import { columnId, readColumnPages, readPastPages, type ColumnPageArguments } from './column-page';
import { findCandidates } from './filter-candidates';
import { argumentsText } from './page';
import { plainFilter } from './filter-values';
import { readAtLeast } from './read-at-least';
import { taskFilter, type FilterCandidates } from './task-filter';
import { findWithin } from './task-within';
import type { Board, TaskFilter } from './types/board';

/** Which board is asked for. */
export interface BoardArguments {
  readonly operationId: string;
  readonly filter: TaskFilter | null | undefined;
  /** Pages that will be asked of its columns: read in the board's own snapshot. */
  readonly pages: readonly ColumnPageArguments[];
  /** Metrics that will be asked of its tallies, in the same way; null: all of them. */
  readonly metrics: readonly (readonly string[] | null)[];
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
  const { operationId, pages, metrics, empty = false, asOf } = asked;
  if (asOf && asOf > services.clock.now()) throw badInput([{ path: 'asOf', code: 'IN_FUTURE' }]);
  const filter = plainFilter(asked.filter);
  const id = boardId(operationId, filter, asOf);
  const atLeast = asked.atLeast ? reading.positionOf(operationId, { cursor: asked.atLeast, path: 'atLeast' }) : 0;
  return readAtLeast(services, { operationId, atLeast }, async (session, head) => {
    const { reader, row } = await (empty
      ? reading.operation(session, { id: operationId })
      : reading.ownOperation(session, operationId));
    const found = await candidatesOf(context, { session, reader, operationId, filter });
    const now = scopeOf(context, { session, reader, operationId, filter }, found);
    const until = asOf ? await services.visibleLog.positionAt(session, operationId, asOf) : head;
    const scope = asOf ? { ...now, at: until } : now;
    const seq = await services.visibleLog.lastPosition(session, reader, { operation: operationId, until });
    const { counts, overdue } = await services.boards.figures(session, scope);
    const operation = { id: operationId, reader, phase: row.state };
    const read = asOf
      ? await readPastPages(context, session, { scope: { ...now, at: until }, boardId: id, pages })
      : await readColumnPages(context, session, { operation, filter, found, boardId: id, counts, pages });
    const columns = TASK_PHASES.map((phase) => ({
      ...{ id: columnId(id, phase), phase, count: counts[phase], scope, operationPhase: asOf ? PAST : row.state },
      pages: read.get(phase) ?? new Map(),
    }));
    const at = asOf ?? services.clock.now();
    const then = asOf ? { then: { seq: until, at: asOf } } : {};
    const sums = await readSums(context, session, { metrics, request: { operation: row, reader, ...then } });
    return { id, operationId, cursor: reading.cursorOf(operationId, seq), at, columns, overdue, sums };
  });
}

/** What a board's tallies were read for. */
export function metricsKey(metrics: readonly string[] | null | undefined): string {
  return JSON.stringify(metrics ?? null);
}

/** Tallies in the board's snapshot; what is wrong with some is told by their own field. */
async function readSums(
  { services }: ApiContext,
  session: Session,
  { metrics, request }: { metrics: BoardArguments['metrics']; request: Omit<TallyRequest, 'metrics'> },
): Promise<Board['sums']> {
  const sums = new Map<string, readonly ShownTally[]>();
  for (const wanted of metrics) {
    try {
      sums.set(metricsKey(wanted), await services.tallies.read(session, { ...request, metrics: wanted }));
    } catch (error) {
      if (!isRefusal(error) || error.code !== 'BAD_USER_INPUT') throw error;
    }
  }
  return sums;
}

/** Whose board is read in an open snapshot. */
interface AskedScope {
  readonly session: Session;
  readonly reader: Reader;
  readonly operationId: string;
  readonly filter: TaskFilter | null;
}

/** What a board's tasks are read by. */
export async function boardScope(context: ApiContext, asked: AskedScope): Promise<BoardScope> {
  return scopeOf(context, asked, await candidatesOf(context, asked));
}

/** Nothing is looked for where nothing is shown. */
async function candidatesOf(
  { services: { needToKnow } }: ApiContext,
  { session, reader, operationId, filter }: AskedScope,
): Promise<FilterCandidates> {
  if (reader.standing.part === null) return { within: null };
  return findCandidates(filter, { session, needToKnow, reader }, operationId);
}

function scopeOf(
  { services: { needToKnow } }: ApiContext,
  { session, reader, operationId, filter }: AskedScope,
  { within, holding }: FilterCandidates,
): BoardScope {
  const scope = { operation: operationId, reader };
  if (reader.standing.part === null) return { ...scope, filter: raw('1 = 0') };
  const found = holding === undefined ? { within } : { within, holding };
  const by = { session, needToKnow, reader };
  const filterAmong = async (versions: Versions): Promise<Sql> =>
    taskFilter(filter, { ...by, ...found, within: await findWithin(filter, by, versions) });
  return {
    ...{ ...scope, filter: taskFilter(filter, { ...by, ...found }) },
    ...(within === null ? {} : { filterAmong }),
    ...(holding === undefined ? {} : { candidates: holding }),
  };
}

/** The same operation, filter and moment give the same id, for clients' caches. */
function boardId(operationId: string, filter: TaskFilter | null, asOf: Instant | null | undefined): string {
  const given = argumentsText(asOf ? [filter ?? {}, asOf] : (filter ?? {}));
  const digest = createHash('sha256').update(given).digest('base64url').slice(0, 12);
  return `board_${operationId}_${digest}`;
}
