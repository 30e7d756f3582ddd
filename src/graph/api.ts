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
import { askedIn, askedOverHttp, asText, type ApiRequest, type SocketRequest } from './asked';
import type { Budgets } from './budgets';
import { apiContext, type ApiContext } from './context';
import { costOf, type Priced } from './cost';
import { assertReads } from './key-reads';
import type { ErrorFormatter } from './format-error';
import { assertItemsWithin, LIMITS, parseWithin } from './limits';
import type { Services } from './services';
import type { TrustedDocuments } from './trusted-documents';

/** What it is answered with. */
export interface ApiAnswer {
  readonly http: HTTPGraphQLResponse;
  /** OK, or the code of the first error. */
  readonly outcome: string;
}

/** What the API is made of. */
export interface ApiParts {
  readonly schema: GraphQLSchema;
  readonly services: Services;
  readonly formatter: ErrorFormatter;
  readonly budgets: Budgets;
  readonly documents: TrustedDocuments;
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
    const { cost, name, full } = this.weigh(request, viewer);
    if (cost !== null) await budgets.spend(viewer, cost);
    const headers = new HeaderMap(Object.entries(request.headers));
    const { method, search, body } = full;
    const http = await this.apollo[viewer.locale].executeHTTPGraphQLRequest({
      httpGraphQLRequest: { method: method.toUpperCase(), headers, search, body },
      context: async () => apiContext(services, viewer, name),
    });
    return { http, outcome: outcomeIn(http) };
  }

  /**
   * What a request of a connection that stays open is executed with, or its errors; not yet formatted.
   * @throws Refusal LIMIT_EXCEEDED, BAD_USER_INPUT
   */
  async prepare(request: SocketRequest, viewer: Viewer): Promise<ExecutionArgs | readonly GraphQLError[]> {
    const { schema, services, budgets, documents } = this.parts;
    const { operationName, variables, ...asked } = askedIn(request);
    const text = documents.textOf(asked);
    const document = parseWithin(text ?? '');
    assertItemsWithin(variables);
    documents.admit(text ?? '');
    const faults = validate(schema, document);
    if (faults.length > 0) return faults;
    assertReads(viewer, document, operationName);
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
   * What a request costs, held to the limits, to the trusted documents and to what HTTP can do, the name of its operation,
   * and the request with its document as text; no cost for what is no document, and is told with all that is wrong with
   * it by who executes it.
   */
  private weigh(request: ApiRequest, viewer: Viewer): Weighed {
    const { operationName, variables, ...asked } = askedOverHttp(request);
    const text = this.parts.documents.textOf(asked);
    if (text === null) return { cost: null, name: null, full: request };
    const full = asked.named === null ? request : asText(request, text);
    try {
      const document = parseWithin(text);
      assertItemsWithin(variables);
      this.parts.documents.admit(text);
      if (getOperationAST(document, operationName)?.operation === OperationTypeNode.SUBSCRIPTION) {
        throw badInput([{ path: 'query', code: 'NEEDS_SOCKET' }]);
      }
      assertReads(viewer, document, operationName);
      return { cost: this.costOf({ document, operationName, variables }), name: nameOf(document, operationName), full };
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error;
      return { cost: null, name: null, full };
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

interface Weighed {
  readonly cost: number | null;
  readonly name: string | null;
  readonly full: ApiRequest;
}

/** Name of the operation that is executed, where it has one. */
function nameOf(document: DocumentNode, operationName: string | null | undefined): string | null {
  return getOperationAST(document, operationName)?.name?.value.slice(0, 100) ?? null;
}
