import type { NeedToKnow } from '../access/need-to-know';
import type { Reader } from '../access/viewer';
import { join, raw, sql, type LimitedReads, type Session, type Sql } from '../store/session';
import { orderedColumn, orderedField, type TaskOrder } from './task-order';
import { sourcesIn, type SourceOrder, type TaskDrive } from './task-sources';
import type { TaskRestriction, TaskSource, TaskSources } from './task-sources';

/** Which tasks a list is of: those of one operation that the reader sees and that fit. */
export interface TaskScope {
  readonly operation: string;
  readonly reader: Reader;
  readonly restrictions: readonly TaskRestriction[];
}

/**
 * How the tasks of a scope are read.
 * - ORDER: from the index that has the order, leaving out what does not fit
 * - MERGE: from sources that stand in the list's order each
 * - SORT: from sources that hold few, sorted by the database
 */
export interface TaskPlan {
  readonly scope: TaskScope;
  readonly by: 'ORDER' | 'MERGE' | 'SORT';
  readonly sources: readonly TaskSource[];
  /** Of a list that is sorted: where those are that have a value of what it is sorted by. */
  readonly valued?: readonly TaskSource[];
  /** What is counted from; null: everything of the operation. */
  readonly counted: TaskDrive | null;
  /** Any number of tasks may have to be passed until those are found that fit. */
  readonly passes: boolean;
}

/** So many tasks are read and sorted for a page, if that spares looking through more. */
const FEW = 5_000;

/** How plans are made. */
export interface Planning {
  readonly needToKnow: NeedToKnow;
  readonly order: TaskOrder | null;
  readonly sourcesOf: (scope: TaskScope) => TaskSources;
}

interface Candidates {
  readonly scope: TaskScope;
  /** What the reader sees first, if that is not everything. */
  readonly drives: readonly TaskDrive[];
  readonly seesAll: boolean;
  /** What the list is ordered by is not shown of some of the tasks. */
  readonly withholds: boolean;
  /** Where of what the reader sees those are that have a value of what the list is ordered by. */
  readonly valued?: readonly TaskSource[];
  /** The list's order, if sources can stand in it. */
  readonly order: SourceOrder | null;
  /** All that is asked for is a range of what the list is sorted by. */
  readonly isRange: boolean;
}

/**
 * Decides how to read each scope. What that depends on is counted up to `FEW`: first what the readers see, and only where
 * that is much what the filters hold, in one statement each for all scopes.
 */
export async function planReads(reads: LimitedReads, scopes: readonly TaskScope[], by: Planning): Promise<TaskPlan[]> {
  const candidates = scopes.map((scope) => candidatesOf(scope, by));
  const plans = candidates.map(planAtSight);
  const open = candidates.filter((_, i) => plans[i] === null);
  const seen = await countUpToFew(
    reads,
    open.map(({ drives, seesAll }) => (seesAll ? [] : drives.slice(0, 1))),
  );
  const others = await countUpToFew(
    reads,
    open.map(({ drives, seesAll }, i) => (seesAll ? drives : hasFew(seen[i]) ? [] : drives.slice(1))),
  );
  const counts = open.map((_, i) => [...(seen[i] ?? []), ...(others[i] ?? [])]);
  return candidates.map((each, i) => plans[i] ?? planByCounts(each, counts.shift() ?? []));
}

function candidatesOf(scope: TaskScope, { needToKnow, order, sourcesOf }: Planning): Candidates {
  const { reader, restrictions } = scope;
  const showing = (fields: readonly (string | null)[]): TaskDrive | null =>
    narrowest(fields.map((field) => sourcesOf(scope).sight(needToKnow.sightSources(reader, field), reader)));
  // What is asked of a field fits only tasks of which that is shown: where the others are, nothing needs to be read.
  const sight = showing([null, ...restrictions.map(({ shown }) => shown)]);
  const valued = showing([orderedField(order)]);
  const drives = restrictions.flatMap(({ drive }) => drive ?? []);
  return {
    ...{ scope, drives: sight ? [sight, ...drives] : drives, seesAll: sight === null, withholds: valued !== null },
    ...(sight && valued && isPartOf(valued, sight) ? { valued: valued.whole } : {}),
    order: order === null ? 'BOARD' : order.field === 'PRIORITY' ? 'PRIORITY' : null,
    isRange: sight === null && restrictions.every(({ bound }) => bound?.column === orderedColumn(order)),
  };
}

/** Of drives that all hold what is looked for, the one with the fewest sources; null stands for everything. */
function narrowest(drives: readonly (TaskDrive | null)[]): TaskDrive | null {
  return drives.reduce((best, each) => (each && (!best || each.whole.length < best.whole.length) ? each : best), null);
}

/** Whether a drive has none but sources of another. */
function isPartOf(part: TaskDrive, whole: TaskDrive): boolean {
  const ranges = new Set(whole.whole.map(({ where }) => JSON.stringify(where)));
  return part.whole.every(({ where }) => ranges.has(JSON.stringify(where)));
}

/** The plan, where nothing has to be counted for it. */
function planAtSight({ scope, drives, order, withholds, isRange }: Candidates): TaskPlan | null {
  const few = drives.find((drive) => drive.few);
  if (few) return { scope, by: 'SORT', sources: few.whole, counted: few, passes: false };
  const [only, ...others] = drives;
  if (isRange) return { scope, by: 'ORDER', sources: [], counted: only ?? null, passes: withholds };
  const passes = scope.restrictions.some(({ drive }) => drive === null);
  if (!only) return { scope, by: 'ORDER', sources: [], counted: null, passes: passes || withholds };
  const sources = order && others.length === 0 ? sourcesIn(order, only) : null;
  return sources && { scope, by: 'MERGE', sources, counted: only, passes };
}

function planByCounts({ scope, drives, seesAll, valued, order }: Candidates, counts: readonly number[]): TaskPlan {
  const least = counts.indexOf(Math.min(...counts));
  const drive = drives[least] ?? null;
  const passes = (counts[least] ?? Infinity) > FEW;
  const merged = (inOrder: TaskDrive): TaskPlan | null => {
    const sources = order && sourcesIn(order, inOrder);
    return sources && { scope, by: 'MERGE', sources, counted: inOrder, passes };
  };
  if (drive && !passes) {
    // What a reader sees of little is read in order: most filters fill a page with a part of it.
    const sight = least === 0 && !seesAll ? merged(drive) : null;
    const sorted = { scope, by: 'SORT', sources: drive.whole, counted: drive, passes } as const;
    return sight ?? { ...sorted, ...(least === 0 ? { valued } : {}) };
  }
  const [inOrder] = drives.flatMap((each) => merged(each) ?? []);
  return inOrder ?? { scope, by: 'ORDER', sources: [], counted: drive, passes };
}

function hasFew(counts: readonly number[] = []): boolean {
  return counts.some((count) => count <= FEW);
}

/** Whether a drive holds few, counted in a snapshot. */
export async function isFew(session: Session, drive: TaskDrive): Promise<boolean> {
  const reads = { watch: raw('1 = 1'), select: (statement: Sql) => session.select(statement) };
  const [counts] = await countUpToFew(reads, [[drive]]);
  return hasFew(counts);
}

/** How many rows each drive of each scope has, as far as they are few. */
async function countUpToFew(
  reads: Pick<LimitedReads, 'watch' | 'select'>,
  scopes: readonly (readonly TaskDrive[])[],
): Promise<number[][]> {
  const counts = scopes.map((drives) => drives.map(() => 0));
  const statements = scopes.flatMap((drives, scope) =>
    drives.flatMap(({ whole }, drive) =>
      whole.map(
        (source, i) => sql`SELECT ${raw(String(scope))} AS scope, ${raw(String(drive))} AS drive, COUNT(*) AS found
          FROM (SELECT 1 AS one FROM ${source.table} WHERE ${rangeOf(source)} AND ${reads.watch}
            LIMIT ${raw(String(FEW + 1))}) ${raw(`c${i}`)}`,
      ),
    ),
  );
  if (statements.length === 0) return counts;
  for (const { scope, drive, found } of await reads.select(join(statements, ' UNION ALL ', ''))) {
    const ofScope = counts[Number(scope)];
    if (ofScope) ofScope[Number(drive)] = (ofScope[Number(drive)] ?? 0) + Number(found);
  }
  return counts;
}

/** A source's own conditions, between bounds of its key where they are given. */
export function rangeOf(
  { where, key, range }: TaskSource,
  after: string | null = null,
  before: string | null = null,
): Sql {
  const column = raw(key);
  // One lower bound and one upper: of two, an index may be entered by the one that is further away.
  const fromRange = range !== undefined && (after === null || after < range.from);
  const toRange = range !== undefined && (before === null || before > range.to);
  return join(
    [
      where,
      ...(fromRange ? [sql`${column} >= ${range.from}`] : bound(column, '>', after)),
      ...(toRange ? [sql`${column} < ${range.to}`] : bound(column, '<', before)),
    ],
    ' AND ',
    '1 = 1',
  );
}

function bound(column: Sql, sign: '<' | '>', value: string | null): Sql[] {
  return value === null ? [] : [sql`${column} ${raw(sign)} ${value}`];
}
