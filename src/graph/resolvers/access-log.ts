import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { refuse } from '../../core/errors';
import type { PageKey } from '../../core/page-cursor';
import type { Instant } from '../../core/time';
import { beyondPlace } from '../../store/keyset';
import { AccessRow } from '../../store/rows/access.row';
import { join, raw, sql, type Session, type Sql } from '../../store/session';
import type { ApiContext } from '../context';
import { isName } from '../filter-values';
import { argumentsText, pageOf, pageRequest, type PageRequest } from '../page';
import { DateTimeScalar } from '../scalars';
import { AccessConnection, AccessEntry } from '../types/access';
import { Member } from '../types/directory';
import { Subject } from '../types/node';
import { PageArgs } from '../types/page.args';

/** What is asked of an operation's reads. */
interface AccessFilter {
  readonly subjectId?: string | undefined;
  readonly memberId?: string | undefined;
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
}

const LIMIT_MS = 2_000;

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
    const { services, reading, viewer } = context;
    const filter = { subjectId, memberId, from, to };
    const place = `access ${viewer.memberId} ${operationId} ${argumentsText(filter)}`;
    const at = { codec: services.pageCursors, place };
    const request = pageRequest(page, at);
    // What was read a moment ago is told, too.
    await services.accessBook.flush();
    return services.store.read(async (session) => {
      const { row, reader } = await reading.operation(session, { id: operationId });
      const code = reader.standing.part === 'LEAD' ? 'NOT_YOUR_ROLE' : 'NOT_YOUR_AGENCY';
      if (!services.needToKnow.showsProof(reader)) throw refuse('FORBIDDEN', { denial: { code } });
      const rows = await readRows(session, row.id, { filter, request });
      return pageOf(rows, request, { at, keyOf: (each) => [each.at, each.id], show: showAccess });
    });
  }
}

async function readRows(
  session: Session,
  operation: string,
  { filter, request }: { filter: AccessFilter; request: PageRequest },
): Promise<AccessRow[]> {
  if ([filter.subjectId, filter.memberId].some((id) => id && !isName(id))) return [];
  const way = raw(request.backwards ? 'DESC' : 'ASC');
  const reads = session.limited({ ms: LIMIT_MS });
  const rows = await reads.selectRows(
    AccessRow,
    sql`SELECT a.* FROM access_entry a${raw(session.dialect.useIndex(indexFor(filter)))}
      WHERE a.operation_id = ${operation} AND ${reads.watch} AND ${fits(session, filter)}
        AND ${between(session, request)}
      ORDER BY a.at ${way}, a.id ${way} LIMIT ${request.size + 1}`,
  );
  return request.backwards ? rows.reverse() : rows;
}

function indexFor({ subjectId, memberId }: AccessFilter): string {
  if (subjectId) return 'access_subject';
  return memberId ? 'access_member' : 'access_newest';
}

function fits(session: Session, { subjectId, memberId, from, to }: AccessFilter): Sql {
  const conditions = [
    ...(subjectId ? [sql`a.subject_id = ${subjectId}`] : []),
    ...(memberId ? [sql`a.member_id = ${memberId}`] : []),
    ...(from ? [sql`a.at >= ${momentOf(session, from)}`] : []),
    ...(to ? [sql`a.at < ${momentOf(session, to)}`] : []),
  ];
  return join(conditions, ' AND ', '1 = 1');
}

function between(session: Session, { after, before }: PageRequest): Sql {
  const beyond = ([at, id]: PageKey, compare: '<' | '>'): Sql =>
    beyondPlace(session, { alias: 'a', column: 'at' }, { value: momentOf(session, at), id, compare });
  const bounds = [...(after ? [beyond(after, '>')] : []), ...(before ? [beyond(before, '<')] : [])];
  return join(bounds, ' AND ', '1 = 1');
}

function momentOf(session: Session, instant: unknown): unknown {
  return session.columnValue(AccessRow, 'at', instant);
}

function showAccess({ id, at, member, subject, fields, document }: AccessRow): AccessEntry {
  return { id, at, memberId: member, subjectId: subject, fields, document, reason: null };
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
