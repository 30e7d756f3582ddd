import { Field, Float, ObjectType } from 'type-graphql';
import type { Fen } from '../../core/money';
import type { CalendarDate, Instant } from '../../core/time';
import { MetricEnum, TaskKindEnum } from './enums';
import { DateScalar, DateTimeScalar, MoneyScalar } from '../scalars';

@ObjectType({ simpleResolvers: true, description: 'A sum of what was counted 战果统计: absolute, never an increment.' })
export class Tally {
  @Field(() => MetricEnum, { description: 'What is counted.' })
  metric!: string;
  @Field(() => Float, {
    nullable: true,
    description: "In the metric's unit, money in yuan; null where it is withheld.",
  })
  amount!: number | null;
  @Field(() => MoneyScalar, { nullable: true, description: 'The exact sum of money.' })
  money!: Fen | null;
  @Field(() => TaskKindEnum, { nullable: true, description: 'Of tasks of this kind.' })
  kind!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Recorded on this day.' })
  day!: CalendarDate | null;
  @Field(() => Boolean, { description: 'The sum is withheld, since it is small enough to tell of single cases.' })
  withheld!: boolean;
  @Field(() => DateTimeScalar, { description: 'Up to when it was summed.' })
  asOf!: Instant;
  /** Ids and code of what it is grouped by. */
  agencyId!: string | null;
  holderId!: string | null;
  divisionCode!: string | null;
}
