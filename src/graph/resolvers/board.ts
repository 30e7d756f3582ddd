import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import type { Shown } from '../../access/need-to-know';
import type { Locale } from '../../core/vocabulary';
import { boardKey } from '../../core/board-key';
import { readBoard } from '../board-view';
import type { ApiContext } from '../context';
import { LocaleArg } from '../types/locale-arg';
import { pageOf, pageRequest } from '../page';
import { Board, BoardColumn, TaskFilter } from '../types/board';
import { Operation } from '../types/operation';
import { TaskConnection } from '../types/task';

/** Beyond it, counting would cost more than the page. */
const MOST_COUNTED = 10_000;

@Resolver(() => Board)
export class BoardFields {
  @Query(() => Board, { nullable: true, description: 'The task board 任务看板 of an operation; for participants.' })
  async board(
    @Arg('operationId', () => ID, { description: 'The operation.' }) operationId: string,
    @Ctx() context: ApiContext,
    @Arg('filter', () => TaskFilter, { nullable: true, description: 'Only these tasks.' }) filter?: TaskFilter,
  ): Promise<Board> {
    return readBoard(context, { operationId, filter });
  }

  @FieldResolver(() => Operation, { description: 'Whose board it is.' })
  async operation(@Root() board: Board, @Ctx() { loaders }: ApiContext): Promise<Operation | null> {
    return loaders.operation.load(board.operationId);
  }
}

@Resolver(() => Operation)
export class OperationBoard {
  @FieldResolver(() => Board, { description: 'Its task board; empty for who only takes part below.' })
  async board(
    @Root() operation: Shown,
    @Ctx() context: ApiContext,
    @Arg('filter', () => TaskFilter, { nullable: true, description: 'Only these tasks.' }) filter?: TaskFilter,
  ): Promise<Board> {
    return readBoard(context, { operationId: operation.id, filter, empty: operation.withheld.includes('board') });
  }
}

@Resolver(() => BoardColumn)
export class BoardColumnFields {
  @FieldResolver(() => String, { description: 'Its heading.' })
  label(@Root() column: BoardColumn, @Ctx() { localeOf, services }: ApiContext, @LocaleArg() locale?: Locale): string {
    return services.catalogue.text(`phase.${column.phase}`, localeOf(locale));
  }

  @FieldResolver(() => TaskConnection, {
    description: 'Its tasks by priority (highest first), dueAt (none last), number.',
  })
  async tasks(
    @Root() { phase, scope, count, id }: BoardColumn,
    @Ctx() { services, reading, viewer }: ApiContext,
    @Arg('first', () => Int, { defaultValue: 50, description: 'How many, at most 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor that the page begins after.' }) after?: string,
  ): Promise<TaskConnection> {
    const at = { codec: services.pageCursors, place: `column ${viewer.agencyId} ${id}` };
    const asked = pageRequest({ first, ...(after === undefined ? {} : { after }) }, at);
    const afterKey = asked.after === null ? null : String(asked.after[0]);
    return services.store.read(async (session) => {
      const tasks = await services.boards.page(session, scope, { phase, first: asked.size, afterKey });
      const show = reading.shower(scope.reader, await reading.phaseOf(session, scope.operation));
      const page = pageOf(tasks, asked, { at, keyOf: (task) => [boardKey(task)], show });
      return { ...page, totalCount: count > MOST_COUNTED ? null : count } as unknown as TaskConnection;
    });
  }
}
