import { Field, ID, Int, InterfaceType } from 'type-graphql';
import type { Shown } from '../../access/need-to-know';
import type { Instant } from '../../core/time';
import { DateTimeScalar } from '../scalars';

/** The concrete type of a shown thing. */
export function typeOf(value: Pick<Shown, '__typename'>): string {
  return value.__typename;
}

@InterfaceType({ description: 'Whatever can be asked for by its id.', resolveType: typeOf })
export abstract class Node {
  @Field(() => ID, { description: 'TypeID text: the prefix says the type; never a bare number.' })
  id!: string;
}

@InterfaceType({
  implements: Node,
  resolveType: typeOf,
  description:
    'Whatever belongs to an operation and is acted on by commands: tasks, and the records beside and inside them.',
})
export abstract class Subject extends Node {
  @Field(() => Int, { description: 'Counts every change of it; what expectedVersion is checked against.' })
  version!: number;
  @Field(() => DateTimeScalar, { description: 'When it was recorded.' })
  createdAt!: Instant;
  @Field(() => DateTimeScalar, { description: 'When it was last changed.' })
  updatedAt!: Instant;
  @Field(() => [String], {
    description: 'Names of the fields that are hidden from the viewer; tells nothing of their values.',
  })
  withheld!: string[];
}
