import { Field, Int, ObjectType } from 'type-graphql';
import { PageInfo } from './common';

/** A thing in its place of a list. */
interface Edge<T> {
  cursor: string;
  node: T;
}

/** A page of a list. */
export interface Connection<T> {
  edges: Edge<T>[];
  nodes: T[];
  pageInfo: PageInfo;
  totalCount: number | null;
}

type ConnectionClass<T> = new () => Connection<T>;

/**
 * The types of a list's pages: `AgencyEdge` and `AgencyConnection` for the name Agency.
 * @param what for the descriptions, e.g. "agencies"
 */
export function connectionOf<T extends object>(
  name: string,
  { node, what }: { node: () => abstract new () => T; what: string },
): ConnectionClass<T> {
  @ObjectType(`${name}Edge`, { simpleResolvers: true, description: `One of the ${what} in its place of a list.` })
  class EdgeType implements Edge<T> {
    @Field(() => String, { description: 'For `after` or `before` of the same list.' })
    cursor!: string;
    @Field(() => node(), { description: 'What stands there.' })
    node!: T;
  }

  @ObjectType(`${name}Connection`, { simpleResolvers: true, description: `A page of ${what}.` })
  class ConnectionType implements Connection<T> {
    @Field(() => [EdgeType], { description: 'What is on it, with its cursors.' })
    edges!: EdgeType[];
    @Field(() => [node()], { description: 'What is on it.' })
    nodes!: T[];
    @Field(() => PageInfo, { description: 'Where the page stands.' })
    pageInfo!: PageInfo;
    @Field(() => Int, {
      nullable: true,
      description: 'How many the viewer sees in all; null past 10,000, where counting would cost more than the page.',
    })
    totalCount!: number | null;
  }
  return ConnectionType;
}
