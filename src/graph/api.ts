import { ApolloServer, HeaderMap, type HTTPGraphQLResponse } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { AsyncLocalStorage } from 'node:async_hooks';
import {
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  validate,
  type ExecutionArgs,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import type { Viewer } from '../access/viewer';
import { badInput, type AnyRefusal } from '../core/errors';
import type { Locale } from '../core/vocabulary';
import { apiContext, type ApiContext } from './context';
import type { ErrorFormatter } from './format-error';
import { parseWithin } from './limits';
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

/** The API for both transports: the same schema, limits, context and errors. */
export class Api {
  private readonly apollo: ApolloServer<ApiContext>;
  /** Apollo tells its error formatter nothing of the request. */
  private readonly asked = new AsyncLocalStorage<{ readonly locale: Locale; outcome: string }>();

  constructor(
    private readonly schema: GraphQLSchema,
    private readonly services: Services,
    private readonly formatter: ErrorFormatter,
  ) {
    this.apollo = new ApolloServer<ApiContext>({
      schema,
      includeStacktraceInErrorResponses: false,
      stopOnTerminationSignals: false,
      // It would wrap every resolver.
      plugins: [ApolloServerPluginCacheControlDisabled()],
      formatError: (_formatted, error) => {
        const asked = this.asked.getStore();
        const formatted = this.format(error, asked?.locale ?? 'ZH_CN');
        if (asked?.outcome === 'OK') asked.outcome = String(formatted.extensions?.['code']);
        return formatted;
      },
    });
  }

  async start(): Promise<void> {
    await this.apollo.start();
  }

  async stop(): Promise<void> {
    await this.apollo.stop();
  }

  /** Answers a request over HTTP. @throws Refusal LIMIT_EXCEEDED */
  async answer(request: ApiRequest, viewer: Viewer): Promise<ApiAnswer> {
    const { source, operationName } = documentOf(request);
    if (source !== null) assertWithin(source, operationName);
    const headers = new HeaderMap(Object.entries(request.headers));
    const { method, search, body } = request;
    const asked = { locale: viewer.locale, outcome: 'OK' };
    const http = await this.asked.run(asked, () =>
      this.apollo.executeHTTPGraphQLRequest({
        httpGraphQLRequest: { method: method.toUpperCase(), headers, search, body },
        context: async () => apiContext(this.services, viewer, operationName ?? nameIn(source ?? '')),
      }),
    );
    return { http, outcome: asked.outcome };
  }

  /** What a socket's request is executed with, or its errors; not yet formatted. @throws Refusal LIMIT_EXCEEDED */
  prepare(request: SocketRequest, viewer: Viewer): ExecutionArgs | readonly GraphQLError[] {
    const document = parseWithin(request.query);
    const faults = validate(this.schema, document);
    if (faults.length > 0) return faults;
    return {
      ...{
        schema: this.schema,
        document,
        contextValue: apiContext(this.services, viewer, request.operationName ?? nameIn(request.query)),
      },
      operationName: request.operationName ?? null,
      variableValues: request.variables ?? null,
    };
  }

  /** An error as a client may know it. */
  format(error: unknown, locale: Locale): GraphQLFormattedError {
    return this.formatter.format(error, locale);
  }

  /** A refusal before there is a document. */
  formatRefusal(refusal: AnyRefusal, locale: Locale): GraphQLFormattedError {
    return this.formatter.refusal(refusal, locale);
  }
}

/** Limits, and what this transport cannot do. Syntax errors are left to be told with all others. */
function assertWithin(source: string, operationName: string | null): void {
  try {
    if (getOperationAST(parseWithin(source), operationName)?.operation !== OperationTypeNode.SUBSCRIPTION) return;
    throw badInput([{ path: 'query', code: 'NEEDS_SOCKET' }]);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
  }
}

/** Name of the first operation of a document, where it has one. */
function nameIn(source: string): string | null {
  return /\b(?:query|mutation|subscription)\s+([_A-Za-z]\w{0,99})/.exec(source)?.[1] ?? null;
}

/** What is asked, by POST or by GET, as far as it is text. */
function documentOf({ search, body }: ApiRequest): { source: string | null; operationName: string | null } {
  const given = typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>) : {};
  const query = new URLSearchParams(search);
  const textOf = (name: string): string | null => {
    const value = given[name] ?? query.get(name);
    return typeof value === 'string' ? value : null;
  };
  return { source: textOf('query'), operationName: textOf('operationName') };
}
