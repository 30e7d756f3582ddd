import { ArgsType, Field, Int } from 'type-graphql';

/** The arguments of every page. */
@ArgsType()
export class PageArgs {
  @Field(() => Int, { nullable: true, description: 'How many from the beginning; 50 if left out, at most 100.' })
  first?: number | null;
  @Field(() => String, { nullable: true, description: 'Cursor that the page begins after.' })
  after?: string | null;
  @Field(() => Int, { nullable: true, description: 'How many from the end, at most 100.' })
  last?: number | null;
  @Field(() => String, { nullable: true, description: 'Cursor that the page ends before.' })
  before?: string | null;
}
