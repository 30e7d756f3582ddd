import type { PageKey } from '../core/page-cursor';
import type { Instant } from '../core/time';
import { beyondPlace } from '../store/keyset';
import { AccessRow } from '../store/rows/access.row';
import { join, raw, sql, type Session, type Sql } from '../store/session';
import type { ApiContext } from './context';
import { isName } from './filter-values';
import { argumentsText, pageOf, pageRequest, type PageArguments, type PageRequest } from './page';
import type { AccessConnection, AccessEntry } from './types/access';

/** What is asked of reads. */
interface AccessFilter {
  readonly subjectId?: string | undefined;
  readonly memberId?: string | undefined;
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
}

/** Whose reads they are. */
interface AccessScope {
  readonly operation: string;
  /** What else must hold, over `access_entry a`. */
  readonly condition: Sql;
}

/** A list of reads that is asked for. */
export interface AccessList {
  /** The thing whose reads they are: page cursors belong to it, and to the viewer. */
  readonly of: string;
  readonly page: PageArguments;
  readonly filter: AccessFilter;
  /** Of what is listed, in the snapshot that it is read from. @throws Refusal as the field does */
  readonly scope: (session: Session) => Promise<AccessScope>;
}

const LIMIT_MS = 2_000;

/** Reads a page of who has read what, the oldest first. */
export async function readAccess(
  { services, viewer }: ApiContext,
  { of, page, filter, scope }: AccessList,
): Promise<AccessConnection> {
  const place = `access ${viewer.memberId} ${of} ${argumentsText(filter)}`;
  const at = { codec: services.pageCursors, place };
  const request = pageRequest(page, at);
  // What was read a moment ago is told, too.
  await services.accessBook.flush();
  return services.store.read(async (session) => {
    const rows = await readRows(session, await scope(session), { filter, request });
    return pageOf(rows, request, { at, keyOf: (each) => [each.at, each.id], show: showAccess });
  });
}

async function readRows(
  session: Session,
  { operation, condition }: AccessScope,
  { filter, request }: { filter: AccessFilter; request: PageRequest },
): Promise<AccessRow[]> {
  if ([filter.subjectId, filter.memberId].some((id) => id && !isName(id))) return [];
  const way = raw(request.backwards ? 'DESC' : 'ASC');
  const reads = session.limited({ ms: LIMIT_MS });
  const rows = await reads.selectRows(
    AccessRow,
    sql`SELECT a.* FROM access_entry a${raw(session.dialect.useIndex(indexFor(filter)))}
      WHERE a.operation_id = ${operation} AND ${reads.watch} AND ${condition} AND ${fits(session, filter)}
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
