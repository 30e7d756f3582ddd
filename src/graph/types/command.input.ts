import { Field, ID, InputType, Int } from 'type-graphql';
import type { Instant } from '../../core/time';
import { DateTimeScalar } from '../scalars';

/** What every command's input has. */
@InputType({ description: 'What every command has.' })
export abstract class CommandInput {
  @Field(() => String, {
    nullable: true,
    description:
      '1 to 64 characters, kept 30 days for each member: the same key with the same input answers the first result again, with another input IDEMPOTENCY_MISMATCH.',
  })
  idempotencyKey?: string | null;
  @Field(() => String, {
    nullable: true,
    description: "The key of one's own earlier command: expected is the version that it answered.",
  })
  follows?: string | null;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'When it happened, if that was before it could be sent; at most 72 hours back; up to a minute ahead is taken as now.',
  })
  occurredAt?: Instant | null;
}

/** What every command on a thing that is there has. */
@InputType({ description: 'What every command on a thing that is there has.' })
export abstract class SubjectCommandInput extends CommandInput {
  @Field(() => Int, {
    nullable: true,
    description: 'The version that the decision was made on; another one is refused with VERSION_CONFLICT.',
  })
  expectedVersion?: number | null;
}

/** What every command on an operation has. */
@InputType({ description: 'What every command on an operation has.' })
export abstract class OperationCommandInput extends SubjectCommandInput {
  @Field(() => ID, { description: 'The operation.' })
  operationId!: string;
}

/** What every command on a task has. */
@InputType({ description: 'What every command on a task has.' })
export abstract class TaskCommandInput extends SubjectCommandInput {
  @Field(() => ID, { description: 'The task that it is done to.' })
  taskId!: string;
}
