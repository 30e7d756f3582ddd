import { Field, ObjectType } from 'type-graphql';
import { Payload } from '../../graph/types/payload';
import { Task } from '../../graph/types/task';

@ObjectType({ implements: Payload, simpleResolvers: true, description: 'What the commands of every task answer.' })
export class TaskPayload extends Payload {
  @Field(() => Task, { nullable: true, description: "Null if the command ended one's own sight of it." })
  task!: Task | null;
}
