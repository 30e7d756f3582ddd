import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Query, Resolver, Root } from 'type-graphql';
import type { Shown } from '../../access/need-to-know';
import type { Reader } from '../../access/viewer';
import { takesPart } from '../../core/actor';
import { fieldsOf } from '../../core/definition';
import { refuse } from '../../core/errors';
import type { TaskThing } from '../../core/thing';
import { orderShown } from '../../live/task-order';
import { OperationRow, ParticipationRow } from '../../store/rows/operation.row';
import { TaskRow } from '../../store/rows/task.row';
import type { Session } from '../../store/session';
import { tasksOf } from '../../store/things';
import type { ApiContext } from '../context';
import { isName, plainFilter } from '../filter-values';
import { argumentsBelow } from '../look-ahead';
import { pageRequest } from '../page';
import { listPlace, readTasks, type ListedOperation } from '../task-connection';
import { Viewer } from '../types/directory';
import { Operation } from '../types/operation';
import { Task, TaskConnection } from '../types/task';
import { TaskListArgs } from '../types/task-list.args';

interface Asked {
  /** The field and what it is of, for its page cursors. */
  readonly field: string;
  readonly args: TaskListArgs;
  readonly info: GraphQLResolveInfo;
  /** Only tasks that this agency leads or is assigned to. */
  readonly assignedTo?: string;
  readonly operations: (session: Session) => Promise<readonly ListedOperation[]>;
}

@Resolver(() => Operation)
export class OperationTasks {
  @FieldResolver(() => TaskConnection, {
    description: 'Its tasks, as far as the viewer sees them; none for who only takes part below.',
  })
  async tasks(
    @Root() operation: Shown,
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
    @Args(() => TaskListArgs) args: TaskListArgs,
  ): Promise<TaskConnection> {
    const isWithheld = operation.withheld.includes('tasks');
    return list(context, {
      ...{ field: `tasks ${operation.id}`, args, info },
      operations: async (session) => {
        const { reader, row } = await context.reading.operation(session, { id: operation.id });
        return isWithheld ? [] : [{ id: row.id, reader, phase: row.state }];
      },
    });
  }

  @Query(() => Task, { nullable: true, description: 'A task by its number, for who may see numbers.' })
  async taskByNumber(
    @Arg('operationId', () => ID, { description: 'The operation.' }) operationId: string,
    @Arg('number', () => String, { description: 'Its number, e.g. "ARR-0021".' }) number: string,
    @Ctx() { services, reading }: ApiContext,
  ): Promise<Task> {
    return services.store.read(async (session) => {
      const { reader, row } = await reading.ownOperation(session, operationId);
      const header = isName(number) ? await session.findOne(TaskRow, { operation: operationId, number }) : null;
      const [task] = header ? await tasksOf(session, services.registry.kinds, [header]) : [];
      if (!task || !isSeen(services, { task, reader })) throw refuse('NOT_FOUND');
      return reading.shower(reader, row.state)(task) as unknown as Task;
    });
  }
}

@Resolver(() => Viewer)
export class ViewerTasks {
  @FieldResolver(() => TaskConnection, {
    description: 'Tasks that the own agency leads or is assigned to, of all operations in which it takes part.',
  })
  async tasks(
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
    @Args(() => TaskListArgs) args: TaskListArgs,
  ): Promise<TaskConnection> {
    return list(context, {
      ...{ field: 'viewer.tasks', args, info },
      assignedTo: context.viewer.agencyId,
      operations: (session) => ownOperations(context, session),
    });
  }
}

async function list(context: ApiContext, { field, args, info, operations, ...of }: Asked): Promise<TaskConnection> {
  const filter = plainFilter(args.filter);
  const counted = argumentsBelow(info, ['totalCount']).length > 0;
  return context.services.store.read(async (session) => {
    const listed = await operations(session);
    const readers = listed.map(({ reader }) => reader);
    const order = orderShown(args.orderBy ?? null, context.services.needToKnow, readers);
    const at = listPlace(context, field, { filter, order });
    const request = pageRequest(args, at);
    return readTasks(context, session, { ...of, operations: listed, filter, order, request, at, counted });
  });
}

/** The operations in which the viewer's agency takes part now; none of them is SYSTEM. */
async function ownOperations({ services, viewer }: ApiContext, session: Session): Promise<ListedOperation[]> {
  const now = services.clock.now();
  const parts = (await session.find(ParticipationRow, { agency: viewer.agencyId })).filter((row) =>
    takesPart(row, now),
  );
  const rows = await session.find(OperationRow, { id: parts.map((part) => part.operation) }, { id: 'ASC' });
  return rows.flatMap((row) => {
    const part = parts.find(({ operation }) => operation === row.id)?.part;
    if (part === undefined) return [];
    return [{ id: row.id, phase: row.state, reader: { actor: viewer, standing: { part, descendant: false } } }];
  });
}

/** Whether the reader sees a task and its number: a number that one may not see is none to be found by. */
function isSeen({ registry, needToKnow }: ApiContext['services'], { task, reader }: SeenTask): boolean {
  const kind = registry.kinds.find((each) => each.kind === task.kind);
  if (!kind || !needToKnow.mayKnow(kind, task, reader)) return false;
  const of = fieldsOf(kind).get('number')?.class ?? 'PROOF';
  return needToKnow.level(kind, task, { reader, of }) === 'FULL';
}

interface SeenTask {
  readonly task: TaskThing;
  readonly reader: Reader;
}
