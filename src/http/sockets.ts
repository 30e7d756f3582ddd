import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { CloseCode, type Context, type ServerOptions } from 'graphql-ws';
import { useServer, type Extra } from 'graphql-ws/use/ws';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import type { Authenticator } from '../access/authenticate';
import { epochMsOf, type Clock } from '../core/time';
import type { Locale } from '../core/vocabulary';
import { isRefusal, refuse } from '../core/errors';
import type { Api } from '../graph/api';
import { LIMITS } from '../graph/limits';
import { localeOf } from '../text/catalogue';
import { endingWithErrors, isStream } from './failing-stream';
import { isLocalName } from './host-name';
import type { RequestDone } from './metrics';
import { SocketRequests } from './socket-requests';
import { MemberSockets, type Directory } from './member-sockets';
import { isOwnOrigin, type OwnOrigins } from './origin';

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
/** Longer than any timer takes. */
const MAX_TIMER_MS = 2 ** 31 - 1;

interface SocketExtra extends Partial<Record<PropertyKey, unknown>> {
  /** As `connection_init` gave it. */
  authorization?: string | undefined;
  locale?: Locale;
}
type SocketContext = Context<Record<string, unknown>, Extra & SocketExtra>;

/** So many sockets may be open. */
interface MostSockets {
  readonly inAll: number;
  readonly ofMember: number;
}

/** What sockets are served with. */
export interface SocketParts extends OwnOrigins {
  readonly api: Api;
  readonly authenticator: Authenticator;
  readonly clock: Clock;
  readonly countRequest: (done: RequestDone) => void;
  readonly mostSockets: MostSockets;
  readonly directory: Directory;
}

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
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    // Without a listener a client that resets the connection would end the process.
    stream.on('error', () => stream.destroy());
    const refusal = refusalOf(request, parts) ?? (sockets.clients.size >= parts.mostSockets.inAll ? FULL : null);
    if (refusal !== null) {
      stream.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\n\r\n`, () => stream.destroy());
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket: WebSocket) => sockets.emit('connection', socket, request));
  });
  const signedIn = new Set<SocketContext>();
  const running = useServer<Record<string, unknown>, SocketExtra>(socketOptions(parts, signedIn), sockets);
  const stop = async (): Promise<void> => {
    for (const socket of sockets.clients) socket.close(SERVICE_RESTART, 'Service restart');
    const deadline = setTimeout(() => {
      for (const socket of sockets.clients) socket.terminate();
    }, CLOSE_WAIT_MS);
    await running.dispose();
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
  parts: SocketParts,
  signedIn: Set<SocketContext>,
): ServerOptions<Record<string, unknown>, Extra & SocketExtra> {
  const { api, authenticator } = parts;
  const members = new MemberSockets(parts.mostSockets.ofMember, parts.directory);
  const format = ({ extra }: SocketContext, errors: readonly GraphQLError[]): GraphQLFormattedError[] =>
    errors.map((error) => api.format(error, extra.locale ?? 'ZH_CN'));
  const requests = new SocketRequests(parts.countRequest);
  return {
    connectionInitWaitTimeout: INIT_WAIT_MS,
    onConnect: async (ctx) => {
      signedIn.add(ctx);
      ctx.extra.socket.once('close', () => signedIn.delete(ctx));
      return signIn(ctx, parts, members);
    },
    onSubscribe: async ({ extra, subscriptions }, _id, payload) => {
      try {
        // The one at hand is among them.
        if (Object.keys(subscriptions).length > MOST_RUNNING) {
          throw refuse('LIMIT_EXCEEDED', { limit: 'subscriptions' });
        }
        // Asked anew, as over HTTP: roles change, and members are disabled while their sockets are open.
        return await requests.prepare(async () =>
          api.prepare(payload, await authenticator.viewer(extra.authorization, extra.locale ?? 'ZH_CN')),
        );
      } catch (error) {
        if (isFinal(error)) extra.socket.close(CloseCode.Forbidden, 'Session ended');
        return [asGraphqlError(error)];
      }
    },
    onOperation: (_ctx, ...[, , request, result]) => {
      if (!isStream(result)) return undefined;
      requests.answered(request);
      return endingWithErrors(result);
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
async function signIn(
  { connectionParams: params = {}, extra }: SocketContext,
  parts: SocketParts,
  members: MemberSockets,
): Promise<boolean> {
  const { authorization, locale } = params as { authorization?: unknown; locale?: unknown };
  extra.authorization = typeof authorization === 'string' ? authorization : undefined;
  extra.locale = isLocale(locale) ? locale : localeOf(extra.request.headers['accept-language']);
  try {
    const { memberId, sessionEndsAt } = await parts.authenticator.viewer(extra.authorization, extra.locale);
    // Who has gone meanwhile would never leave.
    if (extra.socket.readyState !== WebSocket.OPEN) return false;
    if (!members.enter(memberId, extra.socket)) {
      extra.socket.close(TRY_AGAIN_LATER, 'Too many sockets');
      return false;
    }
    const leftMs = epochMsOf(sessionEndsAt) - epochMsOf(parts.clock.now());
    const end = (): void => {
      extra.socket.close(CloseCode.Forbidden, 'Session ended');
    };
    const expiry = setTimeout(end, Math.min(leftMs, MAX_TIMER_MS)).unref();
    extra.socket.once('close', () => {
      members.leave(memberId, extra.socket);
      clearTimeout(expiry);
    });
    return true;
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
  return isRefusal(error) && (error.code === 'UNAUTHENTICATED' || error.code === 'FORBIDDEN');
}

/** What graphql-ws takes as an error; its text is never sent as it is. */
function asGraphqlError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  return new GraphQLError('', { originalError: error instanceof Error ? error : new Error(String(error)) });
}
