import { ApolloServer } from '@apollo/server';
import { boardResolvers } from './board-resolvers';
import { commandResolvers } from './command-resolvers';
import { contextOf, type PeerContext } from './context';
import { openPeerDatabase, transactionsOf } from './database';
import { typeDefs } from './type-definitions';

/** Apollo Server as its documentation shows it, with every default, and what makes the context of a request. */
export async function startPeer(
  databaseUrl: string,
): Promise<{ server: ApolloServer<PeerContext>; context: () => Promise<PeerContext> }> {
  const database = await openPeerDatabase(databaseUrl);
  const transaction = transactionsOf(database);
  const server = new ApolloServer<PeerContext>({ typeDefs, resolvers: [boardResolvers, commandResolvers] });
  await server.start();
  return { server, context: async () => contextOf(database, transaction) };
}
