import { Field, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../scalars';
import { connectionOf, type Connection } from './connection';
import { ActionEnum } from './enums';
import { Node } from './node';

@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: "A key by which a system of an agency acts for one of its members; for the agency's administrators.",
})
export class ApiKey extends Node {
  @Field(() => String, { description: 'What it is for.' })
  name!: string;
  @Field(() => String, { description: 'What its secret begins with, to tell which one it is.' })
  prefix!: string;
  @Field(() => Boolean, { description: 'It may query and follow what its member may.' })
  reads!: boolean;
  @Field(() => [ActionEnum], { description: 'Commands that it may do, as far as its member may.' })
  actions!: string[];
  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  createdAt!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ends; null: no end is set.' })
  expiresAt!: string | null;
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Until when the secret before the last rotation is good; null: there is none.',
  })
  previousUntil!: string | null;
  @Field(() => Boolean, { description: 'It was revoked, and never comes back.' })
  revoked!: boolean;
}

export const ApiKeyConnection = connectionOf('ApiKey', { node: () => ApiKey, what: 'keys' });
export type ApiKeyConnection = Connection<ApiKey>;
