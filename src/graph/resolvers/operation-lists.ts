import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, ID, Info, Query, Resolver, Root } from 'type-graphql';
import type { Shown } from '../../access/need-to-know';
import type { Standings } from '../../access/standing';
import type { Reader } from '../../access/viewer';
import { SYSTEM_CODE } from '../../commands/operation-index';
import { refuse } from '../../core/errors';
import { canonicalEntry } from '../../core/entry';
import { GENESIS_HASH } from '../../core/hash-chain';
import type { OperationLevel, OperationPhase } from '../../core/vocabulary';
import { findHead } from '../../store/log';
import { LogEntryRow } from '../../store/rows/log-entry.row';
import { sql, type Session, type Sql } from '../../store/session';
import type { ApiContext } from '../context';
import { showEntries } from '../log-view';
import { argumentsBelow } from '../look-ahead';
import { emptyPage, readRecords } from '../record-page';
import { Viewer } from '../types/directory';
import { OperationLevelEnum, OperationPhaseEnum } from '../types/enums';
import { ChainHead } from '../types/log';
import { Operation, OperationConnection } from '../types/operation';
import { PageArgs } from '../types/page.args';

/** Which operations are listed, and by which field. */
interface OperationList {
  readonly info: GraphQLResolveInfo;
  readonly page: PageArgs;
  readonly place: { readonly field: string; readonly of?: string; readonly arguments?: object };
  readonly conditions: (standings: Standings) => readonly Sql[];
}

/** Lists operations, as far as the viewer's agency takes part in them or below them; administration is none. */
async function listOperations(context: ApiContext, list: OperationList): Promise<OperationConnection> {
  const { services, reading } = context;
  return readRecords<Operation>(context, {
    definition: services.registry.getType('Operation'),
    ...{ page: list.page, place: list.place, counted: argumentsBelow(list.info, ['totalCount']).length > 0 },
    scope: async (session: Session) => {
      const reader = await reading.everywhere(session);
      const conditions = [sql`r.code <> ${SYSTEM_CODE}`, ...list.conditions(reader.standings)];
      return { operation: null, reader, phase: '', conditions };
    },
  });
}

@Resolver()
export class OperationQueries {
  @Query(() => OperationConnection, {
    description: 'Operations that the own agency takes part in, and those above them; the newest first.',
  })
  async operations(
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('phase', () => OperationPhaseEnum, { nullable: true, description: 'In this phase.' }) phase?: OperationPhase,
    @Arg('level', () => OperationLevelEnum, { nullable: true, description: 'Of this level.' }) level?: OperationLevel,
    @Arg('exercise', () => Boolean, { nullable: true, description: 'Exercises 演练, or the real thing.' })
    exercise?: boolean,
  ): Promise<OperationConnection> {
    const conditions = [
      ...(phase ? [sql`r.state = ${phase}`] : []),
      ...(level ? [sql`r.level = ${level}`] : []),
      ...(typeof exercise === 'boolean' ? [sql`r.exercise = ${exercise ? 1 : 0}`] : []),
    ];
    const place = { field: 'Query.operations', arguments: { phase, level, exercise } };
    return listOperations(context, { info, page, place, conditions: () => conditions });
  }

  @Query(() => ChainHead, {
    nullable: true,
    description:
      "The newest link of an operation's log, for auditors of its lead: kept outside, it proves that no end was cut off.",
  })
  async chainHead(
    @Arg('operationId', () => ID, { description: 'The operation.' }) operationId: string,
    @Ctx() { services, reading }: ApiContext,
  ): Promise<ChainHead> {
    return services.store.read(async (session) => {
      const { row, reader } = await reading.operation(session, { id: operationId });
      const code = reader.standing.part === 'LEAD' ? 'NOT_YOUR_ROLE' : 'NOT_YOUR_AGENCY';
      if (!services.needToKnow.showsProof(reader)) throw refuse('FORBIDDEN', { denial: { code } });
      const proof = await newestProof({ services, reading, session }, { operation: row.id, reader });
      return { proof, at: services.clock.now(), operationId: row.id };
    });
  }
}

/** What the newest entry is checked by; its bytes for whom nothing of it is hidden. */
async function newestProof(
  { services, reading, session }: Pick<ApiContext, 'services' | 'reading'> & { session: Session },
  { operation, reader }: { operation: string; reader: Reader },
): Promise<ChainHead['proof']> {
  const seq = (await findHead(session, operation))?.seq ?? 0;
  const entries = await session.find(LogEntryRow, { operation, seq: [seq - 1, seq] }, { seq: 'ASC' });
  const entry = entries.at(-1);
  if (entry?.seq !== seq) throw new Error(`the log of ${operation} does not end at its head`);
  const previousHash = entries.length > 1 ? (entries[0]?.hash ?? GENESIS_HASH) : GENESIS_HASH;
  const span = { operation, after: seq - 1, until: seq };
  const told = await services.visibleLog.entries(session, reader, { span, limit: 1 });
  const [shown] = await showEntries({ services, reading, session }, told, { reader });
  return { seq, hash: entry.hash, previousHash, canonical: shown?.isWhole ? canonicalEntry(entry, previousHash) : '' };
}

@Resolver(() => ChainHead)
export class ChainHeadFields {
  @FieldResolver(() => Operation, { description: 'Whose log it is.' })
  async operation(@Root() { operationId }: ChainHead, @Ctx() { loaders }: ApiContext): Promise<Operation | null> {
    return loaders.operation.load(operationId);
  }
}

@Resolver(() => Operation)
export class OperationChildren {
  @FieldResolver(() => OperationConnection, {
    description: 'Operations directly below it that the viewer may know, the newest first; for participants.',
  })
  async children(
    @Root() operation: Shown,
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<OperationConnection> {
    if (operation.withheld.includes('children')) return emptyPage<Operation>();
    const place = { field: 'Operation.children', of: operation.id };
    return listOperations(context, { info, page, place, conditions: () => [sql`r.parent_id = ${operation.id}`] });
  }
}

@Resolver(() => Viewer)
export class ViewerOperations {
  @FieldResolver(() => OperationConnection, {
    description: 'Operations that the own agency takes part in, the newest first.',
  })
  async operations(
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('phases', () => [OperationPhaseEnum], { nullable: true, description: 'In one of these phases.' })
    phases?: OperationPhase[],
  ): Promise<OperationConnection> {
    const inPhases = phases ? [sql`r.state IN (${phases})`] : [];
    const place = { field: 'Viewer.operations', arguments: { phases } };
    return listOperations(context, {
      ...{ info, page, place },
      conditions: (standings) => {
        const own = [...standings].filter(([, { part }]) => part !== null).map(([id]) => id);
        return [sql`r.operation_id IN (${own})`, ...inPhases];
      },
    });
  }
}
