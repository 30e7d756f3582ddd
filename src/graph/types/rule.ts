import { Field, Int, ObjectType } from 'type-graphql';
import type { CalendarDate, Instant } from '../../core/time';
import { DateScalar, DateTimeScalar } from '../scalars';
import { RuleCalendarEnum } from './enums';

@ObjectType({ simpleResolvers: true, description: 'A limit of the rule pack 规则包, as work is judged by it.' })
export class Rule {
  @Field(() => String, { description: 'What it is called by, e.g. arrest_trip.family_notice.' })
  code!: string;
  @Field(() => String, { description: 'What it sets, in its unit.' })
  value!: string;
  @Field(() => String, { description: 'Unit of the value, e.g. hours.' })
  unit!: string;
  @Field(() => RuleCalendarEnum, {
    nullable: true,
    description: 'What a limit of time runs by; null: no limit of time.',
  })
  calendar!: string | null;
  @Field(() => String, { description: 'The law, the standard or the mechanism that it comes from.' })
  source!: string;
  @Field(() => Boolean, { description: 'False: still to be checked against the text in force.' })
  verified!: boolean;
  @Field(() => DateScalar, { nullable: true, description: 'Since when its source is in force.' })
  inForceFrom!: CalendarDate | null;
  @Field(() => Int, { description: 'Counts its changes from 1, which is what was shipped.' })
  version!: number;
  @Field(() => String, { nullable: true, description: 'Why it was changed here.' })
  changeReason!: string | null;
}

/** A time limit as need-to-know shows it. */
@ObjectType({
  simpleResolvers: true,
  description: 'A time limit 时限: one for each rule and thing, such as each suspect of a trip.',
})
export class Clock {
  @Field(() => String, { description: 'Code of its rule.' })
  code!: string;
  @Field(() => DateTimeScalar, { description: 'When it began to run.' })
  startedAt!: Instant;
  @Field(() => DateTimeScalar, { description: 'When it runs out; stands while it is paused.' })
  dueAt!: Instant;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it counts as near.' })
  nearAt!: Instant | null;
  @Field(() => Boolean, { description: 'The calendar of working days of that year is not published yet.' })
  provisional!: boolean;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Since when it is paused; resuming moves dueAt by the pause.',
  })
  pausedAt!: Instant | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was met, or no longer owed.' })
  metAt!: Instant | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was recorded as missed.' })
  missedAt!: Instant | null;
}
