import shipped from './rules.json';
import { plus, type CalendarDate, type Instant, type Step } from './time';

/**
 * The rule pack (规则包): every limit of time, number and size that work is judged by, as data with its source. A limit
 * is never a constant in code, and a time limit keeps the version of the rule that started it.
 */

/** What a limit of time runs by: every hour, or working days of the Chinese calendar alone. */
export const RULE_CALENDARS = ['WALL', 'WORKDAY'] as const;
type RuleCalendar = (typeof RULE_CALENDARS)[number];

/** One rule as it is in force. */
export interface Rule {
  /** e.g. `arrest_trip.family_notice`. */
  readonly code: string;
  readonly value: string;
  /** e.g. "hours", "persons". */
  readonly unit: string;
  /** Null: no limit of time. */
  readonly calendar: RuleCalendar | null;
  /** Kind or record that it applies to; `*`: all. */
  readonly appliesTo: string;
  /** The law, the standard or the mechanism that it comes from. */
  readonly source: string;
  /** False: still to be checked against the text in force. */
  readonly verified: boolean;
  readonly inForceFrom: CalendarDate | null;
  readonly version: number;
}

/** A time limit that is to run. */
export interface ClockStart {
  readonly code: string;
  /** Id of the thing that it is about; null: the task itself. */
  readonly thing: string | null;
  readonly startedAt: Instant;
  readonly dueAt: Instant;
  readonly nearAt: Instant | null;
  readonly ruleVersion: number;
}

/** Code of the time limit that who plans a task sets by hand. */
export const OWN_DUE = 'task.due';

const UNITS: Readonly<Record<string, keyof Step>> = { minutes: 'minutes', hours: 'hours', days: 'days' };

/** Rules by code. */
export class RulePack {
  private readonly byCode: ReadonlyMap<string, Rule>;

  constructor(rules: readonly Rule[]) {
    this.byCode = new Map(rules.map((rule) => [rule.code, rule]));
  }

  /** Every rule, in the order of the pack. */
  all(): Rule[] {
    return [...this.byCode.values()];
  }

  /** Whether there is a rule of this code. */
  has(code: string): boolean {
    return this.byCode.has(code);
  }

  /** A rule that must be there. */
  get(code: string): Rule {
    const rule = this.byCode.get(code);
    if (!rule) throw new Error(`the rule pack has no ${code}`);
    return rule;
  }

  /** The number that a rule sets, in its unit. */
  number(code: string): number {
    const value = Number(this.get(code).value);
    if (!Number.isFinite(value)) throw new Error(`the rule ${code} is no number`);
    return value;
  }

  /** The length of time that a rule sets, by the clock on the wall. */
  step(code: string): Step {
    const unit = UNITS[this.get(code).unit];
    if (unit === undefined) throw new Error(`the rule ${code} is no length of time`);
    return { [unit]: this.number(code) };
  }

  /** The time limit of a rule for a thing from a moment on; `dueAt` where somebody set it by hand. */
  clock(code: string, of: { from: Instant; thing?: string; dueAt?: Instant }): ClockStart {
    const { from, thing = null } = of;
    const near = `${code}_near`;
    return {
      ...{ code, thing, startedAt: from, ruleVersion: this.get(code).version },
      dueAt: of.dueAt ?? plus(from, this.step(code)),
      nearAt: this.has(near) ? plus(from, this.step(near)) : null,
    };
  }
}

/** The rules that this version ships, as version 1. */
export const SHIPPED_RULES = new RulePack(
  shipped.map((rule) => ({ ...rule, verified: !rule.source.includes('(to be checked'), version: 1 }) as Rule),
);
