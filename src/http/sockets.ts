import { CloseCode, type Context, type ServerOptions } from 'graphql-ws';
import { useServer, type Extra } from 'graphql-ws/use/ws';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Authenticator } from '../access/authenticate';
import type { Viewer } from '../access/viewer';
import { epochMsOf, type Clock } from '../core/time';
import type { Locale } from '../core/vocabulary';
import { isRefusal } from '../core/errors';
import type { Api } from '../graph/api';
import { LIMITS } from '../graph/limits';
import { localeOf } from '../text/catalogue';
import { isLocalName } from './host-name';

const INIT_WAIT_MS = 3_000;
/** A server that restarts: clients come again by themselves. */
const SERVICE_RESTART = 1012;
/** Longer than any timer takes. */
const MAX_TIMER_MS = 2 ** 31 - 1;

interface SocketExtra extends Partial<Record<PropertyKey, unknown>> {
  viewer?: Viewer;
  expiry?: NodeJS.Timeout;
}
type SocketContext = Context<Record<string, unknown>, Extra & SocketExtra>;

/** What sockets are served with. */
export interface SocketParts {
  readonly api: Api;
  readonly authenticator: Authenticator;
  readonly clock: Clock;
  readonly demo: boolean;
}

/** Ends all sockets so that clients come again elsewhere. */
export type StopSockets = () => Promise<void>;

/** GraphQL over WebSocket (graphql-transport-ws) on `/graphql` of an HTTP server. */
export function serveSockets(server: Server, parts: SocketParts): StopSockets {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LIMITS.bytes });
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    const path = (request.url ?? '').split('?')[0];
    if (path !== '/graphql' || (parts.demo && !isLocalName(request.headers.host))) {
      stream.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, stream, head, (socket: WebSocket) => sockets.emit('connection', socket, request));
  });
  const running = useServer<Record<string, unknown>, SocketExtra>(socketOptions(parts), sockets);
  return async () => {
    for (const socket of sockets.clients) socket.close(SERVICE_RESTART, 'Service restart');
    await running.dispose();
  };
}

function socketOptions(parts: SocketParts): ServerOptions<Record<string, unknown>, Extra & SocketExtra> {
  const { api } = parts;
  const localeIn = (ctx: SocketContext): Locale => ctx.extra.viewer?.locale ?? 'ZH_CN';
  return {
    connectionInitWaitTimeout: INIT_WAIT_MS,
    onConnect: async (ctx) => signIn(ctx, parts),
    onDisconnect: (ctx) => {
      clearTimeout(ctx.extra.expiry);
    },
    onSubscribe: (ctx, _id, payload) => {
      const { viewer } = ctx.extra;
      if (!viewer) throw new Error('a socket subscribes without having signed in');
      return api.prepare(payload, viewer);
    },
    onError: (_ctx, ...[, , errors]) => errors.map((error) => error.toJSON()),
    onNext: (ctx, ...[, , , result]) => {
      if (!('errors' in result) || !result.errors) return undefined;
      const { data = null } = result;
      return { data, errors: result.errors.map((error) => api.format(error, localeIn(ctx))) };
    },
  };
}

/** Signs a socket in by its `connection_init`; false closes it with 4403. */
async function signIn(ctx: SocketContext, { authenticator, clock }: SocketParts): Promise<boolean> {
  const { connectionParams: params = {}, extra } = ctx;
  const { authorization, locale } = params as { authorization?: unknown; locale?: unknown };
  const chosen = locale === 'EN' || locale === 'ZH_CN' ? locale : localeOf(extra.request.headers['accept-language']);
  try {
    const token = typeof authorization === 'string' ? authorization : undefined;
    extra.viewer = await authenticator.viewer(token, chosen);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return false;
  }
  const leftMs = epochMsOf(extra.viewer.sessionEndsAt) - epochMsOf(clock.now());
  const end = (): void => {
    extra.socket.close(CloseCode.Forbidden, 'Session ended');
  };
  extra.expiry = setTimeout(end, Math.min(leftMs, MAX_TIMER_MS)).unref();
  return true;
}
