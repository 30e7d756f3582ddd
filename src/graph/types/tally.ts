import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { Fen } from '../../core/money';
import type { Instant } from '../../core/time';
import { MetricEnum, TaskKindEnum } from './enums';
import { Payload } from './payload';
import { DateScalar, DateTimeScalar, MoneyScalar } from '../scalars';

/** What every sort of tally can be grouped by, by id or code; null: not grouped by it, or nothing stands there. */
interface Grouped {
  /** The operation that counts. */
  operationId: string;
  agencyId: string | null;
  holderId: string | null;
  violationCode: string | null;
  divisionCode: string | null;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'A tally 战果统计: absolute, never an increment; equal to the sum of the log at the position that was read.',
})
export class Tally implements Grouped {
  @Field(() => MetricEnum, { description: 'What is counted.' })
  metric!: string;
  @Field(() => Float, {
    nullable: true,
    description: "In the metric's unit (money: yuan; `money` is the exact one); null where it is withheld.",
  })
  amount!: number | null;
  @Field(() => MoneyScalar, {
    nullable: true,
    description: 'The exact sum, of metrics that are money; null where it is withheld or corrections lie below zero.',
  })
  money!: Fen | null;
  @Field(() => TaskKindEnum, { nullable: true, description: 'The kind of task, where tallies are grouped by it.' })
  kind!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'The day, where tallies are grouped by it.' })
  day!: string | null;
  @Field(() => Boolean, {
    description: 'What may not be shown of a metric stands apart in one tally that names no group.',
  })
  withheld!: boolean;
  @Field(() => DateTimeScalar, {
    description: 'Up to when was counted: who may see only the total sees it as of the last midnight.',
  })
  asOf!: Instant;
  operationId!: string;
  agencyId!: string | null;
  holderId!: string | null;
  violationCode!: string | null;
  divisionCode!: string | null;
}

@ObjectType({
  simpleResolvers: true,
  description: "Percentiles of a duration in the metric's unit, each at most 2 % away from a case that was counted.",
})
export class DurationTally implements Grouped {
  @Field(() => MetricEnum, { description: 'What is measured.' })
  metric!: string;
  @Field(() => Int, { nullable: true, description: 'How many cases; null where they are withheld.' })
  count!: number | null;
  @Field(() => Float, { nullable: true, description: 'Half of the cases took no longer; null where there is none.' })
  p50!: number | null;
  @Field(() => Float, { nullable: true, description: 'Nine in ten took no longer; null where there is none.' })
  p90!: number | null;
  @Field(() => TaskKindEnum, { nullable: true, description: 'The kind of task, where durations are grouped by it.' })
  kind!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'The day, where durations are grouped by it.' })
  day!: string | null;
  @Field(() => Boolean, {
    description: 'What may not be shown of a metric stands apart in one tally that names no group.',
  })
  withheld!: boolean;
  operationId!: string;
  agencyId!: string | null;
  holderId!: string | null;
  violationCode!: string | null;
  divisionCode!: string | null;
}

@ObjectType({ implements: Payload, simpleResolvers: true, description: 'A tally after its correction.' })
export class TallyPayload extends Payload {
  @Field(() => Tally, { description: 'The whole sum of the metric, as who corrected it sees it.' })
  tally!: Tally;
}
