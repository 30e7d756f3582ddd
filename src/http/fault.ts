import type { IncomingMessage, ServerResponse } from 'node:http';
import { isRefusal, type ErrorCode } from '../core/errors';
import type { Api } from '../graph/api';
import { localeOf } from '../text/catalogue';

/** A request and what it is answered by. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

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

/** Answers what was refused, or failed, before there was a GraphQL answer, in the same form. */
export function sendFault(api: Api, { request, response }: Exchange, error: unknown): void {
  const locale = localeOf(request.headers['accept-language']);
  const formatted = isRefusal(error) ? api.formatRefusal(error, locale) : api.format(error, locale);
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
