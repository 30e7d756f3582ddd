import { DIMENSIONS, type TallyGroup } from '../core/tally';
import type { Audience, TallyGrouping } from '../core/vocabulary';
import { refuse } from '../core/errors';
import { join, raw, sql, type Session, type Sql } from './session';

/** Which counters are summed, and what their sums are grouped by. */
export interface SumRequest {
  readonly operations: readonly string[];
  readonly audience: Audience;
  readonly metrics: readonly string[];
  /** First and last day, both included; null: without bound. */
  readonly from: string | null;
  readonly to: string | null;
  readonly by: readonly TallyGrouping[];
}

/** A sum of one metric's counters. */
export interface TallySum {
  readonly metric: string;
  readonly group: TallyGroup;
  readonly amount: number;
}

/** Cases of a duration in one bucket. */
export interface SketchSum {
  readonly metric: string;
  readonly group: TallyGroup;
  readonly bucket: number;
  readonly count: number;
}

/** Groups times buckets that an answer is worked out from; more would be a report and no question. */
const MOST_ROWS = 20_000;

const COLUMNS: Readonly<Record<TallyGrouping, string>> = {
  AGENCY: 'agency_id',
  HOLDER: 'holder_id',
  KIND: 'kind',
  VIOLATION: 'violation',
  DIVISION: 'division',
  DAY: 'day',
};

/**
 * Sums of maintained counters, from their primary key: operation, metric, range of days.
 * @throws Refusal LIMIT_EXCEEDED where there are too many groups
 */
export async function sumTallies(session: Session, request: SumRequest): Promise<TallySum[]> {
  if (request.metrics.length === 0 || request.operations.length === 0) return [];
  const table = raw(request.audience === 'INSIDERS' ? 'tally' : 'outsider_tally');
  const columns = groupColumns(request);
  const rows = await session.select(
    sql`SELECT ${columns}, SUM(c.amount) AS amount FROM ${table} c
      WHERE ${range(request)} GROUP BY ${columns} LIMIT ${MOST_ROWS + 1}`,
  );
  return within(rows).map((row) => ({ ...placeOf(row, request), amount: Number(row['amount']) }));
}

/**
 * Cases of durations by bucket, in the same way.
 * @throws Refusal LIMIT_EXCEEDED where there are too many groups
 */
export async function sumSketches(session: Session, request: SumRequest): Promise<SketchSum[]> {
  if (request.metrics.length === 0 || request.operations.length === 0) return [];
  const columns = sql`${groupColumns(request)}, c.bucket`;
  const rows = await session.select(
    sql`SELECT ${columns}, SUM(c.cases) AS cases FROM duration_sketch c
      WHERE ${range(request)} AND c.audience = ${request.audience} GROUP BY ${columns} LIMIT ${MOST_ROWS + 1}`,
  );
  return within(rows).map((row) => ({
    ...placeOf(row, request),
    bucket: Number(row['bucket']),
    count: Number(row['cases']),
  }));
}

function groupColumns({ by }: Pick<SumRequest, 'by'>): Sql {
  return join(
    ['metric', ...by.map((grouping) => COLUMNS[grouping])].map((column) => raw(`c.${column}`)),
    ', ',
    '',
  );
}

function range({ operations, metrics, from, to }: Pick<SumRequest, 'operations' | 'metrics' | 'from' | 'to'>): Sql {
  const first = from === null ? raw('1 = 1') : sql`c.day >= ${from}`;
  const last = to === null ? raw('1 = 1') : sql`c.day <= ${to}`;
  return sql`c.operation_id IN (${operations}) AND c.metric IN (${metrics}) AND ${first} AND ${last}`;
}

function within<T>(rows: readonly T[]): readonly T[] {
  if (rows.length > MOST_ROWS) throw refuse('LIMIT_EXCEEDED', { limit: 'groups' });
  return rows;
}

function placeOf(row: Readonly<Record<string, unknown>>, { by }: SumRequest): { metric: string; group: TallyGroup } {
  const group = Object.fromEntries(by.map((grouping) => [DIMENSIONS[grouping], String(row[COLUMNS[grouping]])]));
  return { metric: String(row['metric']), group };
}
