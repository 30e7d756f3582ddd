import { Field, ObjectType } from 'type-graphql';
import { Agency, Member } from '../../graph/types/directory';
import { Payload } from '../../graph/types/payload';

@ObjectType({ implements: Payload, simpleResolvers: true, description: 'An agency after a command.' })
export class AgencyPayload extends Payload {
  @Field(() => Agency, { description: 'The agency that was made or changed.' })
  agency!: Agency;
}

@ObjectType({ implements: Payload, simpleResolvers: true, description: 'A member after a command.' })
export class MemberPayload extends Payload {
  @Field(() => Member, { description: 'The member that was made or changed.' })
  member!: Member;
}
