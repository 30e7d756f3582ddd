import { Field, Float, ID, InputType, Int } from 'type-graphql';
import type { Fen } from '../../core/money';
import type { CalendarDate } from '../../core/time';
import { DateScalar, MoneyScalar } from '../scalars';
import { CommandInput } from './command.input';
import { MetricEnum } from './enums';

@InputType({ description: 'Corrects a tally by a compensating entry; nothing is ever overwritten.' })
export class CorrectTallyInput extends CommandInput {
  @Field(() => ID, { description: 'The operation.' })
  operationId!: string;
  @Field(() => Int, {
    nullable: true,
    description: 'The version of the operation that the decision was made on; another one is refused.',
  })
  expectedVersion?: number | null;
  @Field(() => MetricEnum, { description: 'What was counted wrongly; not a duration.' })
  metric!: string;
  @Field(() => Float, {
    nullable: true,
    description:
      'What is to be added, below zero what is to be taken away: a whole number, of money yuan with at most two decimals. Either this or `money`.',
  })
  amount?: number | null;
  @Field(() => MoneyScalar, { nullable: true, description: 'What is to be added to a sum of money.' })
  money?: Fen | null;
  @Field(() => ID, {
    nullable: true,
    description: 'The task that was counted wrongly: the correction goes where its own counts went.',
  })
  taskId?: string | null;
  @Field(() => ID, { nullable: true, description: 'The agency whose count it is.' })
  agencyId?: string | null;
  @Field(() => DateScalar, {
    description: "The day that it belongs to in the operation's time zone, not in the future.",
  })
  day!: CalendarDate;
  @Field(() => String, { description: 'Why; it stands in the log.' })
  reason!: string;
}
