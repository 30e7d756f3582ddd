import type { Actor } from './actor';
import { clockEnded, clockStarted } from './clocks';
import type { FieldValues, PartChange } from './parts';
import type { ClockStart, RulePack } from './rule-pack';
import type { SecretMark } from './secret';
import type { Thing } from './thing';
import type { CalendarDate, Instant } from './time';
import type { Audience, MetricForm } from './vocabulary';

/**
 * What a command wants done. `decide` of an action gives an Outcome and touches nothing; the door applies it in the
 * same transaction that locked the operation, writes it into the log, and the log can be replayed to the same rows.
 */

/**
 * One step of a counter, in the metric's unit (money: fen). Corrections are steps too, below zero. Of a metric that is a
 * duration it is one more case of that length.
 */
export interface TallyStep {
  readonly metric: string;
  readonly amount: number;
  /** Who gets to know of it; left out: both. Work that is hidden for a while counts inside at once, outside later. */
  readonly audience?: Audience;
  /** The day that it belongs to, if that is not the day of recording. Outsiders know of it by the day of recording. */
  readonly day?: CalendarDate;
  readonly agency?: string;
  readonly holder?: string;
  readonly violation?: string;
  readonly division?: string;
}

/** What the command does to one more subject of its operation: a suspect that a trip arrests. */
export interface OtherChange {
  /** The API's type name. */
  readonly type: string;
  /** The subject as the facts have it; null for one that begins. */
  readonly thing: Thing | null;
  readonly id: string;
  readonly outcome: Outcome;
}

/** The whole wish of one command on one subject. */
export interface Outcome {
  /** A new thing is begun instead of a change of the subject. */
  readonly begins: boolean;
  /** The state reached; left out, the state stays. */
  readonly state?: string;
  /** Fields that get these values; lists of ids replace the list. */
  readonly values: FieldValues;
  /** What the log keeps of the command and the thing does not: `reason`, `note`. */
  readonly remarks: FieldValues;
  readonly parts: readonly PartChange[];
  readonly tallies: readonly TallyStep[];
  /** Each gets an entry of its own, shown by its own visibility. */
  readonly others: readonly OtherChange[];
  /**
   * Its entry tells of this task, and nothing of the subject changes, which has no new version: whoever might not know
   * of the task's case would learn by it that there is something to know.
   */
  readonly task?: string;
}

/** Where in the counters a step belongs. */
export type TallyDimensions = Omit<TallyStep, 'metric' | 'amount' | 'audience' | 'day'>;

/** What a rule may know of a metric: its form, and as what the actor sees it. */
export interface ActorMetric {
  readonly form: MetricForm;
  readonly audience: Audience;
  /** The kind of task that counts it, or '' where a record does. */
  readonly kind: string;
  /** States in which those may know of a task of that kind who do not see its case, and so of what it counted. */
  readonly openStates: ReadonlySet<string>;
}

/** What the pure rules may know beside the thing, the input and the facts. */
export interface DecisionContext {
  readonly actor: Actor;
  readonly now: Instant;
  /** When it happened: the input's `occurredAt`, else `now`. */
  readonly occurredAt: Instant;
  /** The operation's time zone (IANA). */
  readonly timeZone: string;
  readonly rules: RulePack;
  readonly newId: (prefix: string) => string;
  /** Of the secret that was drawn for an action that `draws` one. */
  readonly secret: SecretMark | null;
  /** A metric by its name; null for one that nothing counts. */
  readonly findMetric: (metric: string) => ActorMetric | null;
}

/** Builds an Outcome step by step; each call gives a new one. */
export class OutcomeBuilder implements Outcome {
  readonly begins: boolean;
  readonly state?: string;
  readonly values: FieldValues;
  readonly remarks: FieldValues;
  readonly parts: readonly PartChange[];
  readonly tallies: readonly TallyStep[];
  readonly others: readonly OtherChange[];
  readonly task?: string;

  constructor(from: Outcome) {
    this.begins = from.begins;
    if (from.state !== undefined) this.state = from.state;
    if (from.task !== undefined) this.task = from.task;
    this.values = from.values;
    this.remarks = from.remarks;
    this.parts = from.parts;
    this.tallies = from.tallies;
    this.others = from.others;
  }

  private with(change: Partial<Outcome>): OutcomeBuilder {
    const { begins, state, values, remarks, parts, tallies, others, task } = this;
    const now = { begins, values, remarks, parts, tallies, others, ...(task === undefined ? {} : { task }) };
    return new OutcomeBuilder({ ...now, ...(state === undefined ? {} : { state }), ...change });
  }

  /** Sets fields of the thing. */
  set(values: FieldValues): OutcomeBuilder {
    return this.with({ values: { ...this.values, ...values } });
  }

  /** Leads to a state other than the action's only one. */
  to(state: string): OutcomeBuilder {
    return this.with({ state });
  }

  /** Sets an element of one of the thing's parts. */
  part(part: string, key: string, values: FieldValues): OutcomeBuilder {
    return this.with({ parts: [...this.parts, { part, key, values }] });
  }

  /** A time limit begins, or begins anew; see `RulePack.clock`. */
  start(clock: ClockStart): OutcomeBuilder {
    return this.with({ parts: [...this.parts, clockStarted(clock)] });
  }

  /** A time limit is met, or no longer owed. */
  end(code: string, when: { at: Instant; thing?: string | null }): OutcomeBuilder {
    return this.with({ parts: [...this.parts, clockEnded(code, when)] });
  }

  /** Another subject of the operation changes with this one, in the same transaction. */
  also(type: string, thing: Thing, change: Outcome): OutcomeBuilder {
    return this.with({ others: [...this.others, { type, thing, id: thing.id, outcome: change }] });
  }

  /** Another subject begins with this one, under an id that the context has given. */
  alsoBegins(type: string, id: string, change: Outcome): OutcomeBuilder {
    return this.with({ others: [...this.others, { type, thing: null, id, outcome: change }] });
  }

  /** Why, in the words of who acts: kept in the log alone, not in the thing. */
  reason(reason: string): OutcomeBuilder {
    return this.with({ remarks: { ...this.remarks, reason } });
  }

  /** A remark for the log; none if empty. */
  note(note: string | null | undefined): OutcomeBuilder {
    return note ? this.with({ remarks: { ...this.remarks, note } }) : this;
  }

  /** Counts what everyone may know of at once. */
  tally(metric: string, amount: number, dimensions: TallyDimensions = {}): OutcomeBuilder {
    return this.step({ metric, amount, ...dimensions });
  }

  /** Counts for those alone who see all work of the kind; `tallyOutside` is owed once others may know of it. */
  tallyInside(metric: string, amount: number, dimensions: TallyDimensions = {}): OutcomeBuilder {
    return this.step({ metric, amount, ...dimensions, audience: 'INSIDERS' });
  }

  /** Counts for everyone else what `tallyInside` has counted before. */
  tallyOutside(metric: string, amount: number, dimensions: TallyDimensions = {}): OutcomeBuilder {
    return this.step({ metric, amount, ...dimensions, audience: 'OUTSIDERS' });
  }

  /** Corrects a counter by a compensating step; what was corrected, and why, stands in the log. */
  correct(step: TallyStep, why: { readonly reason: string; readonly task: string | null }): OutcomeBuilder {
    const remarks = { ...this.remarks, correction: { ...step, ...why } };
    return this.step(step).with({ remarks, ...(why.task === null ? {} : { task: why.task }) });
  }

  private step(step: TallyStep): OutcomeBuilder {
    return this.with({ tallies: [...this.tallies, step] });
  }
}

/** The subject changes. */
export function outcome(): OutcomeBuilder {
  return new OutcomeBuilder({ begins: false, values: {}, remarks: {}, parts: [], tallies: [], others: [] });
}

/** A new thing begins, with these fields. */
export function begin(values: FieldValues): OutcomeBuilder {
  return new OutcomeBuilder({ begins: true, values, remarks: {}, parts: [], tallies: [], others: [] });
}
