import { createClient, type ClientOptions } from 'graphql-sse';
import type { Answer, TestApp, Variables } from './app';
import { collect, type Collected } from './clients';
import { atEnd } from './endings';

/** A member's client over server-sent events; it ends with the test file. */
export interface StreamClient {
  /** Asks a query or a mutation once. */
  ask(document: string, variables?: Variables): Promise<Answer>;
  /** Subscribes, and keeps what comes. */
  follow(document: string, variables?: Variables): Collected;
  dispose(): void;
}

/** How a client behaves; by itself it does not come again once it was cut off. */
export type StreamClientSettings = Partial<Pick<ClientOptions, 'retryAttempts' | 'retry' | 'onMessage'>> & {
  readonly headers?: Readonly<Record<string, string>>;
};

/** The address of an app's streams. */
export function streamUrl({ url }: Pick<TestApp, 'url'>): string {
  return `${url}/graphql/stream`;
}

/** A stock graphql-sse client of a member. */
export function streamClientOf(
  app: Pick<TestApp, 'url' | 'tokenOf'>,
  code: string,
  { headers = {}, ...settings }: StreamClientSettings = {},
): StreamClient {
  const client = createClient({
    url: streamUrl(app),
    retryAttempts: 0,
    ...settings,
    headers: async () => ({ authorization: `Bearer ${await app.tokenOf(code)}`, ...headers }),
  });
  const dispose = (): void => {
    client.dispose();
  };
  atEnd(async () => {
    dispose();
  });
  const follow: StreamClient['follow'] = (query, variables = {}) => collect(client, { query, variables });
  return {
    ...{ follow, dispose },
    ask: async (...asked) => follow(...asked).next(),
  };
}
