/**
 * Durations as counts of log-spaced buckets, so that sums of any window and group give their percentiles without the
 * single cases. A percentile told from buckets is at most 2 % away from the case that it stands for; a sum of buckets
 * loses nothing more.
 */

/** Greatest relative error of a percentile. */
export const SKETCH_ERROR = 0.02;

const GAMMA = (1 + SKETCH_ERROR) / (1 - SKETCH_ERROR);
const LOG_GAMMA = Math.log(GAMMA);

/** Shorter than this, in the metric's unit, counts as no time at all: below any clock of ours, and it has no logarithm. */
const SHORTEST = 1e-4;
const NO_TIME = -1_000_000;

/** How many cases are in a bucket. */
export interface SketchCount {
  readonly bucket: number;
  readonly count: number;
}

/** The bucket of a length. Throws RangeError for what is no length. */
export function bucketOf(length: number): number {
  if (!Number.isFinite(length) || length < 0) throw new RangeError(`not a length of time: ${length}`);
  return length < SHORTEST ? NO_TIME : Math.ceil(Math.log(length) / LOG_GAMMA);
}

/** The length that a bucket stands for: no case in it is further away than the error. */
export function lengthOf(bucket: number): number {
  return bucket === NO_TIME ? 0 : (2 * GAMMA ** bucket) / (GAMMA + 1);
}

/** How many cases there are. */
export function casesOf(counts: readonly SketchCount[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}

/**
 * The length that a share of the cases does not exceed (nearest rank), as its bucket tells it; null without a case.
 * @param share 0.5 for the median, 0.9 for p90
 */
export function percentile(counts: readonly SketchCount[], share: number): number | null {
  const rank = Math.max(1, Math.ceil(share * casesOf(counts)));
  let seen = 0;
  for (const { bucket, count } of [...counts].sort((a, b) => a.bucket - b.bucket)) {
    seen += count;
    if (seen >= rank) return lengthOf(bucket);
  }
  return null;
}
