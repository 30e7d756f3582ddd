import { Field, ObjectType } from 'type-graphql';
import { Operation } from '../../graph/types/operation';
import { Payload } from '../../graph/types/payload';

@ObjectType({ implements: Payload, simpleResolvers: true, description: 'What commands on operations answer.' })
export class OperationPayload extends Payload {
  @Field(() => Operation, { description: 'The operation as it stands now.' })
  operation!: Operation;
}
