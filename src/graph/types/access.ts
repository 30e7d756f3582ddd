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

@ObjectType({
  simpleResolvers: true,
  description: 'Somebody has read the telephone number of a member in clear; reads within a second are one.',
})
export class MemberAccessEntry {
  @Field(() => ID, { description: 'Of this read; not a node.' })
  id!: string;
  @Field(() => DateTimeScalar, { description: 'When the number was read.' })
  at!: Instant;
  @Field(() => [String], { description: 'Names of the fields.' })
  fields!: readonly string[];
  @Field(() => String, { nullable: true, description: 'Name of the document that asked for it, where it had one.' })
  document!: string | null;
  memberId!: string;
  subjectId!: string;
}

@ObjectType({ simpleResolvers: true, description: 'A read of a number in its place of the list.' })
export class MemberAccessEdge {
  @Field(() => String, { description: 'For `after` or `before` of the same list of reads of members.' })
  cursor!: string;
  @Field(() => MemberAccessEntry, { description: 'The read of a number that stands there.' })
  node!: MemberAccessEntry;
}

@ObjectType({ simpleResolvers: true, description: 'A page of reads of members, the oldest first.' })
export class MemberAccessConnection {
  @Field(() => [MemberAccessEdge], { description: 'The reads of members on this page, with their cursors.' })
  edges!: MemberAccessEdge[];
  @Field(() => [MemberAccessEntry], { description: 'The reads of members on this page.' })
  nodes!: MemberAccessEntry[];
  @Field(() => PageInfo, { description: 'Where the page of reads of members stands.' })
  pageInfo!: PageInfo;
}
