import { ApolloServer, HeaderMap, type ApolloServerPlugin, type HTTPGraphQLResponse } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import {
  execute,
  subscribe,
  type ExecutionArgs,
  type ExecutionResult,
  type GraphQLError,
  type GraphQLFormattedError,
} from 'graphql';
import { isFresh, type SignedIn } from '../access/signed-in';
import { refuse, type AnyRefusal } from '../core/errors';
import type { Locale } from '../core/vocabulary';
import type { ApiRequest, SocketRequest } from './asked';
import { apiContext, type ApiContext } from './context';
import type { ErrorFormatter } from './format-error';
import { Gate, type GateParts } from './gate';
import { IntrospectionAnswers } from './introspection';
import { contextNow } from './live-viewer';
import type { Services } from './services';
import { MemberTurns } from './turns';

/** What it is answered with. */
export interface ApiAnswer {
  readonly http: HTTPGraphQLResponse;
  /** OK, or the code of the first error. */
  readonly outcome: string;
}

/** What the API is made of. */
export interface ApiParts extends GateParts {
  readonly services: Services;
  readonly formatter: ErrorFormatter;
}

/** Of a member: as many as a page asks for at once are soon done, and others' are not behind them. */
const SHARE = { running: 2, waiting: 500 };

/** The API for all transports: the same schema, limits, context and errors. */
export class Api {
  /**
   * One for each language: Apollo tells its error formatter nothing of the request, and a store that follows the request
   * (AsyncLocalStorage) slows every promise of the process down.
   */
  private readonly apollo: Readonly<Record<Locale, ApolloServer<ApiContext>>>;
  private readonly gate: Gate;
  private readonly introspection: IntrospectionAnswers;
  private readonly turns = new MemberTurns(SHARE);

  constructor(private readonly parts: ApiParts) {
    this.gate = new Gate(parts);
    this.introspection = new IntrospectionAnswers(parts.schema);
    this.apollo = { ZH_CN: this.serverIn('ZH_CN'), EN: this.serverIn('EN') };
  }

  async start(): Promise<void> {
    for (const server of Object.values(this.apollo)) await server.start();
  }

  async stop(): Promise<void> {
    for (const server of Object.values(this.apollo)) await server.stop();
  }

  /** Lets somebody ask at all, before what is asked is read. @throws Refusal LIMIT_EXCEEDED `rate` */
  async enter({ viewer }: SignedIn): Promise<void> {
    await this.parts.budgets.enter(viewer);
  }

  /** Answers a request over HTTP, when it is its viewer's turn. @throws Refusal before there is a GraphQL answer */
  async answer(request: ApiRequest, signedIn: SignedIn): Promise<ApiAnswer> {
    return this.turns.take(signedIn.viewer.memberId, async () => {
      const viewer = await signedIn.now();
      const { name, full } = await this.gate.overHttp(request, viewer);
      const headers = new HeaderMap(Object.entries(request.headers));
      const { method, search, body } = full;
      const http = await this.apollo[viewer.locale].executeHTTPGraphQLRequest({
        httpGraphQLRequest: { method: method.toUpperCase(), headers, search, body },
        context: async () => apiContext(this.parts.services, viewer, name),
      });
      return { http, outcome: outcomeIn(http) };
    });
  }

  /**
   * What a request of a connection that stays open is executed with, or its errors; not yet formatted.
   * @throws Refusal as `Gate.overSocket`
   */
  async prepare(request: SocketRequest, signedIn: SignedIn): Promise<ExecutionArgs | readonly GraphQLError[]> {
    return this.turns.take(signedIn.viewer.memberId, async () => {
      const viewer = await signedIn.now();
      const passed = await this.gate.overSocket(request, viewer);
      if (!('document' in passed)) return passed;
      const { document, operationName, variables, name } = passed;
      const contextValue = apiContext(this.parts.services, viewer, name);
      return { schema: this.parts.schema, document, contextValue, operationName, variableValues: variables };
    });
  }

  /** Executes what was prepared, when it is its viewer's turn. */
  async execute(prepared: ExecutionArgs): Promise<ExecutionResult> {
    return this.introspection.find(prepared) ?? this.inTurn(prepared, async () => execute(prepared));
  }

  /** Begins what was prepared, when it is its viewer's turn. */
  async subscribe(prepared: ExecutionArgs): ReturnType<typeof subscribe> {
    return this.inTurn(prepared, async () => subscribe(prepared));
  }

  /** An error as a client may know it. */
  format(error: unknown, locale: Locale): GraphQLFormattedError {
    return this.parts.formatter.format(error, locale);
  }

  /** A refusal before there is a document. */
  formatRefusal(refusal: AnyRefusal, locale: Locale): GraphQLFormattedError {
    return this.parts.formatter.refusal(refusal, locale);
  }

  private inTurn<R>({ contextValue }: ExecutionArgs, work: () => Promise<R>): Promise<R> {
    const context = contextValue as ApiContext;
    const cameMs = performance.now();
    return this.turns.take(context.viewer.memberId, async () => {
      if (!isFresh(cameMs)) await this.assertStanding(context);
      return work();
    });
  }

  private async assertStanding(context: ApiContext): Promise<void> {
    const standing = await this.parts.services.store.read((session) => contextNow(context, session));
    if (!standing) throw refuse('UNAUTHENTICATED');
  }

  private serverIn(locale: Locale): ApolloServer<ApiContext> {
    return new ApolloServer<ApiContext>({
      schema: this.parts.schema,
      includeStacktraceInErrorResponses: false,
      stopOnTerminationSignals: false,
      // The schema is no secret; who executes trusted documents alone is asked for none of it.
      introspection: true,
      // What a page of another site may send without asking is refused.
      csrfPrevention: true,
      // A document that is sent by its hash alone would pass by the limits.
      persistedQueries: false,
      // Its own plugin would wrap every resolver.
      plugins: [ApolloServerPluginCacheControlDisabled(), this.answersOfSchema()],
      formatError: (_formatted, error) => this.format(error, locale),
    });
  }

  private answersOfSchema(): ApolloServerPlugin<ApiContext> {
    return {
      requestDidStart: async () => ({
        responseForOperation: async (asked) => {
          const singleResult = this.introspection.find(asked);
          return singleResult && { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult } };
        },
      }),
    };
  }
}

/** OK, or the code of the first error; errors stand before everything else in the text of an answer. */
function outcomeIn({ body }: HTTPGraphQLResponse): string {
  if (body.kind !== 'complete' || !body.string.startsWith('{"errors":[')) return 'OK';
  const { errors } = JSON.parse(body.string) as { errors: readonly GraphQLFormattedError[] };
  return String(errors[0]?.extensions?.['code']);
}
