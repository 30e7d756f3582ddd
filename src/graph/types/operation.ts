import { Field, ObjectType } from 'type-graphql';
import type { CalendarDate, Instant } from '../../core/time';
import { connectionOf, type Connection } from './connection';
import { OperationLevelEnum, OperationPhaseEnum, PartEnum } from './enums';
import { Subject, Node } from './node';
import { DateScalar, DateTimeScalar } from '../scalars';

@ObjectType({ simpleResolvers: true, description: "An agency's part in an operation 参与身份." })
export class Participation {
  @Field(() => PartEnum, { description: 'As what it takes part.' })
  part!: string;
  @Field(() => DateTimeScalar, { description: 'Since when.' })
  since!: Instant;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Until when; null: no end is set.' })
  until!: Instant | null;
  /** Id of the agency. */
  agencyId!: string;
}

@ObjectType({
  implements: [Node, Subject],
  simpleResolvers: true,
  description: 'A joint operation 专项行动. As a Subject, its operation is itself.',
})
export class Operation extends Subject {
  @Field(() => String, { description: 'Short and unique, e.g. YK-FRAUD.' })
  code!: string;
  @Field(() => OperationLevelEnum, { description: 'Nation, province, prefecture or county.' })
  level!: string;
  @Field(() => OperationPhaseEnum, { description: 'Commands on tasks need RUNNING.' })
  phase!: string;
  @Field(() => Boolean, { description: 'An exercise 演练, never to be mixed with the real thing.' })
  exercise!: boolean;
  @Field(() => String, { description: 'IANA name of its time zone.' })
  timeZone!: string;
  @Field(() => DateScalar, { description: 'First day.' })
  startsOn!: CalendarDate;
  @Field(() => DateScalar, { nullable: true, description: 'Last day; null: no end is set.' })
  endsOn!: CalendarDate | null;
}

export const OperationConnection = connectionOf('Operation', { node: () => Operation, what: 'operations' });
export type OperationConnection = Connection<Operation>;
