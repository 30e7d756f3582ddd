import type { Json } from './canonical-json';
import type { TallyStep } from './decision';
import type { Entry } from './entry';
import type { Instant } from './time';

/** Fields by their newest values; a sealed one as its reference and commitment. */
type ReplayedValues = Readonly<Record<string, Json>>;

/** A thing as the log alone tells it. */
export interface ReplayedThing {
  readonly type: string;
  readonly version: number;
  /** Position of its newest entry. */
  readonly seq: number;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly values: ReplayedValues;
  /** Part → element's key → its values. */
  readonly parts: Readonly<Record<string, Readonly<Record<string, ReplayedValues>>>>;
}

/** What rows and counters must be, if the log is the truth. */
export interface Replayed {
  readonly things: ReadonlyMap<string, ReplayedThing>;
  /** Counter's key → its sum. */
  readonly tallies: ReadonlyMap<string, number>;
}

/** What replay must know of the types in a log. */
export interface ReplayRules {
  /** Names of the lists that a type keeps in rows of their own. */
  partsOf(type: string): readonly string[];
  /** The counters that a step of an entry adds to, and by how much. */
  countersOf(entry: Entry, step: TallyStep): readonly { readonly key: string; readonly by: number }[];
}

/** Folds a log in order. */
export function replay(entries: Iterable<Entry>, rules: ReplayRules): Replayed {
  const things = new Map<string, ReplayedThing>();
  const tallies = new Map<string, number>();
  for (const entry of entries) {
    const before = things.get(entry.subject);
    // What makes no version has changed nothing of its subject: it tells of a task.
    const isOfTask = entry.task !== null && entry.task !== entry.subject && before?.version === entry.subjectVersion;
    if (!isOfTask) things.set(entry.subject, foldEntry(before, entry, rules.partsOf(entry.subjectType)));
    for (const step of entry.tallies) {
      for (const { key, by } of rules.countersOf(entry, step)) tallies.set(key, (tallies.get(key) ?? 0) + by);
    }
  }
  return { things, tallies };
}

/** A thing after one more entry about it; undefined before the first. */
export function foldEntry(
  before: ReplayedThing | undefined,
  entry: Entry,
  partNames: readonly string[],
): ReplayedThing {
  const values: Record<string, Json> = { ...before?.values };
  const parts = { ...before?.parts };
  for (const [name, value] of Object.entries(entry.details)) {
    if (partNames.includes(name) && Array.isArray(value)) parts[name] = foldPart(parts[name] ?? {}, value);
    else values[name] = value;
  }
  return {
    ...{ type: entry.subjectType, version: entry.subjectVersion, seq: entry.seq },
    ...{ updatedAt: entry.at, values, parts },
    createdAt: before?.createdAt ?? entry.at,
  };
}

function foldPart(before: Readonly<Record<string, ReplayedValues>>, changes: readonly Json[]): typeof before {
  const after = { ...before };
  for (const change of changes) {
    if (typeof change !== 'object' || change === null || Array.isArray(change)) continue;
    const { key, ...values } = change;
    if (typeof key === 'string') after[key] = { ...after[key], ...values };
  }
  return after;
}
