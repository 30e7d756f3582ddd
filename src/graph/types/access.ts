import { Field, ID, ObjectType } from 'type-graphql';
import type { Instant } from '../../core/time';
import { DateTimeScalar } from '../scalars';
import { PageInfo } from './common';

@ObjectType({
  simpleResolvers: true,
  description: 'Somebody has read personal fields of a thing in clear 查阅留痕; reads within a second are one.',
})
export class AccessEntry {
  @Field(() => ID, { description: 'Of this entry; not a node.' })
  id!: string;
  @Field(() => DateTimeScalar, { description: 'When the first of the fields was read.' })
  at!: Instant;
  @Field(() => [String], { description: 'Names of the fields; of an element of a list, `list.field`.' })
  fields!: readonly string[];
  @Field(() => String, { nullable: true, description: 'Name of the document that asked, where it had one.' })
  document!: string | null;
  @Field(() => String, { nullable: true, description: 'Why it was read, where that must be said.' })
  reason!: string | null;
  memberId!: string;
  subjectId!: string;
}

@ObjectType({ simpleResolvers: true, description: 'A read in its place of the list.' })
export class AccessEdge {
  @Field(() => String, { description: 'For `after` or `before` of the same list of reads.' })
  cursor!: string;
  @Field(() => AccessEntry, { description: 'The read that stands there.' })
  node!: AccessEntry;
}

@ObjectType({ simpleResolvers: true, description: 'A page of reads, the oldest first.' })
export class AccessConnection {
  @Field(() => [AccessEdge], { description: 'The reads on this page, with their cursors.' })
  edges!: AccessEdge[];
  @Field(() => [AccessEntry], { description: 'The reads on this page.' })
  nodes!: AccessEntry[];
  @Field(() => PageInfo, { description: 'Where the page of reads stands.' })
  pageInfo!: PageInfo;
}
