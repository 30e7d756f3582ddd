import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { isKind } from '../../core/definition';
import { badInput, refuse } from '../../core/errors';
import { prefixOf } from '../../core/ids';
import { LogEntryRow } from '../../store/rows/log-entry.row';
import type { ApiContext } from '../context';
import { showEntries } from '../log-view';
import { Node } from '../types/node';
import { Task } from '../types/task';

const MOST_NODES = 100;

@Resolver()
export class NodeQueries {
  @Query(() => Node, { nullable: true, description: 'Anything by its id; what may not be seen is not there.' })
  async node(
    @Arg('id', () => ID, { description: 'Id of the thing.' }) id: string,
    @Ctx() context: ApiContext,
  ): Promise<Node> {
    const found = await findNode(id, context);
    if (!found) throw refuse('NOT_FOUND');
    return found;
  }

  @Query(() => [Node], {
    nullable: 'items',
    description: 'At most 100 things by their ids; null where it is not there.',
  })
  async nodes(
    @Arg('ids', () => [ID], { description: 'Their ids.' }) ids: string[],
    @Ctx() context: ApiContext,
  ): Promise<(Node | null)[]> {
    if (ids.length > MOST_NODES) {
      throw badInput([{ path: 'ids', code: 'TOO_MANY', params: { maximum: MOST_NODES } }]);
    }
    return Promise.all(ids.map((id) => findNode(id, context)));
  }

  @Query(() => Task, { nullable: true, description: 'A task by its id.' })
  async task(
    @Arg('id', () => ID, { description: 'Id of the task.' }) id: string,
    @Ctx() { reading, services }: ApiContext,
  ): Promise<Task> {
    const shown = await reading.subject(id);
    if (!isKind(services.registry.getType(shown.__typename))) throw refuse('NOT_FOUND');
    return shown as unknown as Task;
  }
}

async function findNode(id: string, context: ApiContext): Promise<Node | null> {
  if (prefixOf(id) === 'log') return findEntry(id, context);
  return context.loaders.subject.load(id);
}

async function findEntry(id: string, { services, reading }: ApiContext): Promise<Node | null> {
  return services.store.read(async (session) => {
    const row = await session.findOne(LogEntryRow, { id });
    if (!row) return null;
    const reader = await reading.reader(session, row.operation);
    if (reader.standing.part === null) return null;
    const told = await services.visibleLog.told(session, reader, [row]);
    const [entry] = await showEntries({ services, reading, session }, told, { reader });
    return entry ?? null;
  });
}
