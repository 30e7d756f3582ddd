import { Field, Int, ObjectType } from 'type-graphql';
import type { Geometry } from '../../core/geometry';
import type { Fen } from '../../core/money';
import type { CalendarDate, Instant } from '../../core/time';
import { DateScalar, DateTimeScalar, GeometryScalar, MoneyScalar } from '../../graph/scalars';
import { Node, Subject } from '../../graph/types/node';
import { Payload } from '../../graph/types/payload';
import { Task } from '../../graph/types/task';
import { TravelModeEnum } from './actions/begin-escort';

@ObjectType({
  implements: [Node, Subject, Task],
  simpleResolvers: true,
  description: 'Arrest trip 外省抓捕: officers travel to another province, arrest there, and bring suspects home.',
})
export class ArrestTrip extends Task {
  @Field(() => Int, {
    nullable: true,
    description: 'Running among the trips of the operation; withheld together with number.',
  })
  batch!: number | null;
  @Field(() => DateScalar, { description: 'Planned day of departure.' })
  departOn!: CalendarDate;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it set out.' })
  departedAt!: Instant | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was home.' })
  returnedAt!: Instant | null;
  @Field(() => String, { nullable: true, description: 'The local police 协作单位; known from ON_SITE on.' })
  hostAgency!: string | null;
  @Field(() => String, { nullable: true, description: 'Number of the cooperation letter 办案协作函.' })
  cooperationLetter!: string | null;
  @Field(() => MoneyScalar, { nullable: true, description: 'The sum of its recoveries.' })
  moneyRecovered!: Fen | null;
  @Field(() => String, { nullable: true, description: 'The closing report.' })
  report!: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'The detention of one suspect on a trip 刑事拘留.' })
export class Arrest {
  @Field(() => DateTimeScalar, { description: 'When the suspect was detained.' })
  at!: Instant;
  @Field(() => String, { nullable: true, description: 'Where; for who knows where the trip is.' })
  place!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the family was told.' })
  familyNotifiedAt!: Instant | null;
  @Field(() => [String], { description: 'Names of the fields that are hidden from the viewer.' })
  withheld!: string[];
}

@ObjectType({ simpleResolvers: true, description: 'A leg of the way home with suspects 押解.' })
export class TravelLeg {
  @Field(() => Int, { description: 'From 1, in the order of telling.' })
  number!: number;
  @Field(() => TravelModeEnum, { description: 'How they travel on it.' })
  mode!: string;
  @Field(() => String, { nullable: true, description: 'Where it begins; for who knows where the trip is.' })
  from!: string | null;
  @Field(() => String, { nullable: true, description: 'Where it ends; for who knows where the trip is.' })
  to!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it departs; for who knows where the trip is.' })
  departAt!: Instant | null;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it arrives, as far as that is known; for who knows where the trip is.',
  })
  arriveAt!: Instant | null;
  @Field(() => [String], { description: 'Names of the fields that are hidden from the viewer.' })
  withheld!: string[];
}

@ObjectType({ simpleResolvers: true, description: 'Where a trip was at a moment.' })
export class PositionReport {
  @Field(() => DateTimeScalar, { description: 'When it was there.' })
  at!: Instant;
  @Field(() => GeometryScalar, { nullable: true, description: 'Where on the map; for who knows where the trip is.' })
  location!: Geometry | null;
  @Field(() => String, { nullable: true, description: 'Where, in words; for who knows where the trip is.' })
  place!: string | null;
  @Field(() => [String], { description: 'Names of the fields that are hidden from the viewer.' })
  withheld!: string[];
}

@ObjectType({ simpleResolvers: true, description: 'Money that a trip recovered 追赃.' })
export class Recovery {
  @Field(() => MoneyScalar, { description: 'How much was recovered.' })
  amount!: Fen;
  @Field(() => DateTimeScalar, { description: 'When it was recovered.' })
  at!: Instant;
  @Field(() => [String], { description: 'Names of the fields that are hidden from the viewer.' })
  withheld!: string[];
}

@ObjectType({ implements: Payload, simpleResolvers: true, description: 'What commands on arrest trips answer.' })
export class ArrestTripPayload extends Payload {
  @Field(() => ArrestTrip, { description: 'The trip as it stands now.' })
  task!: ArrestTrip;
}
