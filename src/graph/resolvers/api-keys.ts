import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql';
import type { Shown } from '../../access/need-to-know';
import type { Instant } from '../../core/time';
import { sql } from '../../store/session';
import type { ApiContext } from '../context';
import { argumentsBelow } from '../look-ahead';
import { readRecords } from '../record-page';
import { DateTimeScalar } from '../scalars';
import { ApiKey, ApiKeyConnection } from '../types/api-key';
import { Member } from '../types/directory';
import { PageArgs } from '../types/page.args';

@Resolver()
export class ApiKeyQueries {
  @Query(() => ApiKeyConnection, {
    description:
      "Keys of the own agency's systems, the newest first, revoked ones among them; for the agency's administrators, others are shown none.",
  })
  async apiKeys(
    @Ctx() context: ApiContext,
    @Info() info: GraphQLResolveInfo,
    @Args(() => PageArgs) page: PageArgs,
  ): Promise<ApiKeyConnection> {
    const { services, reading, viewer } = context;
    return readRecords<ApiKey>(context, {
      ...{ definition: services.registry.getType('ApiKey'), page, index: 'api_key_newest' },
      place: { field: 'Query.apiKeys' },
      counted: argumentsBelow(info, ['totalCount']).length > 0,
      scope: async (session) => ({
        operation: (await services.operations.system()) ?? '',
        reader: await reading.directoryReader(session),
        phase: 'RUNNING',
        conditions: [sql`r.agency_id = ${viewer.agencyId}`],
      }),
    });
  }
}

@Resolver(() => ApiKey)
export class ApiKeyFields {
  @FieldResolver(() => Member, { description: 'For whom it acts.' })
  async member(@Root() key: Shown, @Ctx() { loaders }: ApiContext): Promise<Member> {
    return loaders.member.load(String(key['member']));
  }

  @FieldResolver(() => Member, { nullable: true, description: "Who made it; null: the operators' command line." })
  async createdBy(@Root() key: Shown, @Ctx() { loaders }: ApiContext): Promise<Member | null> {
    return typeof key['createdBy'] === 'string' ? loaders.member.load(key['createdBy']) : null;
  }

  @FieldResolver(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was last used, to the minute; null: never yet.',
  })
  async lastUsedAt(@Root() key: Shown, @Ctx() { loaders }: ApiContext): Promise<Instant | null> {
    return loaders.keyUse.load(key.id);
  }
}
