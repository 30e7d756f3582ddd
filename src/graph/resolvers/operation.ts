import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import type { Shown } from '../../access/need-to-know';
import type { Locale } from '../../core/vocabulary';
import type { ApiContext } from '../context';
import { LocaleArg } from '../types/locale-arg';
import { readLog } from '../log-page';
import { nameOf } from '../names';
import { CursorScalar } from '../scalars';
import { Division } from '../types/common';
import { AgencyTypeEnum, PartEnum } from '../types/enums';
import { LogConnection, LogFilter } from '../types/log';
import { Operation, Participation } from '../types/operation';

@Resolver(() => Operation)
export class OperationFields {
  @Query(() => Operation, { nullable: true, description: 'An operation by its id.' })
  async operation(
    @Arg('id', () => ID, { description: 'Id of the operation.' }) id: string,
    @Ctx() context: ApiContext,
  ): Promise<Operation> {
    return findOperation(context, { id });
  }

  @Query(() => Operation, { nullable: true, description: 'An operation by its code, e.g. YK-FRAUD.' })
  async operationByCode(
    @Arg('code', () => String, { description: 'Code of the operation.' }) code: string,
    @Ctx() context: ApiContext,
  ): Promise<Operation> {
    return findOperation(context, { code });
  }

  @FieldResolver(() => String, { description: 'Its name in words.' })
  name(@Root() operation: Shown, @Ctx() { localeOf }: ApiContext, @LocaleArg() locale?: Locale): string {
    return nameOf(operation, localeOf(locale));
  }

  @FieldResolver(() => Division, { nullable: true, description: 'Where it is.' })
  division(@Root() operation: Shown, @Ctx() { divisions }: ApiContext): Division | null {
    return typeof operation['division'] === 'string' ? divisions.get(operation['division']) : null;
  }

  @FieldResolver(() => Operation, { nullable: true, description: 'The operation above.' })
  async parent(@Root() operation: Shown, @Ctx() { loaders }: ApiContext): Promise<Operation | null> {
    return typeof operation['parent'] === 'string' ? loaders.operation.load(operation['parent']) : null;
  }

  @FieldResolver(() => [Participation], { description: 'Who takes part 参与单位; for participants.' })
  async participations(
    @Root() operation: Shown,
    @Ctx() { loaders }: ApiContext,
    @Arg('types', () => [AgencyTypeEnum], { nullable: true, description: 'Of these types.' }) types?: string[],
    @Arg('parts', () => [PartEnum], { nullable: true, description: 'With these parts.' }) parts?: string[],
  ): Promise<Participation[]> {
    if (operation.withheld.includes('participations')) return [];
    const active = await loaders.participations.load(operation.id);
    const agencies = await Promise.all(active.map((row) => loaders.agency.load(row.agency)));
    return active
      .map((row, i) => ({ row, agency: agencies[i] }))
      .filter(({ agency }) => !types || types.includes(agency?.type ?? ''))
      .filter(({ row }) => !parts || parts.includes(row.part))
      .map(({ row }) => ({ part: row.part, since: row.since, until: row.until, agencyId: row.agency }));
  }

  @FieldResolver(() => LogConnection, { description: 'Its log 台账, oldest first, as far as the viewer may see it.' })
  async log(
    @Root() operation: Shown,
    @Ctx() context: ApiContext,
    @Arg('filter', () => LogFilter, { nullable: true, description: 'Everything given must hold.' }) filter?: LogFilter,
    @Arg('since', () => CursorScalar, { nullable: true, description: 'Only after this position.' }) since?: string,
    @Arg('until', () => CursorScalar, { nullable: true, description: 'Only up to this position.' }) until?: string,
    @Arg('first', () => Int, { nullable: true, description: 'How many from the beginning; 50 if left out.' })
    first?: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor that the page begins after.' }) after?: string,
    @Arg('last', () => Int, { nullable: true, description: 'How many from the end.' }) last?: number,
    @Arg('before', () => String, { nullable: true, description: 'Cursor that the page ends before.' }) before?: string,
  ): Promise<LogConnection> {
    const page = { first, after, last, before };
    return readLog(context, { operation: operation.id, filter, since, until, page });
  }
}

async function findOperation(
  { services, reading }: ApiContext,
  where: { id: string } | { code: string },
): Promise<Operation> {
  return services.store.read(async (session) => {
    const { row, reader } = await reading.operation(session, where);
    const definition = services.registry.getType('Operation');
    return reading.show({ definition, thing: row, reader, phase: row.state }) as unknown as Operation;
  });
}
