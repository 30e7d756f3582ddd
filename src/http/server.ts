import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Authenticator } from '../access/authenticate';
import { outcomeOf } from '../core/errors';
import type { Api } from '../graph/api';
import { localeOf } from '../text/catalogue';
import { readJson, sendText } from './body';
import { sendFault, type Exchange } from './fault';
import { strictHeaders } from './headers';
import { isLocalName } from './host-name';
import type { RequestDone } from './metrics';
import { createSite, type SiteParts } from './site';
import type { EventStreams } from './streams';

/** What the server answers with. */
export interface ServerParts extends SiteParts {
  readonly api: Api;
  readonly authenticator: Authenticator;
  readonly streams: EventStreams;
  /** The address by which browsers know the installation, where there is one. */
  readonly publicUrl: string | null;
  readonly countRequest: (done: RequestDone) => void;
}

type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

/** What targets are relative to; only path and query are looked at. */
const BASE = 'http://localhost';

/** The HTTP side: GraphQL and its streams on bare node:http, since they are asked most; all else by the site. */
export function createHttpServer(parts: ServerParts): Server {
  const routes = routesOf(parts);
  const site = createSite(parts);
  const setHeaders = strictHeaders(parts);
  return createServer(TIMES, (request, response) => {
    const url = urlOf(request);
    const route = routes.get(url.pathname);
    setHeaders(request, response);
    if (parts.demo !== null && !isLocalName(request.headers.host)) {
      sendText(response, 421, 'The demo answers only to this machine by a loopback name.\n');
    } else if (route) {
      route(request, response, url).catch((error: unknown) => {
        sendFault(parts.api, { request, response }, error);
      });
    } else {
      site(request, response);
    }
  });
}

/** What the API answers to, by path. */
function routesOf(parts: ServerParts): ReadonlyMap<string, Answer> {
  return new Map<string, Answer>([
    ['/graphql', (request, response, url) => answerGraphql(parts, { request, response, url })],
    ['/graphql/stream', (request, response) => parts.streams.answer(request, response)],
  ]);
}

/** Longer than proxies and clients keep a connection: who closes first must not be the one that is sent a request. */
const KEEP_ALIVE_MS = 65_000;
/** How long a server waits for whom: for a whole request, 15 s. */
const TIMES = {
  ...{ keepAliveTimeout: KEEP_ALIVE_MS, headersTimeout: 10_000, requestTimeout: 15_000 },
  connectionsCheckingInterval: 5_000,
};

/** Of a target that is no path (`//`, `*`), the root. */
function urlOf({ url = '/' }: IncomingMessage): URL {
  return URL.canParse(url, BASE) ? new URL(url, BASE) : new URL(BASE);
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
  const signedIn = await authenticator.signIn(request.headers.authorization, locale);
  await api.enter(signedIn);
  const body = request.method === 'POST' ? await readJson(request) : undefined;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const method = request.method ?? 'GET';
  const { http, outcome } = await api.answer({ method, headers, search: url.search, body }, signedIn);
  for (const [name, value] of http.headers) response.setHeader(name, value);
  // By GET it would be kept by browsers and proxies, and it may be personal.
  response.setHeader('Cache-Control', 'no-store');
  response.statusCode = http.status ?? 200;
  response.end(http.body.kind === 'complete' ? http.body.string : '');
  return outcome;
}
