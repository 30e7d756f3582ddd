import { ArgsType, Field } from 'type-graphql';
import { TaskFilter } from './board';
import { PageArgs } from './page.args';
import { TaskOrder } from './task';

/** The arguments of every list of tasks. */
@ArgsType()
export class TaskListArgs extends PageArgs {
  @Field(() => TaskFilter, { nullable: true, description: 'Everything given must hold.' })
  filter?: TaskFilter | null;
  @Field(() => TaskOrder, {
    nullable: true,
    description:
      'Left out: by priority (highest first), dueAt (none last), number; for whom dueAt or number is withheld of some task, by priority and the newest first.',
  })
  orderBy?: TaskOrder | null;
}
