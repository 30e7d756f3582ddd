/** One way of doing a piece of work. */
export interface Way {
  readonly name: string;
  /** Does it again and again for about so long; answers how often a second. */
  run(forMs: number): Promise<number>;
}

/** The same work done by Liandong and by what it is held against. */
export interface Comparison {
  readonly work: string;
  readonly database: string;
  readonly callers: number;
  /** How many of what is counted are in one run of a way: three commands, one answer. */
  readonly counted: string;
  readonly ours: Way;
  readonly others: readonly Way[];
}

/** What one way reached. */
interface Figures {
  readonly name: string;
  /** A second, round by round. */
  readonly rates: readonly number[];
  readonly median: number;
}

/** A floor or a peer, and how much of it Liandong reached. */
interface OtherFigures extends Figures {
  /** Median over rounds of Liandong's rate by the other's of the same round. */
  readonly ratio: number;
}

/** A comparison as it was measured. */
export interface Measured extends Pick<Comparison, 'work' | 'database' | 'callers' | 'counted'> {
  readonly ours: Figures;
  readonly others: readonly OtherFigures[];
}

/** How long to measure. */
export interface Pace {
  readonly rounds: number;
  readonly sliceMs: number;
  /** No further round begins after so much of this process's life. */
  readonly lastRoundAtMs: number;
}

/** Part of a slice that each way runs before anything counts: caches fill, code is compiled. */
export const WARM_UP = 0.75;

/** Measures all ways of a comparison side by side: each once a round, in an order that moves on from round to round. */
export async function measure(comparison: Comparison, { rounds, sliceMs, lastRoundAtMs }: Pace): Promise<Measured> {
  const { work, database, callers, counted } = comparison;
  const ways = [comparison.ours, ...comparison.others];
  for (const way of ways) await way.run(sliceMs * WARM_UP);
  const rates = ways.map((): number[] => []);
  for (let round = 0; round < rounds && (round === 0 || performance.now() < lastRoundAtMs); round += 1) {
    for (let turn = 0; turn < ways.length; turn += 1) {
      const i = (round + turn) % ways.length;
      rates[i]?.push((await ways[i]?.run(sliceMs)) ?? 0);
    }
  }
  const [ours = [], ...others] = rates;
  return {
    ...{ work, database, callers, counted },
    ours: figures(comparison.ours, ours),
    others: comparison.others.map((way, i) => {
      const own = others[i] ?? [];
      return { ...figures(way, own), ratio: median(ours.map((rate, round) => rate / (own[round] ?? NaN))) };
    }),
  };
}

/** A way in which several callers each do the next as soon as theirs is done. */
export function byCallers(callers: number, { name, counts, once }: Repeated): Way {
  return {
    name,
    run: async (forMs) => {
      const beganAt = performance.now();
      let done = 0;
      const call = async (_: unknown, caller: number): Promise<void> => {
        while (performance.now() - beganAt < forMs) {
          await once(caller);
          done += counts;
        }
      };
      await Promise.all(Array.from({ length: callers }, call));
      return (done * 1_000) / (performance.now() - beganAt);
    },
  };
}

interface Repeated {
  readonly name: string;
  /** How many one call counts for. */
  readonly counts: number;
  readonly once: (caller: number) => Promise<unknown>;
}

/** The middle value; of an even number, the mean of the two in the middle. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const around = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return around.reduce<number>((sum, value) => sum + (value ?? NaN) / 2, 0);
}

function figures({ name }: Way, rates: readonly number[]): Figures {
  return { name, rates, median: median(rates) };
}
