import { Arg, Ctx, ID, Resolver, Root, Subscription } from 'type-graphql';
import { badInput, refuse } from '../../core/errors';
import type { TaskRange } from '../../live/task-feed';
import type { Session } from '../../store/session';
import type { ApiContext } from '../context';
import { holdWhileSame, readerNow, watchedBy } from '../live-viewer';
import { showEntries } from '../log-view';
import { CursorScalar } from '../scalars';
import { TaskChange } from '../types/board';

interface Followed {
  readonly taskId: string;
  readonly after?: string | null;
}

@Resolver()
export class TaskChangedSubscription {
  @Subscription(() => TaskChange, {
    description: 'What changes of one task, complete and in order; completes once the task can no longer be seen.',
    subscribe: ({ args, context }) => follow(args as Followed, context as ApiContext),
  })
  taskChanged(
    @Root() change: TaskChange,
    @Ctx() { loaders }: ApiContext,
    @Arg('taskId', () => ID, { description: 'The task that one follows.' }) _taskId: string,
    @Arg('after', () => CursorScalar, {
      nullable: true,
      description: 'The position that one has. Left out: from now on; the first message tells the place.',
    })
    _after?: string,
  ): TaskChange {
    loaders.forget();
    return change;
  }
}

async function follow({ taskId, after }: Followed, context: ApiContext): Promise<AsyncIterableIterator<TaskChange>> {
  const { services, reading } = context;
  // Whether it is a cursor at all does not depend on the task.
  if (after && !reading.isCursor(after)) throw badInput([{ path: 'after', code: 'NOT_A_CURSOR' }]);
  const shown = await reading.subject(taskId);
  if (!('kind' in shown)) throw refuse('NOT_FOUND');
  const { operation } = shown;
  return services.taskFeed.follow({
    operation,
    task: taskId,
    watched: await watchedBy(context, [operation]),
    after: after ? reading.positionOf(operation, { cursor: after, path: 'after' }) : null,
    now: () => services.clock.now(),
    readerNow: (session) => readerNow(context, session, operation),
    render: (session, range) => showChange(context, session, { operation, range }),
  });
}

async function showChange(
  context: ApiContext,
  session: Session,
  { operation, range }: { operation: string; range: TaskRange },
): Promise<TaskChange> {
  const { services, reading } = context;
  const { reader, at, task } = range;
  holdWhileSame(context, reader, (later) => readerNow(context, later, operation));
  const show = reading.shower(reader, await reading.phaseOf(session, operation));
  return {
    ...{ after: reading.cursorOf(operation, range.after), cursor: reading.cursorOf(operation, range.until), at },
    entries: await showEntries({ services, reading, session }, range.entries, { reader }),
    task: (task ? show(task) : null) as unknown as TaskChange['task'],
  };
}
