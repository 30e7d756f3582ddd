import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { CloseCode, type Context, type ServerOptions } from 'graphql-ws';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { Authenticator } from '../access/authenticate';
import type { Locale } from '../core/vocabulary';
import { isRefusal, refuse } from '../core/errors';
import type { Api } from '../graph/api';
import type { ApiContext } from '../graph/context';
import { LIMITS } from '../graph/limits';
import { Turns } from '../graph/turns';
import { localeOf } from '../text/catalogue';
import { endingInTime, isStream } from './failing-stream';
import { isLocalName } from './host-name';
import type { LiveConnections } from './live-connections';
import { LiveRequests } from './live-requests';
import type { RequestDone } from './metrics';
import { isOwnOrigin, type OwnOrigins } from './origin';
import { speakProtocol, type ProtocolExtra } from './socket-protocol';
import { Strangers } from './strangers';

/** What a client that has gone would be told; the protocol wants one error at least. */
const GONE = { message: 'gone' };
const INIT_WAIT_MS = 3_000;
/** A peer that does not answer the close frame in this time is cut off. */
const CLOSE_WAIT_MS = 5_000;
/** A server that restarts: clients come again by themselves. */
const SERVICE_RESTART = 1012;
/** The server cannot tell who this is just now: clients come again by themselves. */
const TRY_AGAIN_LATER = 1013;
/** Operations that run on one socket at a time. */
const MOST_RUNNING = 50;
/** Operations of one socket whose beginning, with all that it reads, is under way: the others' wait for theirs. */
const MOST_BEGINNING = 4;
/** And so many wait, with those that were ended before they began. */
const MOST_WAITING = 100;

interface SocketExtra extends ProtocolExtra {
  /** As `connection_init` gave it. */
  authorization?: string | undefined;
  locale?: Locale;
  turns?: Turns;
}
type SocketContext = Context<Record<string, unknown>, SocketExtra>;

/** What sockets are served with. */
export interface SocketParts extends OwnOrigins {
  readonly api: Api;
  readonly authenticator: Authenticator;
  readonly countRequest: (done: RequestDone) => void;
  readonly connections: LiveConnections;
  /** So many that are not signed in may be open, beside the others. */
  readonly mostStrangers: number;
}

/** By the request that a socket began with. */
type Waiting = Strangers<IncomingMessage>;

/** All sockets of a server. */
export interface LiveSockets {
  /** How many are open. */
  readonly open: number;
  /** How many subscriptions they have running. */
  readonly subscriptions: number;
  /** Ends all sockets so that clients come again elsewhere. */
  stop(): Promise<void>;
}

/** GraphQL over WebSocket (graphql-transport-ws) on `/graphql` of an HTTP server. */
export function serveSockets(server: Server, parts: SocketParts): LiveSockets {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LIMITS.bytes });
  const strangers: Waiting = new Strangers(parts.mostStrangers, ({ socket }) => socket.destroy());
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    // Without a listener a client that resets the connection would end the process.
    stream.on('error', () => stream.destroy());
    const refusal = refusalOf(request, parts) ?? (strangers.admit(request) ? null : FULL);
    if (refusal !== null) {
      stream.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\n\r\n`, () => stream.destroy());
      return;
    }
    stream.once('close', () => {
      strangers.forget(request);
    });
    sockets.handleUpgrade(request, stream, head, (socket: WebSocket) => sockets.emit('connection', socket, request));
  });
  const signedIn = new Set<SocketContext>();
  speakProtocol(socketOptions({ ...parts, strangers }, signedIn), sockets, (fault) => {
    // For the log's sake.
    parts.api.format(fault, 'ZH_CN');
  });
  const stop = async (): Promise<void> => {
    for (const socket of sockets.clients) socket.close(SERVICE_RESTART, 'Service restart');
    const deadline = setTimeout(() => {
      for (const socket of sockets.clients) socket.terminate();
    }, CLOSE_WAIT_MS);
    await new Promise((resolve) => sockets.close(resolve));
    clearTimeout(deadline);
  };
  return {
    stop,
    get open() {
      return sockets.clients.size;
    },
    get subscriptions() {
      return [...signedIn].reduce((sum, context) => sum + streamsOf(context), 0);
    },
  };
}

/** A query that is under way is kept as null. */
function streamsOf({ subscriptions }: SocketContext): number {
  return Object.values(subscriptions).filter((stream) => stream !== null).length;
}

const FULL = '503 Service Unavailable\r\nRetry-After: 5';

/** The status by which an upgrade is refused; null where it is none of ours to refuse. */
function refusalOf({ url = '', headers }: IncomingMessage, parts: SocketParts): string | null {
  if (parts.demo && !isLocalName(headers.host)) return '421 Misdirected Request';
  if (url.split('?')[0] !== '/graphql') return '404 Not Found';
  return isOwnOrigin(headers, parts) ? null : '403 Forbidden';
}

function socketOptions(
  parts: SocketParts & { readonly strangers: Waiting },
  signedIn: Set<SocketContext>,
): ServerOptions<Record<string, unknown>, SocketExtra> {
  const { api, authenticator } = parts;
  const format = ({ extra }: SocketContext, errors: readonly GraphQLError[]): GraphQLFormattedError[] =>
    errors.map((error) => api.format(error, extra.locale ?? 'ZH_CN'));
  const requests = new LiveRequests('SOCKET', parts.countRequest);
  return {
    connectionInitWaitTimeout: INIT_WAIT_MS,
    execute: async (prepared) => api.execute(prepared),
    subscribe: async (prepared) => api.subscribe(prepared),
    onConnect: async (ctx) => {
      signedIn.add(ctx);
      ctx.extra.socket.once('close', () => signedIn.delete(ctx));
      parts.strangers.hear(ctx.extra.request);
      const isIn = await signIn(ctx, parts);
      ctx.extra.isMember = isIn;
      parts.strangers[isIn ? 'forget' : 'refuse'](ctx.extra.request);
      return isIn;
    },
    onSubscribe: async ({ extra, subscriptions }, id, payload) => {
      // One that was ended while it began goes on until it has: under the same name nobody could tell the two apart.
      if (extra.begun.has(id)) {
        extra.socket.close(CloseCode.SubscriberAlreadyExists, 'Subscriber already exists');
        return [new GraphQLError('')];
      }
      extra.begun.add(id);
      if (extra.arriving) extra.arriving.operation = id;
      const turns = (extra.turns ??= new Turns(MOST_BEGINNING));
      try {
        // The one at hand is among them.
        if (Object.keys(subscriptions).length > MOST_RUNNING || turns.waiting >= MOST_WAITING) {
          throw refuse('LIMIT_EXCEEDED', { limit: 'subscriptions' });
        }
        return await turns.take(async () => {
          // It was ended while it waited.
          if (!(id in subscriptions)) return [new GraphQLError('')];
          // Asked anew, as over HTTP: roles change, and members are disabled while their sockets are open.
          return requests.prepare(async () => {
            const signedIn = await authenticator.signIn(extra.authorization, extra.locale ?? 'ZH_CN');
            await api.enter(signedIn);
            return api.prepare(payload, signedIn);
          });
        });
      } catch (error) {
        if (isFinal(error)) extra.socket.close(CloseCode.Forbidden, 'Session ended');
        return [asGraphqlError(error)];
      }
    },
    onOperation: (_ctx, ...[, , request, result]) => {
      if (!isStream(result)) return undefined;
      requests.answered(request);
      return endingInTime(result, () => (request.contextValue as ApiContext).live.holds());
    },
    // What fails because the client has gone is nobody's fault and reaches nobody.
    onError: (ctx, ...[, , errors]) => (ctx.extra.socket.readyState === WebSocket.OPEN ? format(ctx, errors) : [GONE]),
    onNext: (ctx, ...[, , request, result]) => {
      const errors = 'errors' in result && result.errors ? format(ctx, result.errors) : undefined;
      requests.answered(request, errors);
      return errors && { data: result.data ?? null, errors };
    },
  };
}

/** Signs a socket in by its `connection_init`; false closes it, with 4403 unless it was closed for another reason. */
async function signIn({ connectionParams: params = {}, extra }: SocketContext, parts: SocketParts): Promise<boolean> {
  const { authorization, locale } = params as { authorization?: unknown; locale?: unknown };
  extra.authorization = typeof authorization === 'string' ? authorization : undefined;
  extra.locale = isLocale(locale) ? locale : localeOf(extra.request.headers['accept-language']);
  const { socket } = extra;
  try {
    const viewer = await parts.authenticator.viewer(extra.authorization, extra.locale);
    // Who has gone meanwhile would never leave.
    if (socket.readyState !== WebSocket.OPEN) return false;
    const leave = parts.connections.enter(viewer, {
      endSession: () => {
        socket.close(CloseCode.Forbidden, 'Session ended');
      },
    });
    if (leave === null) socket.close(TRY_AGAIN_LATER, 'Too many sockets');
    else socket.once('close', leave);
    return leave !== null;
  } catch (error) {
    if (isFinal(error)) return false;
    // For the log's sake. What is told is that it may be tried again: 1011 would be final, and tell the error's text.
    if (!isRefusal(error)) parts.api.format(error, extra.locale);
    extra.socket.close(TRY_AGAIN_LATER, 'Try again later');
    return false;
  }
}

function isLocale(value: unknown): value is Locale {
  return value === 'EN' || value === 'ZH_CN';
}

/** Whether signing in again in the same way would be in vain: nobody is known by that token, or no member. */
function isFinal(error: unknown): boolean {
  if (!isRefusal(error)) return false;
  return error.code === 'UNAUTHENTICATED' || (error.code === 'FORBIDDEN' && error.details.denial.code === 'NO_MEMBER');
}

/** What graphql-ws takes as an error; its text is never sent as it is. */
function asGraphqlError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError('', { originalError: error instanceof Error ? error : new Error(String(error)) });
}
