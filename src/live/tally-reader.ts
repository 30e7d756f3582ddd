import type { NeedToKnow } from '../access/need-to-know';
import type { Reader } from '../access/viewer';
import { percentile } from '../core/duration-sketch';
import type { Entry } from '../core/entry';
import { badInput, refuse } from '../core/errors';
import type { RegisteredMetric, Registry } from '../core/registry';
import { forOutsiders, lastMidnight, mergeCells, type Cell, type Readable, type TallyGroup } from '../core/tally';
import type { Clock, Instant } from '../core/time';
import type { Audience, MetricForm } from '../core/vocabulary';
import { OperationRow } from '../store/rows/operation.row';
import type { Session } from '../store/session';
import { groupBy } from '../store/things';
import {
  descendantsOf,
  countedSince,
  isCut,
  sketches,
  spanOf,
  sums,
  type SketchCell,
  type Span,
  type TallyRequest,
} from './tally-spans';

export type { TallyRequest } from './tally-spans';

/** A sum as its reader may see it. */
export interface ShownTally {
  readonly metric: string;
  readonly form: MetricForm;
  /** Empty where the sum is withheld: a group's name would tell that there is something in it. */
  readonly group: TallyGroup;
  /** In the metric's unit, money in fen; null where it is withheld. */
  readonly amount: number | null;
  readonly asOf: Instant;
}

/** Percentiles of a duration as their reader may see them, in the metric's unit, each at most 2 % away from a case. */
export interface ShownDuration {
  readonly metric: string;
  readonly group: TallyGroup;
  /** Null where the group is withheld; the percentiles where nothing was counted, too. */
  readonly count: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
}

/** What reading tallies needs. */
export interface TallyParts {
  readonly registry: Registry;
  readonly needToKnow: NeedToKnow;
  readonly clock: Clock;
  /** Rule `tally.small_cell`. */
  readonly smallCell: number;
}

/**
 * Reads tallies 战果统计 from the maintained counters, never from the log. Who sees all work of a kind (insiders) has its
 * metrics live and in every grouping. Everyone else who takes part has totals as of the last midnight, and of metrics
 * whose table says so groups by one dimension over the whole time, with small cells withheld: two dimensions, or two
 * ranges of days, would each tell the other's small cells.
 */
export class TallyReader {
  constructor(private readonly parts: TallyParts) {}

  /**
   * Tallies in the order of the metrics, of each by its groups; one for each metric where nothing is grouped. What is
   * withheld of a metric is one more tally without a group. Nobody who takes no part in the operation has any.
   * @throws Refusal BAD_USER_INPUT for a duration and for days the wrong way round, FORBIDDEN for descendants
   */
  async read(session: Session, request: TallyRequest): Promise<ShownTally[]> {
    const asked = this.wanted(request, 'tallies');
    const { part } = request.reader.standing;
    if (request.descendants && part !== 'LEAD') throw refuse('FORBIDDEN', { denial: { code: 'LEAD_ONLY' } });
    if (part === null) return [];
    const now = request.then?.at ?? this.parts.clock.now();
    const midnight = lastMidnight(now, request.operation.timeZone).at;
    const isLive = ({ definition }: RegisteredMetric): boolean =>
      !request.descendants && this.audience(definition, request.reader) === 'INSIDERS';
    // Outsiders' counters are kept by the day on which they might know, so these are as they were.
    const isReplayed = request.then !== undefined && asked.some(isLive);
    const since = isReplayed ? await countedSince(session, request.operation.id, request.then.seq) : null;
    const below = request.descendants ? await descendantsOf(session, request.operation) : [];
    const own = await this.ownSums(session, request, { asked, now });
    const under = await this.sumsBelow(session, request, { asked, now, below });
    return asked.flatMap((registered) => {
      const { metric, rules, kind } = registered;
      const found = [own.get(metric), under.get(metric)].flatMap((each) => each ?? []);
      if (found.length === 0) return [];
      const common = { metric, form: rules.form, asOf: isLive(registered) ? now : midnight };
      const isWithheld = found.some((each) => each.isWithheld);
      const merged = mergeCells(found.flatMap(({ shown }) => shown));
      const counted = isWithheld ? merged : filled(merged, request, kind);
      const later = (isLive(registered) ? since?.get(metric) : 0) ?? 0;
      const cells = later === 0 ? counted : counted.map((cell) => ({ ...cell, amount: cell.amount - later }));
      const withheld = isWithheld ? [{ group: {}, amount: null }] : [];
      return [...cells, ...withheld].map(({ group, amount }) => ({ ...common, group, amount }));
    });
  }

  /**
   * Percentiles of durations in the same way; below the small cell there is none for outsiders, grouped or not.
   * @throws Refusal BAD_USER_INPUT for a metric that is no duration and for days the wrong way round
   */
  async readDurations(session: Session, request: Omit<TallyRequest, 'descendants'>): Promise<ShownDuration[]> {
    const asked = this.wanted(request, 'durations');
    if (request.reader.standing.part === null) return [];
    const spans = this.ownSpans(request, { asked, now: this.parts.clock.now(), isDated: false });
    const read = new Map<string, Readable<SketchCell>>();
    for (const span of spans) {
      this.keep(span, { cells: await sketches(session, span), into: read });
    }
    return asked.flatMap((registered) => {
      const { metric } = registered;
      const found = read.get(metric);
      if (!found) return [];
      const cells = found.isWithheld && isUngrouped(request) ? [] : found.shown;
      const shown =
        cells.length > 0 || found.isWithheld || !isUngrouped(request) ? cells : [noCases(request, registered)];
      const withheld = found.isWithheld ? [{ metric, group: {}, count: null, p50: null, p90: null }] : [];
      return [...shown.map((cell) => ({ metric, ...shownCases(cell) })), ...withheld];
    });
  }

  /** Metrics that entries have counted and that the reader sees live, in their fixed order. */
  changed(reader: Reader, entries: readonly Pick<Entry, 'tallies'>[]): string[] {
    const steps = entries.flatMap(({ tallies }) => tallies).filter(({ audience }) => audience !== 'OUTSIDERS');
    const counted = new Set(steps.map(({ metric }) => metric));
    return this.parts.registry
      .metrics()
      .filter(({ metric, rules }) => counted.has(metric) && rules.form !== 'DURATION')
      .filter(({ definition }) => this.audience(definition, reader) === 'INSIDERS')
      .map(({ metric }) => metric);
  }

  /** Whole sums of metrics that the reader sees live, ungrouped; for messages of a stream. */
  async readLive(
    session: Session,
    { operation: id, reader, metrics }: { operation: string; reader: Reader; metrics: readonly string[] },
  ): Promise<ShownTally[]> {
    if (metrics.length === 0) return [];
    const operation = await session.findOne(OperationRow, { operation: id });
    return operation ? this.read(session, { operation, reader, metrics }) : [];
  }

  private audience(definition: RegisteredMetric['definition'], reader: Reader): Audience {
    return this.parts.needToKnow.audience(definition, reader);
  }

  /** The metrics that are asked for, each once in their fixed order. */
  private wanted({ metrics, from, to }: TallyRequest, field: 'tallies' | 'durations'): RegisteredMetric[] {
    if (from && to && from > to) throw badInput([{ path: 'to', code: 'BEFORE_START' }]);
    const fits = ({ rules }: RegisteredMetric): boolean => (rules.form === 'DURATION') === (field === 'durations');
    const code = field === 'tallies' ? 'IS_DURATION' : 'NO_DURATION';
    const all = this.parts.registry.metrics();
    const faults = (metrics ?? []).flatMap((metric, i) => {
      const found = all.find((each) => each.metric === metric);
      return found && fits(found) ? [] : [{ path: `metrics.${i}`, code: found ? code : 'UNKNOWN_METRIC' }];
    });
    if (faults.length > 0) throw badInput(faults);
    return all.filter((each) => fits(each) && (metrics?.includes(each.metric) ?? true));
  }

  private async ownSums(
    session: Session,
    request: TallyRequest,
    at: { asked: readonly RegisteredMetric[]; now: Instant },
  ): Promise<Map<string, Readable<Cell>>> {
    const read = new Map<string, Readable<Cell>>();
    const spans = this.ownSpans(request, { ...at, isDated: request.descendants ?? false });
    for (const span of spans) this.keep(span, { cells: await sums(session, span), into: read });
    return read;
  }

  /** What outsiders may know of the operations below: all of them together, or one would be known from the others. */
  private async sumsBelow(
    session: Session,
    request: TallyRequest,
    { asked, now, below }: { asked: readonly RegisteredMetric[]; now: Instant; below: readonly OperationRow[] },
  ): Promise<Map<string, Readable<Cell>>> {
    const metrics = asked.filter(({ rules }) => rules.outsiders !== 'NONE');
    const read = new Map<string, Readable<Cell>>();
    const cells = new Map<string, Cell[]>();
    const spans = [...groupBy(below, ({ timeZone }) => timeZone)].map(([timeZone, rows]) =>
      spanOf(request, { metrics, audience: 'OUTSIDERS', operations: rows.map(({ id }) => id), now, timeZone }),
    );
    for (const span of spans) {
      for (const [metric, found] of await sums(session, span)) {
        cells.set(metric, mergeCells([...(cells.get(metric) ?? []), ...found]));
      }
    }
    const operations = spans.flatMap((span) => span.operations);
    // Midnight comes at different times: what is a part of the time anywhere is one everywhere.
    const part = spans.find(({ from, to, until }) => from !== null || to !== until) ?? spans[0];
    if (part) this.keep({ ...part, operations }, { cells, into: read });
    return read;
  }

  /** The own operation's counters: of each metric those of the audience that the reader is. */
  private ownSpans(
    request: TallyRequest,
    { asked, now, isDated }: { asked: readonly RegisteredMetric[]; now: Instant; isDated: boolean },
  ): Span[] {
    const { id, timeZone } = request.operation;
    const inside = asked.filter(({ definition }) => this.audience(definition, request.reader) === 'INSIDERS');
    const outside = asked.filter((each) => !inside.includes(each) && each.rules.outsiders !== 'NONE');
    const own = { operations: [id], now, timeZone };
    const live = spanOf(request, { ...own, metrics: inside, audience: 'INSIDERS' });
    return [
      isDated ? live : { ...live, until: null, to: request.to ?? null },
      spanOf(request, { ...own, metrics: outside, audience: 'OUTSIDERS' }),
    ].filter(({ metrics }) => metrics.length > 0);
  }

  /** Decides of each metric what may be shown. */
  private keep<C extends Cell>(
    span: Span,
    { cells, into }: { cells: ReadonlyMap<string, readonly C[]>; into: Map<string, Readable<C>> },
  ): void {
    for (const registered of span.metrics) {
      const found = cells.get(registered.metric) ?? [];
      const { form, outsiders } = registered.rules;
      const question = { form, hasGroups: outsiders === 'GROUPS', by: span.by, isCut: isCut(span) };
      into.set(
        registered.metric,
        span.audience === 'INSIDERS'
          ? { shown: found, isWithheld: false }
          : forOutsiders(found, { ...question, smallCell: this.parts.smallCell }),
      );
    }
  }
}

function shownCases({ group, counts, amount }: SketchCell): Omit<ShownDuration, 'metric'> {
  return { group, count: amount, p50: percentile(counts, 0.5), p90: percentile(counts, 0.9) };
}

function noCases({ by = [] }: TallyRequest, { metric, kind }: RegisteredMetric): SketchCell {
  return { metric, group: by.includes('KIND') ? { kind } : {}, counts: [], amount: 0 };
}

function isUngrouped({ by = [] }: TallyRequest): boolean {
  return by.every((grouping) => grouping === 'KIND');
}

/** Where nothing is grouped there is a sum, even of nothing. */
function filled(cells: readonly Cell[], request: TallyRequest, kind: string): readonly Cell[] {
  if (cells.length > 0 || !isUngrouped(request)) return cells;
  return [{ group: request.by?.includes('KIND') ? { kind } : {}, amount: 0 }];
}
