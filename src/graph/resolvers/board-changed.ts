import { Arg, Ctx, ID, Resolver, Root, Subscription } from 'type-graphql';
import { isKind } from '../../core/definition';
import { TASK_PHASES } from '../../core/vocabulary';
import type { BoardRange } from '../../live/board-feed';
import type { Session } from '../../store/session';
import { boardScope } from '../board-view';
import type { ApiContext } from '../context';
import { plainFilter } from '../filter-values';
import { holdWhileSame, participantNow, watchedBy } from '../live-viewer';
import { showEntries, type ShownEntry } from '../log-view';
import { CursorScalar } from '../scalars';
import { showTally } from '../tally-view';
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
  boardChanged(
    @Root() change: BoardChange,
    @Ctx() { loaders }: ApiContext,
    @Arg('operationId', () => ID, { description: 'The operation.' }) _operationId: string,
    @Arg('after', () => CursorScalar, {
      nullable: true,
      description: 'The position that one has: of a board, of a command, of the last message. Left out: from now on.',
    })
    _after?: string,
    @Arg('filter', () => TaskFilter, { nullable: true, description: 'Only these tasks.' }) _filter?: TaskFilter,
  ): BoardChange {
    // What was loaded for one message must not be shown in the next.
    loaders.forget();
    return change;
  }
}

/** Begins a stream. Everything that is wrong with its arguments is told now, before the first message. */
async function follow(
  { operationId, after, filter: asked }: Followed,
  context: ApiContext,
): Promise<AsyncIterableIterator<BoardChange>> {
  const { services, reading } = context;
  const filter = plainFilter(asked);
  const place = after ? reading.positionOf(operationId, { cursor: after, path: 'after' }) : null;
  await services.store.read(async (session) => {
    const { reader } = await reading.ownOperation(session, operationId);
    await boardScope(context, { session, reader, operationId, filter });
  });
  return services.boardFeed.follow({
    operation: operationId,
    watched: await watchedBy(context, [operationId]),
    after: place,
    now: () => services.clock.now(),
    readerNow: (session) => participantNow(context, session, operationId),
    filterFor: async (session, reader) => {
      // Candidates are of now, and what a range asks for may be gone from there.
      const { candidates: _now, ...scope } = await boardScope(context, { session, reader, operationId, filter });
      return scope;
    },
    render: (session, range) => showChange(context, session, { operationId, range }),
  });
}

/** A range as its viewer may see it. */
async function showChange(
  context: ApiContext,
  session: Session,
  { operationId, range }: { operationId: string; range: BoardRange },
): Promise<BoardChange> {
  const { services, reading } = context;
  const { reader, at, tasks, figures, sums, final } = range;
  holdWhileSame(context, reader, (later) => participantNow(context, later, operationId));
  const show = reading.shower(reader, await reading.phaseOf(session, operationId));
  const entries = await showEntries({ services, reading, session }, range.entries, { reader });
  return {
    ...{ after: reading.cursorOf(operationId, range.after), cursor: reading.cursorOf(operationId, range.until) },
    ...{ at, entries, final, removed: [...range.removed], overdue: figures.overdue },
    tasks: tasks.map(show) as unknown as BoardChange['tasks'],
    subjects: subjectsOf(entries, reading) as unknown as BoardChange['subjects'],
    counts: TASK_PHASES.map((phase) => ({ phase, count: figures.counts[phase] })),
    tallies: sums.map((sum) => showTally(operationId, sum)),
  };
}

/** What the entries are about beside tasks, each once. */
function subjectsOf(entries: readonly ShownEntry[], reading: ApiContext['reading']): ShownEntry['subjectShown'][] {
  const records = entries
    .map((entry) => entry.subjectShown)
    .filter((shown) => !isKind(reading.originOf(shown).definition));
  return [...new Map(records.map((shown) => [shown.id, shown])).values()];
}
