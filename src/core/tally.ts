import type { TallyStep } from './decision';
import { bucketOf } from './duration-sketch';
import { dateIn, plus, startOfDay, type CalendarDate, type Instant } from './time';
import type { Audience, MetricForm, TallyGrouping } from './vocabulary';

/**
 * Tallies (战果统计): counters that equal the sum of the log. Each is kept twice: as insiders know it, who see all work
 * of its kind, and as everyone else may.
 */

/** Which counter of an operation, for whom, and by how much a step moves it. */
export interface CounterStep {
  readonly audience: Audience;
  readonly metric: string;
  readonly day: string;
  readonly agency: string;
  readonly holder: string;
  readonly kind: string;
  readonly violation: string;
  readonly division: string;
  /** Of a duration: the bucket of its length. Null for a sum. */
  readonly bucket: number | null;
  readonly by: number;
}

/** What must be known of a step beside itself. */
export interface CounterPlace {
  /** Day of recording in the operation's time zone. */
  readonly day: string;
  readonly form: MetricForm;
  /** The kind of task that counts the metric, or '' where a record does. */
  readonly kind: string;
}

/**
 * The counters that a step moves. Outsiders' go by the day of recording alone: a correction of the past must not change
 * what was their total of a midnight.
 */
export function countersOf(step: TallyStep, { day, form, kind }: CounterPlace): CounterStep[] {
  const { metric, amount, audience, agency = '', holder = '', violation = '', division = '' } = step;
  const isDuration = form === 'DURATION';
  const counter = {
    ...{ metric, agency, holder, kind, violation, division },
    ...{ bucket: isDuration ? bucketOf(amount) : null, by: isDuration ? 1 : amount },
  };
  return [
    ...(audience === 'OUTSIDERS' ? [] : [{ ...counter, audience: 'INSIDERS' as const, day: step.day ?? day }]),
    ...(audience === 'INSIDERS' ? [] : [{ ...counter, audience: 'OUTSIDERS' as const, day }]),
  ];
}

/** What groups are told apart by; '' where the counters have nothing there. */
export interface TallyGroup {
  readonly agency?: string;
  readonly holder?: string;
  readonly kind?: string;
  readonly violation?: string;
  readonly division?: string;
  readonly day?: string;
}

/** The dimension of a counter that a grouping goes by. */
export const DIMENSIONS: Readonly<Record<TallyGrouping, keyof TallyGroup>> = {
  AGENCY: 'agency',
  HOLDER: 'holder',
  KIND: 'kind',
  VIOLATION: 'violation',
  DIVISION: 'division',
  DAY: 'day',
};

/** Groups of one metric with what was counted in each. */
export interface Cell {
  readonly group: TallyGroup;
  readonly amount: number;
}

/** A group as text, for comparing and for one fixed order: days in theirs, what belongs to no group last. */
export function groupKey(group: TallyGroup): string {
  const { day = '', agency = '', holder = '', kind = '', violation = '', division = '' } = group;
  return [day, agency, holder, kind, violation, division].map((each) => (each === '' ? '~' : each)).join(' ');
}

/** Cells that outsiders may see, and those that they may not. */
export interface Parted<C> {
  readonly shown: readonly C[];
  readonly withheld: readonly C[];
}

/**
 * Parts the cells of one table: those below the smallest that may be shown are withheld, and the next smallest with
 * them, since a lone one would be the total less all others. Of equal cells all are withheld or none: so the withheld
 * ones might change places, and nobody could tell. A cell of nothing is no cell.
 */
export function partSmall<C extends Cell>(cells: readonly C[], smallest: number): Parted<C> {
  const counted = cells.filter(({ amount }) => amount !== 0).sort(byGroup);
  const large = counted.filter(({ amount }) => amount >= smallest).map(({ amount }) => amount);
  if (large.length === counted.length) return { shown: counted, withheld: [] };
  const next = large.reduce((least, amount) => Math.min(least, amount), Infinity);
  return {
    withheld: counted.filter(({ amount }) => amount <= next),
    shown: counted.filter(({ amount }) => amount > next),
  };
}

/** The order in which groups are told. */
export function byGroup(a: Pick<Cell, 'group'>, b: Pick<Cell, 'group'>): number {
  return groupKey(a.group) < groupKey(b.group) ? -1 : 1;
}

/** The groups of one metric that may be shown, and whether something of it stands apart. */
export interface Readable<C> {
  readonly shown: readonly C[];
  readonly isWithheld: boolean;
}

/** What is asked of a metric's groups. */
export interface GroupQuestion {
  readonly form: MetricForm;
  /** Groups may be shown to outsiders at all. */
  readonly hasGroups: boolean;
  readonly by: readonly TallyGrouping[];
  /** Days that outsiders know of are left out. */
  readonly isCut: boolean;
  readonly smallCell: number;
}

/**
 * What outsiders may see of one metric: its total; days, unless it is money, and where it has them groups by one
 * dimension, without the small ones. Nothing of a part of the time: two parts that differ by a day tell that day. It is
 * decided by what is asked before what was counted, so that it tells nothing itself.
 */
export function forOutsiders<C extends Cell>(cells: readonly C[], question: GroupQuestion): Readable<C> {
  if (question.isCut) return { shown: [], isWithheld: true };
  const dimensions = question.by.filter((grouping) => grouping !== 'KIND');
  if (dimensions.length === 0) return totalForOutsiders(cells, question);
  if (!mayBeGrouped(dimensions, question)) return { shown: [], isWithheld: true };
  const { shown, withheld } = partSmall(cells, question.smallCell);
  return { shown, isWithheld: withheld.length > 0 };
}

/** One case of money is no small cell, so it has no days. */
function mayBeGrouped(dimensions: readonly TallyGrouping[], { form, hasGroups }: GroupQuestion): boolean {
  if (form === 'MONEY') return false;
  return dimensions.every((each) => each === 'DAY') || (hasGroups && dimensions.length === 1);
}

function totalForOutsiders<C extends Cell>(cells: readonly C[], { form, smallCell }: GroupQuestion): Readable<C> {
  // Percentiles of a few cases are the cases.
  const isTelling = form === 'DURATION' && (cells[0]?.amount ?? 0) < smallCell;
  // A correction may be known before what it corrects.
  return { shown: isTelling ? [] : cells.filter(({ amount }) => amount > 0), isWithheld: isTelling };
}

/** Cells of the same group added up. */
export function mergeCells(cells: readonly Cell[]): Cell[] {
  const merged = new Map<string, Cell>();
  for (const { group, amount } of cells) {
    const key = groupKey(group);
    merged.set(key, { group, amount: (merged.get(key)?.amount ?? 0) + amount });
  }
  return [...merged.values()].sort(byGroup);
}

/** Steps of a gauge by day, made into how it stood at the end of each of these days from `from` on. */
export function gaugeByDay(cells: readonly Cell[], from: string | null): Cell[] {
  const sums = new Map<string, number>();
  return [...cells].sort(byGroup).flatMap(({ group, amount }) => {
    const { day = '', ...rest } = group;
    const sum = (sums.get(groupKey(rest)) ?? 0) + amount;
    sums.set(groupKey(rest), sum);
    return from === null || day >= from ? [{ group, amount: sum }] : [];
  });
}

/** The last midnight in a zone: the day that began with it, and the instant. */
export function lastMidnight(now: Instant, timeZone: string): { today: CalendarDate; at: Instant } {
  const today = dateIn(now, timeZone);
  return { today, at: startOfDay(today, timeZone) };
}

/** The day before. */
export function dayBefore(day: CalendarDate): CalendarDate {
  return dateIn(plus(startOfDay(day, 'UTC'), { days: -1 }), 'UTC');
}
