import { Field, ObjectType } from 'type-graphql';
import { ApiKey } from '../../graph/types/api-key';
import { Payload } from '../../graph/types/payload';

@ObjectType({ implements: Payload, simpleResolvers: true, description: 'A key after a command.' })
export class ApiKeyPayload extends Payload {
  @Field(() => ApiKey, { description: 'The key that was made or changed.' })
  apiKey!: ApiKey;
  @Field(() => String, {
    nullable: true,
    description:
      'The secret that was made, to be sent as `Authorization: Bearer …`: shown by the call that made it and never again, also not to the same call repeated.',
  })
  secret?: string | null;
}
