import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { refuse } from '../../core/errors';
import type { Instant } from '../../core/time';
import { AgencyRow } from '../../store/rows/directory.row';
import { raw, sql } from '../../store/session';
import { readAccess } from '../access-page';
import type { ApiContext } from '../context';
import { isName } from '../filter-values';
import { DateTimeScalar } from '../scalars';
import { AccessConnection, AccessEntry, MemberAccessConnection, MemberAccessEntry } from '../types/access';
import { Member } from '../types/directory';
import { Subject } from '../types/node';
import { PageArgs } from '../types/page.args';

@Resolver()
export class AccessLogQueries {
  @Query(() => AccessConnection, {
    nullable: true,
    description: "Who has read personal fields in clear, the oldest first; for auditors of the operation's lead.",
  })
  async accessLog(
    @Ctx() context: ApiContext,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('operationId', () => ID, { description: 'The operation.' }) operationId: string,
    @Arg('subjectId', () => ID, { nullable: true, description: 'Of this thing alone.' }) subjectId?: string,
    @Arg('memberId', () => ID, { nullable: true, description: 'By this member alone.' }) memberId?: string,
    @Arg('from', () => DateTimeScalar, { nullable: true, description: 'At or after then.' }) from?: Instant,
    @Arg('to', () => DateTimeScalar, { nullable: true, description: 'Before then.' }) to?: Instant,
  ): Promise<AccessConnection> {
    const { services, reading } = context;
    return readAccess(context, {
      ...{ of: operationId, page, filter: { subjectId, memberId, from, to } },
      scope: async (session) => {
        const { row, reader } = await reading.operation(session, { id: operationId });
        const code = reader.standing.part === 'LEAD' ? 'NOT_YOUR_ROLE' : 'NOT_YOUR_AGENCY';
        if (!services.needToKnow.showsProof(reader)) throw refuse('FORBIDDEN', { denial: { code } });
        return { operation: row.id, condition: raw('1 = 1') };
      },
    });
  }

  @Query(() => MemberAccessConnection, {
    nullable: true,
    description:
      "Who has read telephone numbers of an agency's members in clear, the oldest first; for auditors of that agency.",
  })
  async memberAccessLog(
    @Ctx() context: ApiContext,
    @Args(() => PageArgs) page: PageArgs,
    @Arg('agencyId', () => ID, { description: 'The agency, which must be the own one.' }) agencyId: string,
    @Arg('subjectId', () => ID, { nullable: true, description: 'Of this member of the agency alone.' })
    subjectId?: string,
    @Arg('memberId', () => ID, { nullable: true, description: 'By this member alone, of whatever agency.' })
    memberId?: string,
    @Arg('from', () => DateTimeScalar, { nullable: true, description: 'At or after then.' }) from?: Instant,
    @Arg('to', () => DateTimeScalar, { nullable: true, description: 'Before then.' }) to?: Instant,
  ): Promise<MemberAccessConnection> {
    const { services, reading } = context;
    return readAccess(context, {
      ...{ of: agencyId, page, filter: { subjectId, memberId, from, to } },
      scope: async (session) => {
        const agency = isName(agencyId) ? await session.findOne(AgencyRow, { id: agencyId }) : null;
        if (!agency) throw refuse('NOT_FOUND');
        const reader = await reading.directoryReader(session);
        const code = agency.id === context.viewer.agencyId ? 'NOT_YOUR_ROLE' : 'NOT_YOUR_AGENCY';
        if (!services.needToKnow.showsReadsOf(agency, reader)) throw refuse('FORBIDDEN', { denial: { code } });
        const members = sql`a.subject_id IN (SELECT m.id FROM member m WHERE m.agency_id = ${agency.id})`;
        return { operation: agency.operation, condition: members };
      },
    });
  }
}

@Resolver(() => AccessEntry)
export class AccessEntryFields {
  @FieldResolver(() => Member, { description: 'Who read them.' })
  async member(@Root() { memberId }: AccessEntry, @Ctx() { loaders }: ApiContext): Promise<Member> {
    return loaders.member.load(memberId);
  }

  @FieldResolver(() => Subject, { description: 'Whose fields they are, as the auditor may see it.' })
  async subject(@Root() { subjectId }: AccessEntry, @Ctx() { loaders }: ApiContext): Promise<Subject | null> {
    return loaders.subject.load(subjectId) as Promise<Subject | null>;
  }
}

@Resolver(() => MemberAccessEntry)
export class MemberAccessEntryFields {
  @FieldResolver(() => Member, { description: 'Who read it.' })
  async member(@Root() { memberId }: MemberAccessEntry, @Ctx() { loaders }: ApiContext): Promise<Member> {
    return loaders.member.load(memberId);
  }

  @FieldResolver(() => Member, { description: 'Whose number it is.' })
  async subject(@Root() { subjectId }: MemberAccessEntry, @Ctx() { loaders }: ApiContext): Promise<Member> {
    return loaders.member.load(subjectId);
  }
}
