import { ApolloServer, HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  validate,
  type DocumentNode,
  type ExecutionArgs,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import type { Viewer } from '../access/viewer';
import { badInput, refuse, type AnyRefusal } from '../core/errors';
import type { Locale } from '../core/vocabulary';
import type { Budgets } from './budgets';
import { apiContext, type ApiContext } from './context';
import { costOf, type Priced } from './cost';
import type { ErrorFormatter } from './format-error';
import { LIMITS, parseWithin } from './limits';
import type { Services } from './services';

/** A request over HTTP, read and within its size. */
export interface ApiRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The query string with its question mark, or ''. */
  readonly search: string;
  /** Parsed JSON; undefined where there is none. */
  readonly body: unknown;
}

/** What it is answered with. */
export interface ApiAnswer {
  readonly http: HTTPGraphQLResponse;
  /** OK, or the code of the first error. */
  readonly outcome: string;
}

/** A request of a socket. */
export interface SocketRequest {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

/** What the API is made of. */
export interface ApiParts {
  readonly schema: GraphQLSchema;
  readonly services: Services;
  readonly formatter: ErrorFormatter;
  readonly budgets: Budgets;
}

/** The API for both transports: the same schema, limits, context and errors. */
export class Api {
  /**
   * One for each language: Apollo tells its error formatter nothing of the request, and a store that follows the request
   * (AsyncLocalStorage) slows every promise of the process down.
   */
  private readonly apollo: Readonly<Record<Locale, ApolloServer<ApiContext>>>;

  constructor(private readonly parts: ApiParts) {
    this.apollo = { ZH_CN: this.serverIn('ZH_CN'), EN: this.serverIn('EN') };
  }

  async start(): Promise<void> {
    for (const server of Object.values(this.apollo)) await server.start();
  }

  async stop(): Promise<void> {
    for (const server of Object.values(this.apollo)) await server.stop();
  }

  /** Answers a request over HTTP. @throws Refusal LIMIT_EXCEEDED */
  async answer(request: ApiRequest, viewer: Viewer): Promise<ApiAnswer> {
    const { services, budgets } = this.parts;
    const { cost, name } = this.weigh(request);
    if (cost !== null) await budgets.spend(viewer, cost);
    const headers = new HeaderMap(Object.entries(request.headers));
    const { method, search, body } = request;
    const http = await this.apollo[viewer.locale].executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: method.toUpperCase(), headers, search, body },
      context: async () => apiContext(services, viewer, name),
    });
    return { http, outcome: outcomeIn(http) };
  }

  /** What a socket's request is executed with, or its errors; not yet formatted. @throws Refusal LIMIT_EXCEEDED */
  async prepare(request: SocketRequest, viewer: Viewer): Promise<ExecutionArgs | readonly GraphQLError[]> {
    const { schema, services, budgets } = this.parts;
    const document = parseWithin(request.query);
    const faults = validate(schema, document);
    if (faults.length > 0) return faults;
    const { operationName = null, variables = null } = request;
    await budgets.spend(viewer, this.costOf({ document, operationName, variables }));
    const contextValue = apiContext(services, viewer, nameOf(document, operationName));
    return { schema, document, contextValue, operationName, variableValues: variables };
  }

  /** An error as a client may know it. */
  format(error: unknown, locale: Locale): GraphQLFormattedError {
    return this.parts.formatter.format(error, locale);
  }

  /** A refusal before there is a document. */
  formatRefusal(refusal: AnyRefusal, locale: Locale): GraphQLFormattedError {
    return this.parts.formatter.refusal(refusal, locale);
  }

  private serverIn(locale: Locale): ApolloServer<ApiContext> {
    return new ApolloServer<ApiContext>({
      schema: this.parts.schema,
      includeStacktraceInErrorResponses: false,
      stopOnTerminationSignals: false,
      // What a page of another site may send without asking is refused.
      csrfPrevention: true,
      // A document that is sent by its hash alone would pass by the limits.
      persistedQueries: false,
      // It would wrap every resolver.
      plugins: [ApolloServerPluginCacheControlDisabled()],
      formatError: (_formatted, error) => this.format(error, locale),
    });
  }

  /**
   * What a request costs, held to the limits and to what HTTP can do, and the name of its operation; no cost for what is
   * no document, and is told with all that is wrong with it by who executes it.
   */
  private weigh(request: ApiRequest): { readonly cost: number | null; readonly name: string | null } {
    const { query, operationName, variables } = askedIn(request);
    if (query === null) return { cost: null, name: null };
    try {
      const document = parseWithin(query);
      if (getOperationAST(document, operationName)?.operation === OperationTypeNode.SUBSCRIPTION) {
        throw badInput([{ path: 'query', code: 'NEEDS_SOCKET' }]);
      }
      return { cost: this.costOf({ document, operationName, variables }), name: nameOf(document, operationName) };
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      return { cost: null, name: null };
    }
  }

  private costOf(asked: Priced): number {
    const cost = costOf(this.parts.schema, asked);
    if (cost > LIMITS.cost) throw refuse('LIMIT_EXCEEDED', { limit: 'cost' });
    return cost;
  }
}

/** OK, or the code of the first error; errors stand before everything else in the text of an answer. */
function outcomeIn({ body }: HTTPGraphQLResponse): string {
  if (body.kind !== 'complete' || !body.string.startsWith('{"errors":[')) return 'OK';
  const { errors } = JSON.parse(body.string) as { errors: readonly GraphQLFormattedError[] };
  return String(errors[0]?.extensions?.['code']);
}

/** Name of the operation that is executed, where it has one. */
function nameOf(document: DocumentNode, operationName: string | null | undefined): string | null {
  return getOperationAST(document, operationName)?.name?.value.slice(0, 100) ?? null;
}

interface Asked {
  readonly query: string | null;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>> | null;
}

/** What is asked, where Apollo reads it: in the body of a POST, in the address of a GET, and never in both. */
function askedIn({ method, search, body }: ApiRequest): Asked {
  const given = method === 'POST' ? body : Object.fromEntries(new URLSearchParams(search));
  const { query, operationName, variables } = isRecord(given) ? given : {};
  const values = typeof variables === 'string' && method !== 'POST' ? parsed(variables) : variables;
  return {
    query: typeof query === 'string' ? query : null,
    operationName: typeof operationName === 'string' ? operationName : null,
    variables: isRecord(values) ? values : null,
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** What is no JSON is told by who executes it. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
