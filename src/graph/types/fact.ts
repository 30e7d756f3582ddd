import { Field, ObjectType } from 'type-graphql';
import type { Shown } from '../../access/need-to-know';
import { FactFormEnum } from './enums';

@ObjectType({
  simpleResolvers: true,
  description: "One of a kind's own fields as label and text, with the mask of the field.",
})
export class Fact {
  @Field(() => String, { description: "Name of the field in the kind's type." })
  code!: string;
  @Field(() => FactFormEnum, { description: 'How it is to be drawn.' })
  form!: string;
  @Field(() => Boolean, { description: 'It is hidden from the viewer, whether there is a value or not.' })
  withheld!: boolean;
  /** The task that it is told of. */
  task!: Shown;
  /** What the viewer may see of it, by the names and ids of the row. */
  value!: unknown;
}
