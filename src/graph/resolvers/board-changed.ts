import { Arg, Ctx, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { Reader } from '../../access/viewer';
import { isRefusal } from '../../core/errors';
import type { BoardRange } from '../../live/board-feed';
import { MemberRow } from '../../store/rows/directory.row';
import type { Session } from '../../store/session';
import { boardScope } from '../board-view';
import { apiContext, type ApiContext } from '../context';
import { plainFilter } from '../filter-values';
import { showEntries } from '../log-view';
import { CursorScalar } from '../scalars';
import { BoardChange, TaskFilter } from '../types/board';

/** The arguments of the subscription. */
interface Followed {
  readonly operationId: string;
  readonly after?: string | null;
  readonly filter?: TaskFilter | null;
}

@Resolver()
export class BoardChangedSubscription {
  @Subscription(() => BoardChange, {
    description: 'What changes of a board, complete and in order: each message begins where the one before ended.',
    subscribe: ({ args, context }) => follow(args as Followed, context as ApiContext),
  })
  async boardChanged(
    @Root() range: BoardRange,
    @Ctx() context: ApiContext,
    @Arg('operationId', () => ID, { description: 'The operation.' }) operationId: string,
    @Arg('after', () => CursorScalar, {
      nullable: true,
      description: 'The position that one has: of a board, of a command, of the last message. Left out: from now on.',
    })
    _after?: string,
    @Arg('filter', () => TaskFilter, { nullable: true, description: 'Only these tasks.' }) _filter?: TaskFilter,
  ): Promise<BoardChange> {
    // What was loaded for one message must not be shown in the next.
    context.loaders.forget();
    const { services, reading } = context;
    const { reader, entries, tasks, at } = range;
    return services.store.read(async (session) => {
      const show = reading.shower(reader, await reading.phaseOf(session, operationId));
      const shown = await showEntries({ services, reading, session }, entries, { reader });
      return {
        after: reading.cursorOf(operationId, range.after),
        cursor: reading.cursorOf(operationId, range.until),
        ...{ at, entries: shown, tasks: tasks.map(show) as unknown as BoardChange['tasks'] },
      };
    });
  }
}

/** Begins a stream. Everything that is wrong with its arguments is told now, before the first message. */
async function follow(
  { operationId, after, filter: asked }: Followed,
  context: ApiContext,
): Promise<AsyncIterableIterator<BoardRange>> {
  const { services, reading } = context;
  const filter = plainFilter(asked);
  const place = after ? reading.positionOf(operationId, { cursor: after, path: 'after' }) : null;
  await services.store.read(async (session) => {
    const { reader } = await reading.ownOperation(session, operationId);
    await boardScope(context, { session, reader, operationId, filter });
  });
  const system = await services.operations.system();
  return services.boardFeed.follow({
    operation: operationId,
    watched: system === null ? [operationId] : [operationId, system],
    after: place,
    now: () => services.clock.now(),
    readerNow: (session) => readerNow(context, session, operationId),
    filterFor: async (session, reader) => (await boardScope(context, { session, reader, operationId, filter })).filter,
  });
}

/** Who follows, by the rights of now: null once the session is over, the member disabled or its agency's part ended. */
async function readerNow(
  { services, viewer }: ApiContext,
  session: Session,
  operation: string,
): Promise<Reader | null> {
  if (services.clock.now() >= viewer.sessionEndsAt) return null;
  const member = await session.findOne(MemberRow, { id: viewer.memberId, state: 'ACTIVE' });
  if (!member) return null;
  try {
    const { reading } = apiContext(services, { ...viewer, roles: member.roles });
    return (await reading.ownOperation(session, operation)).reader;
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}
