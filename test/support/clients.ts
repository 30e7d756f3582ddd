import { atEnd } from './endings';
import { createClient, type Client, type ClientOptions } from 'graphql-ws';
import WebSocket from 'ws';
import type { Answer, ApiError, TestApp, Variables } from './app';

const WAIT_MS = 15_000;

/** A member's live connection by a stock client; it ends with the test file. */
export interface TestClient {
  readonly client: Client;
  /** Asks a query or a mutation once over the socket. */
  ask(document: string, variables?: Variables): Promise<Answer>;
  /** Subscribes, and keeps what comes. */
  follow(document: string, variables?: Variables): Collected;
  /** Cuts the connection as a lost network does: without a word to the other side. */
  terminate(): void;
  dispose(): Promise<void>;
}

/** Messages of a subscription in the order of coming. */
export interface Collected {
  /** The next message that was not yet taken; waits for it, and fails when the stream ends before. */
  readonly next: () => Promise<Answer>;
  /** All that have come so far, taken or not. */
  readonly all: readonly Answer[];
  /** Waits for the end: null after a completion, else what ended it (errors, or a close event). */
  readonly end: () => Promise<unknown>;
  readonly unsubscribe: () => void;
}

/** How a client behaves; by itself it does not come again once it was cut off. */
export interface ClientSettings extends Partial<Pick<ClientOptions, 'retryAttempts' | 'retryWait' | 'shouldRetry'>> {
  /** Sent in connection_init beside the token. */
  readonly init?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The address of an app's sockets. */
export function socketUrl({ url }: Pick<TestApp, 'url'>): string {
  return `${url.replace(/^http/, 'ws')}/graphql`;
}

/** A stock graphql-ws client of a member. */
export function clientOf(
  app: Pick<TestApp, 'url' | 'tokenOf'>,
  code: string,
  { init = {}, headers = {}, ...settings }: ClientSettings = {},
): TestClient {
  let socket: WebSocket | undefined;
  class HeadedSocket extends WebSocket {
    constructor(address: string, protocols: string | string[]) {
      super(address, protocols, { headers });
    }
  }
  const client = createClient({
    url: socketUrl(app),
    webSocketImpl: HeadedSocket,
    retryAttempts: 0,
    // One socket for all that it asks, until the end.
    lazy: false,
    onNonLazyError: () => undefined,
    ...settings,
    connectionParams: async () => ({ authorization: `Bearer ${await app.tokenOf(code)}`, ...init }),
    on: {
      opened: (opened) => {
        socket = opened as WebSocket;
      },
    },
  });
  const dispose = async (): Promise<void> => {
    // It waits for a connection that it is about to make; that one may fail, since the server is gone.
    await Promise.resolve(client.dispose()).catch(() => undefined);
    socket?.terminate();
  };
  atEnd(dispose);
  const follow: TestClient['follow'] = (query, variables = {}) => collect(client, { query, variables });
  return {
    ...{ client, follow, dispose },
    ask: async (...asked) => {
      const { next, unsubscribe } = follow(...asked);
      try {
        return await next();
      } finally {
        unsubscribe();
      }
    },
    terminate: () => {
      socket?.terminate();
    },
  };
}

/** Subscribes to a document and keeps its messages; refusals that end it come as a message with errors. */
function collect(client: Client, request: { query: string; variables: Variables }): Collected {
  const all: Answer[] = [];
  let taken = 0;
  let ended: { by: unknown } | null = null;
  let wake = (): void => undefined;
  const settle = (by: unknown): void => {
    ended ??= { by };
    wake();
  };
  const unsubscribe = client.subscribe(request, {
    next: (message) => {
      all.push(message as Answer);
      wake();
    },
    error: (error) => {
      if (Array.isArray(error)) all.push({ errors: error as readonly ApiError[] });
      settle(error);
    },
    complete: () => {
      settle(null);
    },
  });
  const change = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(reject, WAIT_MS, new Error('no message came in time'));
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const isOver = (): { by: unknown } | null => ended;
  return {
    ...{ all, unsubscribe },
    next: async () => {
      for (;;) {
        const message = all[taken];
        if (message) {
          taken += 1;
          return message;
        }
        const over = isOver();
        if (over) throw new Error(`the stream ended: ${describeEnd(over.by)}`);
        await change();
      }
    },
    end: async () => {
      for (;;) {
        const over = isOver();
        if (over) return over.by;
        await change();
      }
    },
  };
}

/** How an upgrade with these headers is answered: 101 where the socket opens. */
export async function statusOfUpgrade(
  app: Pick<TestApp, 'url'>,
  headers: Readonly<Record<string, string>>,
): Promise<number | undefined> {
  const socket = new WebSocket(socketUrl(app), 'graphql-transport-ws', { headers });
  socket.on('error', () => undefined);
  const status = new Promise<number | undefined>((resolve) => {
    socket.once('open', () => {
      resolve(101);
    });
    socket.once('unexpected-response', (asked, response) => {
      resolve(response.statusCode);
      asked.destroy();
    });
  });
  return inTime(status).finally(() => {
    socket.terminate();
  });
}

/** A bare socket for what no stock client does. */
export interface BareSocket {
  readonly socket: WebSocket;
  send(message: unknown): void;
  /** The next message that was not yet taken. */
  next(): Promise<any>;
  /** Waits for the close: its code. */
  closed(): Promise<number>;
  /** Everything that came. */
  readonly received: readonly unknown[];
}

/** Opens a socket and does nothing more. */
export async function openBare(
  app: Pick<TestApp, 'url'>,
  { protocol = 'graphql-transport-ws' }: { protocol?: string } = {},
): Promise<BareSocket> {
  const socket = new WebSocket(socketUrl(app), protocol);
  atEnd(async () => {
    socket.terminate();
  });
  const received: unknown[] = [];
  let taken = 0;
  const end = new Promise<number>((resolve) => socket.once('close', resolve));
  socket.on('message', (text: Buffer) => received.push(JSON.parse(text.toString())));
  // What a server that breaks off the connection gives is told by the close.
  socket.on('error', () => undefined);
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('close', (code) => {
      reject(new Error(`closed with ${code} before it was open`));
    });
  });
  return {
    ...{ socket, received },
    send: (message) => {
      socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    },
    next: async () => {
      while (received.length <= taken) {
        await inTime(new Promise((resolve) => socket.once('message', resolve)));
      }
      taken += 1;
      return received[taken - 1];
    },
    closed: () => inTime(end),
  };
}

/** The same, signed in as a member. */
export async function openSigned(app: Pick<TestApp, 'url' | 'tokenOf'>, code: string): Promise<BareSocket> {
  const bare = await openBare(app);
  bare.send({ type: 'connection_init', payload: { authorization: `Bearer ${await app.tokenOf(code)}` } });
  const answer = await bare.next();
  if (answer.type !== 'connection_ack') throw new Error(`not signed in: ${JSON.stringify(answer)}`);
  return bare;
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(reject, WAIT_MS, new Error('it did not come in time'));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function describeEnd(by: unknown): string {
  if (by === null) return 'complete';
  if (typeof by === 'object' && 'code' in by) return `closed ${String(by.code)}`;
  return JSON.stringify(by);
}
