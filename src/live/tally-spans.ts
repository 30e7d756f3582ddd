import type { Reader } from '../access/viewer';
import { casesOf, type SketchCount } from '../core/duration-sketch';
import type { RegisteredMetric } from '../core/registry';
import { byGroup, dayBefore, gaugeByDay, groupKey, lastMidnight, type Cell } from '../core/tally';
import type { CalendarDate, Instant } from '../core/time';
import type { TallyGrouping } from '../core/vocabulary';
import { OperationRow } from '../store/rows/operation.row';
import { LogEntryRow } from '../store/rows/log-entry.row';
import { sql, type Session } from '../store/session';
import { sumSketches, sumTallies, type SumRequest } from '../store/tally-sums';
import { groupBy } from '../store/things';

/** Which tallies are asked for, and by whom. */
export interface TallyRequest {
  readonly operation: Pick<OperationRow, 'id' | 'timeZone' | 'exercise'>;
  readonly reader: Reader;
  /** Left out: all that the reader may see, in their fixed order. */
  readonly metrics?: readonly string[] | null;
  /** First and last day, both included. */
  readonly from?: CalendarDate | null;
  readonly to?: CalendarDate | null;
  readonly by?: readonly TallyGrouping[];
  /** With what was counted in the operations below; for the lead. */
  readonly descendants?: boolean;
  /** As it was at a position, and when; whole sums alone, without days and descendants. Left out: now. */
  readonly then?: { readonly seq: number; readonly at: Instant };
}

/** What is read at once: counters of one audience within the days that it may know. */
export interface Span extends Omit<SumRequest, 'metrics'> {
  readonly metrics: readonly RegisteredMetric[];
  /** The last day that the audience may know of; null: live. */
  readonly until: CalendarDate | null;
}

/** A duration's group with its cases; the amount is their number. */
export interface SketchCell extends Cell {
  readonly metric: string;
  readonly counts: readonly SketchCount[];
}

/** Operations deeper than this are a mistake of data, not a hierarchy. */
const MAX_DEPTH = 8;

/** Outsiders know of days before today. */
export function spanOf(
  { from, to, by }: TallyRequest,
  of: Pick<Span, 'metrics' | 'audience' | 'operations'> & { now: Instant; timeZone: string },
): Span {
  const { now, timeZone, ...rest } = of;
  const until = dayBefore(lastMidnight(now, timeZone).today);
  const last = to && to < until ? to : until;
  return { ...rest, from: from ?? null, to: last, until, by: [...new Set(by ?? [])] };
}

function sumRequest({ metrics, ...span }: Span): SumRequest {
  return { ...span, metrics: metrics.map(({ metric }) => metric) };
}

/** Sums by metric, not yet for anybody to see. A gauge is what all steps up to the last day come to. */
export async function sums(session: Session, span: Span): Promise<Map<string, Cell[]>> {
  const gauges = span.metrics.filter(({ rules }) => rules.form === 'GAUGE');
  const others = span.metrics.filter(({ rules }) => rules.form !== 'GAUGE');
  const counted = await sumTallies(session, sumRequest({ ...span, metrics: others }));
  const stood = await sumTallies(session, sumRequest({ ...span, metrics: gauges, from: null }));
  const cells = new Map<string, Cell[]>(groupBy(counted, ({ metric }) => metric));
  for (const [metric, steps] of groupBy(stood, (each) => each.metric)) {
    cells.set(metric, span.by.includes('DAY') ? gaugeByDay(steps, span.from) : steps);
  }
  return cells;
}

/**
 * Whether the span leaves out days that outsiders know of. The question alone tells it: since when the first was counted, and
 * the last, would tell of single cases.
 */
export function isCut({ audience, from, to, until }: Span): boolean {
  return audience === 'OUTSIDERS' && (from !== null || to !== until);
}

/** How long reading of what was counted since may take. */
const SINCE_MS = 2_000;

/** What insiders' sums have come to since a position, by metric. @throws Refusal LIMIT_EXCEEDED `time` */
export async function countedSince(
  session: Session,
  operation: string,
  seq: number,
): Promise<ReadonlyMap<string, number>> {
  const reads = session.limited({ ms: SINCE_MS });
  const entries = await reads.selectRows(
    LogEntryRow,
    sql`SELECT e.* FROM log_entry e WHERE ${reads.watch} AND e.operation_id = ${operation} AND e.seq > ${seq}
      AND e.tallies <> ${'[]'}`,
  );
  const sums = new Map<string, number>();
  for (const { metric, amount, audience } of entries.flatMap(({ tallies }) => tallies)) {
    if (audience !== 'OUTSIDERS') sums.set(metric, (sums.get(metric) ?? 0) + amount);
  }
  return sums;
}

/** Cases of durations by metric, each group with its buckets. */
export async function sketches(session: Session, span: Span): Promise<Map<string, SketchCell[]>> {
  const rows = await sumSketches(session, sumRequest(span));
  const groups = [...groupBy(rows, ({ metric, group }) => `${metric} ${groupKey(group)}`).values()];
  const cells = groups.flatMap((counts) => {
    const [first] = counts;
    return first ? [{ metric: first.metric, group: first.group, counts, amount: casesOf(counts) }] : [];
  });
  return groupBy(cells.sort(byGroup), ({ metric }) => metric);
}

/** Operations below, as far down as they go. An exercise's figures never meet those of a real operation. */
export async function descendantsOf(
  session: Session,
  { id, exercise }: Pick<OperationRow, 'id' | 'exercise'>,
): Promise<OperationRow[]> {
  const found = new Map<string, OperationRow>();
  let above = [id];
  for (let depth = 0; depth < MAX_DEPTH && above.length > 0; depth += 1) {
    const rows = await session.find(OperationRow, { parent: above, exercise });
    const fresh = rows.filter((row) => !found.has(row.id) && row.id !== id);
    for (const row of fresh) found.set(row.id, row);
    above = fresh.map((row) => row.id);
  }
  return [...found.values()];
}
