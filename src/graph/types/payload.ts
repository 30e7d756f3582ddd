import { Field, InterfaceType } from 'type-graphql';
import { CursorScalar } from '../scalars';

@InterfaceType({ description: 'What every command answers beside the thing that it changed or made.' })
export abstract class Payload {
  @Field(() => CursorScalar, { description: 'Read or subscribe after it and one sees the change.' })
  cursor!: string;
}
