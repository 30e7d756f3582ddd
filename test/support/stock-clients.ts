import { ApolloClient, ApolloLink, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { cacheExchange, Client as UrqlClient, CombinedError, fetchExchange, subscriptionExchange } from '@urql/core';
import { isAbstractType, OperationTypeNode, type GraphQLSchema } from 'graphql';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWsClient, type Client as WsClient } from 'graphql-ws';
import WebSocket from 'ws';
import type { Answer, ApiError, TestApp, Variables } from './app';
import { collect, socketUrl, type Collected } from './clients';
import { atEnd } from './endings';
import { streamUrl } from './stream-clients';

/** Where a server is, and how its members sign in. */
export type Reached = Pick<TestApp, 'url' | 'tokenOf'>;

/** A frontend's client as its library makes it, with its cache; it ends with the test file. */
export interface StockClient {
  /** Asks past the cache. The errors are those that the library gives as the server's; fails with any other. */
  ask(document: string, variables?: Variables): Promise<Answer>;
  /** Follows with the library's own subscription. */
  follow(document: string, variables?: Variables): Collected;
}

/** How one library's client is made for a member. */
export type MakeClient = (server: Reached, member: string) => Promise<StockClient>;

/** Apollo Client: HttpLink, GraphQLWsLink, InMemoryCache. */
export interface ApolloStock extends StockClient {
  readonly cache: InMemoryCache;
}

/** Which types each interface and union has, as Apollo's cache wants to know it. */
function possibleTypesOf(schema: GraphQLSchema): Record<string, string[]> {
  const open = Object.values(schema.getTypeMap()).filter((type) => isAbstractType(type));
  return Object.fromEntries(open.map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]));
}

/** Apollo Client as docs/frontend.md tells to set it up. */
export async function apolloOf(server: Reached, member: string, schema: GraphQLSchema): Promise<ApolloStock> {
  const authorization = `Bearer ${await server.tokenOf(member)}`;
  const http = new HttpLink({ uri: `${server.url}/graphql`, headers: { authorization } });
  const live = new GraphQLWsLink(wsClientOf(server, authorization));
  const cache = new InMemoryCache({
    possibleTypes: possibleTypesOf(schema),
    typePolicies: { Division: { keyFields: ['code'] }, Viewer: { keyFields: [] } },
  });
  const isLive = ({ operationType }: ApolloLink.Operation): boolean => operationType === OperationTypeNode.SUBSCRIPTION;
  const client = new ApolloClient({ cache, link: ApolloLink.split(isLive, live, http) });
  atEnd(async () => {
    client.stop();
  });
  return {
    cache,
    ask: async (document, variables = {}) => {
      const query = gql(document);
      try {
        const { data } = isMutation(document)
          ? await client.mutate({ mutation: query, variables })
          : await client.query({ query, variables, fetchPolicy: 'network-only' });
        return { data };
      } catch (error) {
        if (!CombinedGraphQLErrors.is(error)) throw error;
        return { errors: error.errors as unknown as readonly ApiError[] };
      }
    },
    follow: (document, variables = {}) =>
      collect(
        {
          subscribe: (_request, sink) => {
            const told = client.subscribe({ query: gql(document), variables }).subscribe({
              next: ({ data, error }) => {
                if (error) sink.error(CombinedGraphQLErrors.is(error) ? error.errors : error);
                else sink.next({ data: data as Record<string, unknown> });
              },
              error: (error) => {
                sink.error(error);
              },
              complete: () => {
                sink.complete();
              },
            });
            return () => {
              told.unsubscribe();
            };
          },
        },
        { query: document, variables },
      ),
  };
}

/** urql with its document cache, following over WebSocket. */
export async function urqlOf(server: Reached, member: string): Promise<StockClient> {
  const authorization = `Bearer ${await server.tokenOf(member)}`;
  const live = wsClientOf(server, authorization);
  return urqlWith(server, authorization, (request, sink) => live.subscribe(request, sink));
}

/** The same, following over server-sent events. */
export async function urqlByStreamOf(server: Reached, member: string): Promise<StockClient> {
  const authorization = `Bearer ${await server.tokenOf(member)}`;
  const live = createSseClient({ url: streamUrl(server), headers: { authorization }, retryAttempts: 0 });
  atEnd(async () => {
    live.dispose();
  });
  return urqlWith(server, authorization, (request, sink) => live.subscribe(request, sink));
}

type Subscribe = (request: { query: string; variables: Record<string, unknown> }, sink: any) => () => void;

function urqlWith({ url }: Reached, authorization: string, subscribe: Subscribe): StockClient {
  const client = new UrqlClient({
    url: `${url}/graphql`,
    fetchOptions: { headers: { authorization } },
    preferGetMethod: false,
    exchanges: [
      cacheExchange,
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables = {} }) => ({
          subscribe: (sink) => ({ unsubscribe: subscribe({ query, variables: { ...variables } }, sink) }),
        }),
      }),
    ],
  });
  return {
    ask: async (document, variables = {}) => {
      const { data, error } = await (
        isMutation(document)
          ? client.mutation(document, variables)
          : client.query(document, variables, { requestPolicy: 'network-only' })
      ).toPromise();
      return error ? { errors: serverErrorsOf(error) } : { data };
    },
    follow: (document, variables = {}) =>
      collect(
        {
          subscribe: (_request, sink) => {
            const told = client.subscription(document, variables).subscribe(({ data, error }) => {
              if (error) sink.error(error.networkError ?? error.graphQLErrors);
              else sink.next({ data });
            });
            return () => {
              told.unsubscribe();
            };
          },
        },
        { query: document, variables },
      ),
  };
}

function serverErrorsOf(error: CombinedError): readonly ApiError[] {
  if (error.networkError) throw error.networkError;
  return error.graphQLErrors as unknown as readonly ApiError[];
}

function isMutation(document: string): boolean {
  return /^\s*mutation\b/.test(document);
}

/** It does not come again by itself: it would do so with its first cursor. */
function wsClientOf(server: Reached, authorization: string): WsClient {
  // As in a browser: Apollo's link asks the class whether a socket has closed.
  Object.assign(globalThis, { WebSocket });
  const client = createWsClient({ url: socketUrl(server), connectionParams: { authorization }, retryAttempts: 0 });
  atEnd(async () => client.dispose());
  return client;
}
