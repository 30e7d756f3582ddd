import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Authenticator } from '../access/authenticate';
import { isRefusal, outcomeOf, type ErrorCode } from '../core/errors';
import type { Api } from '../graph/api';
import type { FaultLog } from '../graph/format-error';
import { localeOf } from '../text/catalogue';
import { readJson, sendText } from './body';
import { isLocalName } from './host-name';
import type { DemoDesk } from './demo-desk';
import { answerMetrics, type MetricsDesk, type RequestDone } from './metrics';
import type { EventStreams } from './streams';

/** What the server answers with. */
export interface ServerParts {
  readonly api: Api;
  readonly authenticator: Authenticator;
  readonly streams: EventStreams;
  /** Demo mode only. */
  readonly demo: DemoDesk | null;
  /** null: they are not told. */
  readonly metrics: MetricsDesk | null;
  readonly log: FaultLog;
  readonly countRequest: (done: RequestDone) => void;
  isReady(): Promise<boolean>;
}

type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void> | void;

const STATUS: Readonly<Partial<Record<ErrorCode, number>>> = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  BAD_USER_INPUT: 400,
  UNAVAILABLE: 503,
};

/** Of LIMIT_EXCEEDED, by the limit; 400 for all others. */
const LIMIT_STATUS: Readonly<Partial<Record<string, number>>> = { bytes: 413, rate: 429, connections: 429 };

const GRAPHQL = 'application/graphql-response+json';

/** What targets are relative to; only path and query are looked at. */
const BASE = 'http://localhost';

/** The HTTP side: `/graphql` and its streams, health, metrics, and in demo mode the list of members and their tokens. */
export function createHttpServer(parts: ServerParts): Server {
  const routes = routesOf(parts);
  return createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    const url = urlOf(request);
    const route = routes[url.pathname];
    response.setHeader('X-Content-Type-Options', 'nosniff');
    if (parts.demo !== null && !isLocalName(request.headers.host)) {
      sendText(response, 421, 'The demo answers only to this machine by a loopback name.\n');
    } else if (route) {
      void Promise.resolve(route(request, response, url)).catch((error: unknown) => {
        sendFault(parts, { request, response, error });
      });
    } else {
      sendText(response, 404, 'Not found. The API is at /graphql.\n');
    }
  });
}

/** What is answered to, by path; what this installation does not tell is not there. */
function routesOf(parts: ServerParts): Readonly<Record<string, Answer>> {
  const { demo, metrics } = parts;
  return {
    '/graphql': (request, response, url) => answerGraphql(parts, { request, response, url }),
    '/graphql/stream': (request, response) => parts.streams.answer(request, response),
    '/livez': (_request, response) => {
      sendText(response, 200, 'ok\n');
    },
    '/readyz': async (_request, response) => {
      const isReady = await parts.isReady();
      sendText(response, isReady ? 200 : 503, isReady ? 'ready\n' : 'not ready\n');
    },
    ...(metrics && { '/metrics': (request, response) => answerMetrics(metrics, { request, response }) }),
    ...(demo && {
      '/demo/members': (_request, response) => demo.members(response),
      '/demo/token': (request, response) => demo.token(request, response),
    }),
  };
}

/** Longer than proxies and clients keep a connection: who closes first must not be the one that is sent a request. */
const KEEP_ALIVE_MS = 65_000;

/** Of a target that is no path (`//`, `*`), the root. */
function urlOf({ url = '/' }: IncomingMessage): URL {
  return URL.canParse(url, BASE) ? new URL(url, BASE) : new URL(BASE);
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function answerGraphql(parts: ServerParts, exchange: Exchange & { url: URL }): Promise<void> {
  const began = performance.now();
  const count = (outcome: string): void => {
    parts.countRequest({ transport: 'HTTP', outcome, seconds: (performance.now() - began) / 1_000 });
  };
  try {
    count(await answerWithin(parts, exchange));
  } catch (error) {
    count(outcomeOf(error));
    throw error;
  }
}

/** Answers, and gives the outcome. @throws Refusal before there is a GraphQL answer */
async function answerWithin(
  { authenticator, api }: ServerParts,
  { request, response, url }: Exchange & { url: URL },
): Promise<string> {
  const locale = localeOf(request.headers['accept-language']);
  const viewer = await authenticator.viewer(request.headers.authorization, locale);
  const body = request.method === 'POST' ? await readJson(request) : undefined;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const method = request.method ?? 'GET';
  const { http, outcome } = await api.answer({ method, headers, search: url.search, body }, viewer);
  for (const [name, value] of http.headers) response.setHeader(name, value);
  response.statusCode = http.status ?? 200;
  response.end(http.body.kind === 'complete' ? http.body.string : '');
  return outcome;
}

/** Answers what was refused before there was a GraphQL answer, in the same form. */
function sendFault(parts: ServerParts, { request, response, error }: Exchange & { error: unknown }): void {
  const locale = localeOf(request.headers['accept-language']);
  const formatted = isRefusal(error) ? parts.api.formatRefusal(error, locale) : parts.api.format(error, locale);
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const status = statusOf(error);
  // What is left of a body that was not read would be taken for the next request.
  response.setHeader('Connection', 'close');
  const waitSeconds = waitOf(error);
  if (waitSeconds !== null) response.setHeader('Retry-After', String(waitSeconds));
  if (status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  // Of plain JSON with such a status, clients take the status alone.
  const type = request.headers.accept?.includes(GRAPHQL) === true ? GRAPHQL : 'application/json';
  response.writeHead(status, { 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': 'no-store' });
  response.end(JSON.stringify({ errors: [formatted] }));
}

function statusOf(error: unknown): number {
  if (!isRefusal(error)) return 500;
  if (error.code !== 'LIMIT_EXCEEDED') return STATUS[error.code] ?? 400;
  return LIMIT_STATUS[error.details.limit] ?? 400;
}

/** Seconds after which the same request may be answered; null where waiting does not help. */
function waitOf(error: unknown): number | null {
  if (!isRefusal(error)) return null;
  if (error.code === 'UNAVAILABLE') return 1;
  return error.code === 'LIMIT_EXCEEDED' ? (error.details.retryAfterSeconds ?? null) : null;
}
