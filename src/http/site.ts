import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { refuse } from '../core/errors';
import type { Api } from '../graph/api';
import { sendText } from './body';
import type { DemoDesk } from './demo-desk';
import { sendFault } from './fault';
import { answerMetrics, type MetricsDesk } from './metrics';

/** What the site is made of; what an installation does not have is not found. */
export interface SiteParts {
  /** Tells faults in the form of the API. */
  readonly api: Api;
  /** Demo mode only. */
  readonly demo: DemoDesk | null;
  /** null: they are not told. */
  readonly metrics: MetricsDesk | null;
  /** Pages for people, by where they stand. */
  readonly pages: Readonly<Record<string, RequestHandler>>;
  isReady(): Promise<boolean>;
}

/** All but the API itself: health, metrics, the demo's desk and pages for people. */
export function createSite(parts: SiteParts): Express {
  const site = express();
  site.disable('x-powered-by');
  site.enable('case sensitive routing');
  site.enable('strict routing');
  // No address of ours is asked with a query.
  site.set('query parser', false);
  addHealth(site, parts);
  addDemo(site, parts.demo);
  for (const [path, page] of Object.entries(parts.pages)) site.use(path, page);
  site.use((_request, response) => {
    sendText(response, 404, 'Not found. The API is at /graphql.\n');
  });
  site.use(faultsOf(parts.api));
  return site;
}

function addHealth(site: Express, parts: SiteParts): void {
  const { metrics } = parts;
  site.get('/livez', (_request, response) => {
    sendText(response, 200, 'ok\n');
  });
  site.get('/readyz', async (_request, response) => {
    const ready = await parts.isReady();
    sendText(response, ready ? 200 : 503, ready ? 'ready\n' : 'not ready\n');
  });
  if (metrics) site.get('/metrics', (request, response) => answerMetrics(metrics, { request, response }));
}

function addDemo(site: Express, demo: DemoDesk | null): void {
  if (!demo) return;
  site.get('/demo/members', (_request, response) => demo.members(response));
  site.post('/demo/token', (request, response) => demo.token(request, response));
}

/** What fails is told as the API tells it, and never by Express's own page. */
function faultsOf(api: Api): ErrorRequestHandler {
  // eslint-disable-next-line no-restricted-syntax -- Express knows it by its four parameters
  return (error: unknown, request, response, _next) => {
    sendFault(api, { request, response }, isUnreadable(error) ? refuse('NOT_FOUND') : error);
  };
}

/** Express has no page for an address that it cannot read, such as `/%zz`, nor for a part of a file that is not there. */
function isUnreadable(error: unknown): boolean {
  return error instanceof Error && 'status' in error && Number(error.status) < 500;
}
