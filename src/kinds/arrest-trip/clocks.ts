import type { RulePack } from '../../core/rule-pack';
import type { Instant } from '../../core/time';
import type { OutcomeBuilder } from '../../core/decision';

/** Time limits of an arrest trip, by the codes of their rules. @see 刑事诉讼法 第85条 (2018; 第83条 before) */
export const clocks = [
  /** A suspect is in a detention house within 24 hours of detention, the nearest one if the way home takes longer. */
  'arrest_trip.detention_house',
  /** The family is told within 24 hours. */
  'arrest_trip.family_notice',
  /** Under way with suspects, the trip reports where it is. */
  'arrest_trip.position_report',
] as const;

const [DETENTION_HOUSE, FAMILY_NOTICE] = clocks;

/** Code of the rule by which a trip reports where it is. */
export const POSITION_REPORT = clocks[2];

/** What the trip owes for a suspect from the moment of detention on. */
export function startDetention(
  outcome: OutcomeBuilder,
  { rules, suspect, from }: { rules: RulePack; suspect: string; from: Instant },
): OutcomeBuilder {
  return [DETENTION_HOUSE, FAMILY_NOTICE].reduce(
    (begun, code) => begun.start(rules.clock(code, { from, thing: suspect })),
    outcome,
  );
}

/** The suspect has entered a detention house. */
export function houseEntered(
  outcome: OutcomeBuilder,
  { suspect, at }: { suspect: string; at: Instant },
): OutcomeBuilder {
  return outcome.end(DETENTION_HOUSE, { at, thing: suspect });
}

/** The family was told. */
export function familyTold(outcome: OutcomeBuilder, { suspect, at }: { suspect: string; at: Instant }): OutcomeBuilder {
  return outcome.end(FAMILY_NOTICE, { at, thing: suspect });
}

/** Where the trip is must be told again in time. */
export function startPositions(outcome: OutcomeBuilder, rules: RulePack, from: Instant): OutcomeBuilder {
  return outcome.start(rules.clock(POSITION_REPORT, { from }));
}

/** It is no longer under way with suspects. */
export function endPositions(outcome: OutcomeBuilder, at: Instant): OutcomeBuilder {
  return outcome.end(POSITION_REPORT, { at });
}
