import type { NeedToKnow } from '../access/need-to-know';
import type { Reader } from '../access/viewer';
import { isKind } from '../core/definition';
import { refuse } from '../core/errors';
import { prefixOf } from '../core/ids';
import type { PageKey } from '../core/page-cursor';
import type { TaskThing } from '../core/thing';
import { listKey, orderedField, placeOfKey, type TaskOrder } from '../live/task-order';
import type { TaskPage } from '../live/task-branches';
import type { TaskScope } from '../live/task-plan';
import type { Session } from '../store/session';
import { tasksOf } from '../store/things';
import type { ApiContext } from './context';
import { findCandidates } from './filter-candidates';
import { argumentsText, pageOf, type PagePlace, type PageRequest } from './page';
import { isHidden, taskRestrictions, type FilterCandidates } from './task-filter';
import type { TaskFilter } from './types/board';
import type { TaskConnection } from './types/task';

/** An operation whose tasks are listed, and how the viewer stands to it. */
export interface ListedOperation {
  readonly id: string;
  readonly reader: Reader;
  readonly phase: string;
}

/** A list of tasks as it is asked for. */
export interface TaskListArguments {
  readonly operations: readonly ListedOperation[];
  readonly filter: TaskFilter | null;
  /** Only tasks that this agency, the viewer's own, leads or is assigned to. */
  readonly assignedTo?: string;
  readonly order: TaskOrder | null;
  readonly request: PageRequest;
  readonly at: PagePlace;
  /** totalCount is asked for. */
  readonly counted: boolean;
}

/** Where page cursors of a list belong: its field, whose it is, and every argument that decides what stands in it. */
export function listPlace(
  { services, viewer }: ApiContext,
  field: string,
  { filter, order }: { filter: TaskFilter | null; order: TaskOrder | null },
): PagePlace {
  const given = argumentsText({ filter, order });
  return { codec: services.pageCursors, place: `${field} ${viewer.agencyId} ${viewer.memberId} ${given}` };
}

/**
 * Reads a page of tasks in an open snapshot, in a fixed number of statements.
 * @throws Refusal FORBIDDEN for a filter or an order by what is hidden everywhere, LIMIT_EXCEEDED
 */
export async function readTasks(
  context: ApiContext,
  session: Session,
  asked: TaskListArguments,
): Promise<TaskConnection> {
  const { services, reading } = context;
  const { operations, order, request, at } = asked;
  const page = taskPage(session, order, request);
  const scopes = await taskScopes(context, session, asked);
  const { headers, count } = await services.taskLists.read(session, { scopes, page, counted: asked.counted });
  const tasks = await tasksOf(session, services.registry.kinds, headers);
  const ofOperation = new Map(operations.map((operation) => [operation.id, operation]));
  const connection = pageOf(tasks, request, {
    at,
    keyOf: (task) => keyOfTask(context, task, { order, reader: present(ofOperation.get(task.operation)).reader }),
    show: (task) => {
      const { reader, phase } = present(ofOperation.get(task.operation));
      return reading.shower(reader, phase)(task);
    },
  });
  return { ...connection, totalCount: count } as unknown as TaskConnection;
}

/** A page as the lists read it. */
export function taskPage(session: Session, order: TaskOrder | null, request: PageRequest): TaskPage {
  const place = (key: PageKey | null): TaskPage['after'] => placeOfKey(session, key, order);
  const { size, backwards, after, before } = request;
  return { order, size, backwards, after: place(after), before: place(before) };
}

/** What a page cursor keeps of a task. */
export function keyOfTask(
  { services }: ApiContext,
  task: TaskThing,
  { order, reader }: { order: TaskOrder | null; reader: Reader },
): PageKey {
  const { registry, needToKnow } = services;
  const kind = registry.findPrefix(prefixOf(task.id) ?? '');
  if (!kind || !isKind(kind)) throw new Error(`${task.id} is no task of a kind that is installed`);
  return listKey(task, order, { needToKnow, kind, reader });
}

type ScopesRequest = Pick<TaskListArguments, 'operations' | 'filter' | 'order' | 'assignedTo'> & {
  /** What the filter was looked up by in this snapshot, for a list of one operation. */
  readonly found?: FilterCandidates;
};

/** The scopes of a list, after its filter and order were allowed. */
export async function taskScopes(
  { services }: ApiContext,
  session: Session,
  { operations, filter, order, assignedTo, found }: ScopesRequest,
): Promise<TaskScope[]> {
  const { needToKnow, taskLists } = services;
  const everywhere = (hides: (reader: Reader) => boolean): boolean =>
    operations.length > 0 && operations.every(({ reader }) => hides(reader));
  if (everywhere((reader) => isOrderHidden(order, needToKnow, reader))) throw forbidden('HIDDEN_ORDER');
  if (everywhere((reader) => isHidden(filter, needToKnow, reader))) throw forbidden('HIDDEN_FIELD');
  const scopes: TaskScope[] = [];
  for (const { id: operation, reader } of operations) {
    const by = { session, needToKnow, reader };
    const context = { ...by, ...(found ?? (await findCandidates(filter, by, operation))) };
    const sources = taskLists.sources(session, operation);
    const own = assignedTo === undefined ? [] : taskRestrictions({ agencyIds: [assignedTo] }, context, sources);
    scopes.push({ operation, reader, restrictions: [...own, ...taskRestrictions(filter, context, sources)] });
  }
  return scopes;
}

/** Whether an order looks at a field that is withheld from the reader in every state. */
export function isOrderHidden(order: TaskOrder | null, needToKnow: NeedToKnow, reader: Reader): boolean {
  const field = orderedField(order);
  return field !== null && needToKnow.hiddenEverywhere(field, reader);
}

function forbidden(code: string): Error {
  return refuse('FORBIDDEN', { denial: { code } });
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('a task of another operation was read');
  return value;
}
