import fc from 'fast-check';
import {
  bucketOf,
  casesOf,
  lengthOf,
  percentile,
  SKETCH_ERROR,
  type SketchCount,
} from '../../src/core/duration-sketch';

const lengths = fc.oneof(fc.integer({ min: 0, max: 100_000 }), fc.double({ min: 0, max: 1e9, noNaN: true }));

function sketchOf(cases: readonly number[]): SketchCount[] {
  const counts = new Map<number, number>();
  for (const length of cases) counts.set(bucketOf(length), (counts.get(bucketOf(length)) ?? 0) + 1);
  return [...counts].map(([bucket, count]) => ({ bucket, count }));
}

/** The exact percentile by nearest rank. */
function exact(cases: readonly number[], share: number): number {
  return [...cases].sort((a, b) => a - b)[Math.ceil(share * cases.length) - 1]!;
}

describe('a sketch of durations', () => {
  it('tells each length within its error; what is below any clock is no time', () => {
    fc.assert(
      fc.property(lengths, (length) => {
        const told = lengthOf(bucketOf(length));
        expect(Math.abs(told - length)).toBeLessThanOrEqual(length < 1e-4 ? 1e-4 : length * SKETCH_ERROR * 1.000_001);
      }),
    );
  });

  it('tells percentiles within its error, however its cases are spread over rows', () => {
    const whole = fc.array(lengths, { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(whole, fc.array(lengths), fc.constantFrom(0.5, 0.9), (some, others, share) => {
        const all = [...some, ...others];
        const merged = [...sketchOf(some), ...sketchOf(others)];
        const right = exact(all, share);
        expect(casesOf(merged)).toBe(all.length);
        const allowed = right < 1e-4 ? 1e-4 : right * SKETCH_ERROR * 1.000_001;
        expect(Math.abs(percentile(merged, share)! - right)).toBeLessThanOrEqual(allowed);
      }),
    );
  });

  it('has no percentile of no case', () => {
    expect(percentile([], 0.5)).toBeNull();
  });

  it('refuses what is no length', () => {
    for (const length of [-1, NaN, Infinity]) expect(() => bucketOf(length)).toThrow(RangeError);
  });
});
