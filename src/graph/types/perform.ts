import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { Json } from '../../core/canonical-json';
import type { TextParams } from '../../core/errors';
import { CommandInput } from './command.input';
import { ActionEnum } from './enums';
import { Subject } from './node';
import { Payload } from './payload';
import { JsonScalar } from '../scalars';

@InputType({ description: 'Any command by its action, with the values that `ActionInfo.fields` names.' })
export class PerformInput extends CommandInput {
  @Field(() => ID, { description: 'The operation that it is done in.' })
  operationId!: string;
  @Field(() => ActionEnum, { description: 'The action, as `ActionInfo` or `availableActions` names it.' })
  action!: string;
  @Field(() => ID, {
    nullable: true,
    description: 'What it is done to; left out, the operation, for what begins something or acts on the operation.',
  })
  subjectId?: string | null;
  @Field(() => Int, {
    nullable: true,
    description: 'The version that the decision was made on, for what is there; as in the mutation of the action.',
  })
  expectedVersion?: number | null;
  @Field(() => JsonScalar, { description: 'An object with the fields of the action, as its mutation takes them.' })
  values!: Json;
}

@ObjectType({ simpleResolvers: true, description: "What became of one item of an input's list." })
export class ItemResult {
  @Field(() => Int, { description: 'Its place in the list, from 0.' })
  index!: number;
  @Field(() => String, { nullable: true, description: 'The key that it was sent with.' })
  key!: string | null;
  @Field(() => Boolean, { description: 'It was done, now or before.' })
  ok!: boolean;
  @Field(() => Boolean, { description: 'It had been done before under the same key.' })
  repeated!: boolean;
  @Field(() => ID, { nullable: true, description: 'What was made or changed by it.' })
  id!: string | null;
  @Field(() => String, { nullable: true, description: 'Code of the fault; null where it was done.' })
  code!: string | null;
  @Field(() => String, { nullable: true, description: 'Where in the item the fault lies.' })
  path!: string | null;
  /** What the fault's text names. */
  params?: TextParams;
}

@ObjectType({ implements: Payload, simpleResolvers: true, description: 'What `perform` answers.' })
export class PerformPayload extends Payload {
  @Field(() => Subject, {
    nullable: true,
    description: "What was changed or made, as it stands now; null if the command ended one's own sight of it.",
  })
  subject!: Subject | null;
  @Field(() => [ItemResult], { description: 'One for each item of the list that the action takes, in order.' })
  items!: ItemResult[];
}
