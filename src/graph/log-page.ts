import { refuse } from '../core/errors';
import type { Instant } from '../core/time';
import { findHead } from '../store/log';
import { LogEntryRow } from '../store/rows/log-entry.row';
import { join, raw, sql, type Session, type Sql } from '../store/session';
import type { Reader } from '../access/viewer';
import type { ApiContext } from './context';
import { plainFilter } from './filter-values';
import { showEntries } from './log-view';
import { argumentsText, givenPage, pageOf, pageRequest, type PageArguments } from './page';
import type { Services } from './services';
import type { LogConnection, LogFilter } from './types/log';

/** Which entries about a task are asked for, by its versions. */
interface TimelineRequest {
  readonly task: string;
  readonly sinceVersion: number;
  /** The version that was shown of a task of the past. */
  readonly untilVersion: number | null;
  /** What the viewer is shown as versions: all of them, or the open ones. */
  readonly versions: 'ALL' | 'OPEN';
}

/** Which part of an operation's log is asked for. */
export interface LogRequest {
  readonly operation: string;
  readonly filter?: LogFilter | null | undefined;
  readonly since?: string | null | undefined;
  readonly until?: string | null | undefined;
  readonly of?: TimelineRequest;
  readonly page: {
    readonly [K in keyof PageArguments]: PageArguments[K] | undefined;
  };
}

/** What is asked for may be so rare that the whole log is read for it. */
const LIMIT_MS = 2_000;

/** Reads a page of the log, as far as the viewer may see it; an operation's ancestors show none of theirs. @throws Refusal LIMIT_EXCEEDED */
export async function readLog(context: ApiContext, request: LogRequest): Promise<LogConnection> {
  const { services, reading, viewer } = context;
  const { operation, page } = request;
  const filter = plainFilter(request.filter);
  const at = { codec: services.pageCursors, place: `log ${viewer.agencyId} ${operation} ${placeOf(request, filter)}` };
  const asked = pageRequest(givenPage(page), at);
  const since = request.since ? reading.positionOf(operation, { cursor: request.since, path: 'since' }) : 0;
  const until = request.until ? reading.positionOf(operation, { cursor: request.until, path: 'until' }) : null;
  return services.store.read(async (session) => {
    const reader = await reading.reader(session, operation);
    const head = await findHead(session, operation);
    if (!head) throw refuse('NOT_FOUND');
    const after = Math.max(since, Number(asked.after?.[0] ?? 0));
    const before = asked.before === null ? Infinity : Number(asked.before[0]) - 1;
    const span = { operation, after, until: Math.min(until ?? head.seq, head.seq, before) };
    const rows = await services.visibleLog.entries(session, reader, {
      ...{ span, limit: asked.size + 1, backwards: asked.backwards, limitMs: LIMIT_MS },
      filter: join(
        [logFilter(session, filter), ...actorsOf(services, reader, filter), ...timelineOf(request)],
        ' AND ',
        '1 = 1',
      ),
    });
    const connection = pageOf(rows, asked, { at, keyOf: (row) => [row.seq], show: (row) => row });
    const shown = await showEntries({ services, reading, session }, connection.nodes, { reader });
    const byId = new Map(shown.map((entry) => [entry.id, entry]));
    const edges = connection.edges.flatMap(({ cursor, node }) => {
      const entry = byId.get(node.id);
      return entry ? [{ cursor, node: entry }] : [];
    });
    return { edges, nodes: edges.map((edge) => edge.node), pageInfo: connection.pageInfo };
  });
}

/** What page cursors belong to, beside reader and operation: the canonical form of the other arguments. */
function placeOf({ since, until, of }: LogRequest, filter: LogFilter | null): string {
  return argumentsText({ filter, since, until, of });
}

function timelineOf({ of }: LogRequest): Sql[] {
  if (!of) return [];
  const { task, sinceVersion, untilVersion, versions } = of;
  const before = untilVersion === null ? raw('1 = 1') : sql`v.version <= ${untilVersion}`;
  const version = raw(versions === 'ALL' ? 'v.version' : 'v.open_version');
  const isMade = sql`EXISTS (SELECT 1 FROM task_history v WHERE v.operation_id = e.operation_id AND v.task_id = e.task_id
    AND v.from_seq = e.seq AND ${version} > ${sinceVersion} AND ${before})`;
  return [sql`e.task_id = ${task}`, ...(sinceVersion > 0 || untilVersion !== null ? [isMade] : [])];
}

/** Who acted is no way to find what does not tell it. */
function actorsOf({ visibleLog }: Services, reader: Reader, filter: LogFilter | null): Sql[] {
  return filter?.actorIds || filter?.agencyIds ? [visibleLog.actorCondition(reader)] : [];
}

function logFilter(session: Session, filter: LogFilter | null | undefined): Sql {
  const conditions: Sql[] = [];
  const among = (column: string, values: readonly string[] | null | undefined): void => {
    if (values) conditions.push(sql`${raw(column)} IN (${values})`);
  };
  const instant = (value: Instant): unknown => session.columnValue(LogEntryRow, 'at', value);
  among('e.subject_id', filter?.subjectIds);
  among('e.actor_id', filter?.actorIds);
  among('e.agency_id', filter?.agencyIds);
  among('e.action', filter?.actions);
  if (filter?.from) conditions.push(sql`e.at >= ${instant(filter.from)}`);
  if (filter?.to) conditions.push(sql`e.at < ${instant(filter.to)}`);
  return join(conditions, ' AND ', '1 = 1');
}
