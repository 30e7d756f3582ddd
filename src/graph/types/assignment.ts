import { Field, ObjectType } from 'type-graphql';
import type { Instant } from '../../core/time';
import { DateTimeScalar } from '../scalars';
import { HandoverEnum, RelationEnum } from './enums';

@ObjectType({ simpleResolvers: true, description: 'How an agency is bound to a task by hand-over 派单.' })
export class Assignment {
  @Field(() => RelationEnum, { description: 'It leads or assists.' })
  relation!: string;
  @Field(() => HandoverEnum, { description: 'How far the hand-over is.' })
  handover!: string;
  @Field(() => String, { nullable: true, description: 'What is asked of the agency.' })
  asked!: string | null;
  @Field(() => DateTimeScalar, { description: 'Since when.' })
  since!: Instant;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Until when an answer is due.' })
  answerBy!: Instant | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was answered.' })
  answeredAt!: Instant | null;
  @Field(() => String, { nullable: true, description: 'Why it was returned 退回.' })
  returnReason!: string | null;
}
