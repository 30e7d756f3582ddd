import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Int, Query, Resolver, Root } from 'type-graphql';
import type { Shown } from '../../access/need-to-know';
import type { Instant } from '../../core/time';
import type { Locale, TaskPhase } from '../../core/vocabulary';
import { readBoard, type BoardArguments } from '../board-view';
import { columnPage, type ColumnPageArguments } from '../column-page';
import type { ApiContext } from '../context';
import { argumentsBelow } from '../look-ahead';
import { CursorScalar, DateTimeScalar } from '../scalars';
import { Board, BoardColumn, TaskFilter } from '../types/board';
import { PAGE } from '../types/common';
import { TaskPhaseEnum } from '../types/enums';
import { LocaleArg } from '../types/locale-arg';
import { Operation } from '../types/operation';
import { TaskConnection, TaskOrder } from '../types/task';

@Resolver(() => Board)
export class BoardFields {
  @Query(() => Board, { nullable: true, description: 'The task board 任务看板 of an operation; for participants.' })
  async board(
    @Arg('operationId', () => ID, { description: 'The operation.' }) operationId: string,
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
    @Arg('filter', () => TaskFilter, { nullable: true, description: 'Only these tasks.' }) filter?: TaskFilter,
    @Arg('atLeast', () => CursorScalar, {
      nullable: true,
      description: 'Never older than this position, such as that of a command, whichever server answers.',
    })
    atLeast?: string,
    @Arg('asOf', () => DateTimeScalar, { nullable: true, description: 'As it was then, by the rights of now.' })
    asOf?: Instant,
  ): Promise<Board> {
    return readBoard(context, { operationId, filter, atLeast, asOf, ...readBelow(info) });
  }

  @FieldResolver(() => Operation, { description: 'Whose board it is.' })
  async operation(@Root() board: Board, @Ctx() { loaders }: ApiContext): Promise<Operation | null> {
    return loaders.operation.load(board.operationId);
  }

  @FieldResolver(() => [BoardColumn], { description: 'Its columns.' })
  columns(
    @Root() board: Board,
    @Arg('phases', () => [TaskPhaseEnum], {
      nullable: true,
      description: 'Only these: a page cursor belongs to one column.',
    })
    phases?: TaskPhase[],
  ): BoardColumn[] {
    return board.columns.filter((column) => phases?.includes(column.phase) ?? true);
  }
}

@Resolver(() => Operation)
export class OperationBoard {
  @FieldResolver(() => Board, { description: 'Its task board; empty for who only takes part below.' })
  async board(
    @Root() operation: Shown,
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
    @Arg('filter', () => TaskFilter, { nullable: true, description: 'Only these tasks.' }) filter?: TaskFilter,
  ): Promise<Board> {
    const empty = operation.withheld.includes('board');
    return readBoard(context, { operationId: operation.id, filter, empty, ...readBelow(info) });
  }
}

@Resolver(() => BoardColumn)
export class BoardColumnFields {
  @FieldResolver(() => String, { description: 'Its heading.' })
  label(@Root() column: BoardColumn, @Ctx() { localeOf, services }: ApiContext, @LocaleArg() locale?: Locale): string {
    return services.catalogue.text(`phase.${column.phase}`, localeOf(locale));
  }

  @FieldResolver(() => TaskConnection, {
    description:
      'Its tasks by priority (highest first), dueAt (none last), number; for whom dueAt or number is withheld of some task, by priority and the newest first.',
  })
  tasks(
    @Root() column: BoardColumn,
    @Ctx() context: ApiContext,
    @Arg('first', () => Int, { nullable: true, defaultValue: PAGE.usual, description: 'How many, at most 100.' })
    first: number | null,
    @Arg('after', () => String, { nullable: true, description: 'Cursor that the page begins after.' }) after?: string,
    @Arg('orderBy', () => TaskOrder, { nullable: true, description: 'Another order.' }) orderBy?: TaskOrder,
  ): TaskConnection {
    const order = orderBy === undefined ? {} : { orderBy };
    return columnPage(context, column, { first, ...(after === undefined ? {} : { after }), ...order });
  }
}

/** The pages and the tallies that the document asks of the board. */
function readBelow(info: GraphQLResolveInfo): Pick<BoardArguments, 'pages' | 'metrics'> {
  const pages: ColumnPageArguments[] = argumentsBelow(info, ['columns', 'tasks']);
  const metrics = argumentsBelow(info, ['tallies']).map((given) => (given['metrics'] as string[] | undefined) ?? null);
  return { pages, metrics };
}
