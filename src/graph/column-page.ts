import { boardKey } from '../core/board-key';
import type { ApiContext } from './context';
import { pageOf, pageRequest, type PageArguments, type PagePlace } from './page';
import type { BoardColumn } from './types/board';
import type { TaskConnection } from './types/task';

/** Beyond it, counting would cost more than the page. */
const MOST_COUNTED = 10_000;

/** Where page cursors of a column belong. */
export function columnPlace({ services, viewer }: ApiContext, columnId: string): PagePlace {
  return { codec: services.pageCursors, place: `column ${viewer.agencyId} ${columnId}` };
}

/** A page by its arguments. */
export function pageKey({ first, after }: PageArguments): string {
  return JSON.stringify([first ?? null, after ?? null]);
}

/** Shows a page of a column from what the board's own snapshot read. @throws Refusal BAD_USER_INPUT for its arguments */
export function columnPage(context: ApiContext, column: BoardColumn, asked: PageArguments): TaskConnection {
  const at = columnPlace(context, column.id);
  const request = pageRequest(asked, at);
  const tasks = column.pages.get(pageKey(asked));
  if (!tasks) throw new Error('a page of a column was not read with its board');
  const show = context.reading.shower(column.scope.reader, column.operationPhase);
  const page = pageOf(tasks, request, { at, keyOf: (task) => [boardKey(task)], show });
  const totalCount = column.count > MOST_COUNTED ? null : column.count;
  return { ...page, totalCount } as unknown as TaskConnection;
}
