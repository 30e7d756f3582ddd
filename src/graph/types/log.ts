import { Field, InputType, ID, Int, ObjectType } from 'type-graphql';
import type { Json } from '../../core/canonical-json';
import type { Instant } from '../../core/time';
import { PageInfo } from './common';
import { ActionEnum } from './enums';
import { Node } from './node';
import { CursorScalar, DateTimeScalar, JsonScalar } from '../scalars';

@ObjectType({ simpleResolvers: true, description: 'What an entry is checked by; for auditors of the lead alone.' })
export class LogProof {
  @Field(() => Int, { description: 'Gapless number in the operation, from 1.' })
  seq!: number;
  @Field(() => String, { description: 'SHA-256 of the canonical bytes, hexadecimal.' })
  hash!: string;
  @Field(() => String, { description: 'Hash of the entry before.' })
  previousHash!: string;
  @Field(() => String, {
    description:
      'The bytes that the hash covers (RFC 8785); empty where something of the entry is hidden from the viewer.',
  })
  canonical!: string;
}

@ObjectType({ simpleResolvers: true, description: "The newest link of an operation's log." })
export class ChainHead {
  @Field(() => LogProof, { description: 'What its newest entry is checked by.' })
  proof!: LogProof;
  @Field(() => DateTimeScalar, { description: "The server's time when it was read." })
  at!: Instant;
  /** Id of the operation. */
  operationId!: string;
}

@ObjectType({ implements: Node, simpleResolvers: true, description: "An entry of an operation's log 台账条目." })
export class LogEntry extends Node {
  @Field(() => CursorScalar, { description: 'Just after it; may be given as since or after.' })
  position!: string;
  @Field(() => DateTimeScalar, { description: 'When it was recorded.' })
  at!: Instant;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it happened, as said by who recorded it.' })
  occurredAt!: Instant | null;
  @Field(() => Int, { nullable: true, description: "The task's version that the entry made." })
  taskVersion!: number | null;
  @Field(() => ActionEnum, { nullable: true, description: 'The action; null for what a timer did.' })
  action!: string | null;
  @Field(() => String, { description: "The action's name, or what a timer did." })
  event!: string;
  @Field(() => JsonScalar, { nullable: true, description: 'Fields that got a value, with the masks of their classes.' })
  details!: Json;
  @Field(() => [String], {
    description:
      'Keys that are hidden from the viewer in the details of any entry about the thing, and `actor` and `agency` where it is hidden who acted on it.',
  })
  withheld!: string[];
}

@ObjectType({ simpleResolvers: true, description: 'An entry in its place of a list.' })
export class LogEdge {
  @Field(() => String, { description: 'For `after` or `before` of the same list.' })
  cursor!: string;
  @Field(() => LogEntry, { description: 'The entry.' })
  node!: LogEntry;
}

@ObjectType({ simpleResolvers: true, description: 'A page of the log, oldest first.' })
export class LogConnection {
  @Field(() => [LogEdge], { description: 'The entries with their cursors.' })
  edges!: LogEdge[];
  @Field(() => [LogEntry], { description: 'The entries.' })
  nodes!: LogEntry[];
  @Field(() => PageInfo, { description: 'Where the page stands.' })
  pageInfo!: PageInfo;
}

@InputType({ description: 'Everything given must hold; inside a list, one of.' })
export class LogFilter {
  @Field(() => [ID], { nullable: true, description: 'About these things.' })
  subjectIds?: string[] | null;
  @Field(() => [ID], { nullable: true, description: 'By these members.' })
  actorIds?: string[] | null;
  @Field(() => [ID], { nullable: true, description: 'By members of these agencies.' })
  agencyIds?: string[] | null;
  @Field(() => [ActionEnum], { nullable: true, description: 'These actions.' })
  actions?: string[] | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Recorded then or later.' })
  from?: Instant | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Recorded before then.' })
  to?: Instant | null;
}
