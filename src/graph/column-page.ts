import type { Reader } from '../access/viewer';
import { badInput, isRefusal, refuse } from '../core/errors';
import type { TaskThing } from '../core/thing';
import { TASK_PHASES, type TaskPhase } from '../core/vocabulary';
import type { BoardScope, ColumnPages } from '../live/board';
import { MOST_COUNTED } from '../live/task-lists';
import { orderShown, type TaskOrder } from '../live/task-order';
import type { TaskRow } from '../store/rows/task.row';
import type { Session } from '../store/session';
import { tasksOf } from '../store/things';
import type { ApiContext } from './context';
import { pageOf, pageRequest, type PageArguments, type PagePlace, type PageRequest } from './page';
import { isOrderHidden, keyOfTask, taskPage, taskScopes, type ListedOperation } from './task-connection';
import { taskRestrictions, type FilterCandidates } from './task-filter';
import type { BoardColumn, TaskFilter } from './types/board';
import type { TaskConnection } from './types/task';

/** The arguments of a column's page. */
export interface ColumnPageArguments extends PageArguments {
  readonly orderBy?: TaskOrder | null;
}

/** A column is the same under the same operation, filter and phase. */
export function columnId(boardId: string, phase: TaskPhase): string {
  return `${boardId}.${phase}`;
}

/** Which pages are read with a board. */
export interface ColumnPagesRequest {
  readonly operation: ListedOperation;
  readonly filter: TaskFilter | null;
  /** What the filter was looked up by for the board itself. */
  readonly found: FilterCandidates;
  readonly boardId: string;
  /** Of each column's tasks under the filter, in the same snapshot: where there are none, none are read. */
  readonly counts: Readonly<Record<TaskPhase, number>>;
  readonly pages: readonly ColumnPageArguments[];
}

/** Pages of every column that they can be of; what is wrong with one is told by its own field. */
export async function readColumnPages(
  context: ApiContext,
  session: Session,
  { operation, filter, found, boardId, counts, pages }: ColumnPagesRequest,
): Promise<ReadonlyMap<TaskPhase, ColumnPages>> {
  const byPhase = new Map(TASK_PHASES.map((phase) => [phase, new Map<string, readonly TaskThing[]>()]));
  if (operation.reader.standing.part === null || pages.length === 0) return byPhase;
  const { taskLists, registry, needToKnow } = context.services;
  const scopes = await taskScopes(context, session, { operations: [operation], filter, found, order: null });
  const read: { phase: TaskPhase; page: ColumnPageArguments; headers: readonly TaskRow[] }[] = [];
  for (const phase of TASK_PHASES.filter((each) => counts[each] > 0)) {
    const sources = taskLists.sources(session, operation.id);
    const { reader } = operation;
    const column = taskRestrictions({ phases: [phase] }, { session, needToKnow, reader }, sources);
    const inColumn = scopes.map((scope) => ({ ...scope, restrictions: [...column, ...scope.restrictions] }));
    for (const page of pages) {
      const asked = askedOrNull(context, page, { id: columnId(boardId, phase), reader });
      if (!asked) continue;
      const list = { scopes: inColumn, page: taskPage(session, asked.order, asked.request), counted: false };
      read.push({ phase, page, headers: (await taskLists.read(session, list)).headers });
    }
  }
  const all = read.flatMap(({ headers }) => headers);
  const tasks = await tasksOf(session, registry.kinds, all);
  let from = 0;
  for (const { phase, page, headers } of read) {
    byPhase.get(phase)?.set(pageKey(page), tasks.slice(from, (from += headers.length)));
  }
  return byPhase;
}

/** The same of a board as it was: in the order of the board alone, as its reader is shown it. */
export async function readPastPages(
  context: ApiContext,
  session: Session,
  asked: { scope: BoardScope & { at: number }; boardId: string; pages: readonly ColumnPageArguments[] },
): Promise<ReadonlyMap<TaskPhase, ColumnPages>> {
  const { scope, boardId, pages } = asked;
  const read = TASK_PHASES.flatMap((phase) =>
    pages.flatMap((page) => {
      const column = { id: columnId(boardId, phase), reader: scope.reader };
      const asked = page.orderBy ? null : askedOrNull(context, page, column);
      if (!asked) return [];
      return [{ phase, page, first: asked.request.size, after: taskPage(session, asked.order, asked.request).after }];
    }),
  );
  const tasks = await context.services.boards.pastPages(session, scope, read);
  const byPhase = new Map(TASK_PHASES.map((phase) => [phase, new Map<string, readonly TaskThing[]>()]));
  for (const [i, { phase, page }] of read.entries()) byPhase.get(phase)?.set(pageKey(page), tasks[i] ?? []);
  return byPhase;
}

/**
 * Shows a page of a column from what the board's own snapshot read.
 * @throws Refusal BAD_USER_INPUT for its arguments, FORBIDDEN for an order by what is hidden everywhere
 */
export function columnPage(context: ApiContext, column: BoardColumn, asked: ColumnPageArguments): TaskConnection {
  const { reader, at: past } = column.scope;
  if (asked.orderBy && past !== undefined) throw badInput([{ path: 'orderBy', code: 'NOT_OF_THE_PAST' }]);
  const { order, at, request } = askedOf(context, asked, { id: column.id, reader });
  const tasks = column.pages.get(pageKey(asked)) ?? [];
  const show = context.reading.shower(reader, column.operationPhase);
  const page = pageOf(tasks, request, { at, keyOf: (task) => keyOfTask(context, task, { order, reader }), show });
  const totalCount = column.count > MOST_COUNTED ? null : column.count;
  return { ...page, totalCount } as unknown as TaskConnection;
}

/** Where page cursors of a column belong. */
function columnPlace({ services, viewer }: ApiContext, id: string, order: TaskOrder | null): PagePlace {
  const by = order === null ? '' : ` ${order.field} ${order.direction}`;
  return { codec: services.pageCursors, place: `column ${viewer.agencyId} ${viewer.memberId} ${id}${by}` };
}

/** A page by its arguments. */
function pageKey({ first, after, orderBy }: ColumnPageArguments): string {
  return JSON.stringify([first ?? null, after ?? null, orderBy?.field ?? null, orderBy?.direction ?? null]);
}

/** A page as it is read: in the order that its reader is shown. */
interface AskedPage {
  readonly order: TaskOrder | null;
  readonly at: PagePlace;
  readonly request: PageRequest;
}

/** @throws Refusal BAD_USER_INPUT for its arguments, FORBIDDEN for an order by what is hidden everywhere */
function askedOf(
  context: ApiContext,
  page: ColumnPageArguments,
  { id, reader }: { readonly id: string; readonly reader: Reader },
): AskedPage {
  const { needToKnow } = context.services;
  const order = orderShown(page.orderBy ?? null, needToKnow, [reader]);
  const at = columnPlace(context, id, order);
  const request = pageRequest(page, at);
  if (isOrderHidden(order, needToKnow, reader)) throw refuse('FORBIDDEN', { denial: { code: 'HIDDEN_ORDER' } });
  return { order, at, request };
}

/** The same; null for what its own field refuses when it is shown. */
function askedOrNull(...asked: Parameters<typeof askedOf>): AskedPage | null {
  try {
    return askedOf(...asked);
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}
