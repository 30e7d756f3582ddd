import {
  getOperationAST,
  OperationTypeNode,
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLFormattedError,
} from 'graphql';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Authenticator } from '../access/authenticate';
import type { SignedIn } from '../access/signed-in';
import type { Viewer } from '../access/viewer';
import { badInput, refuse, unavailable } from '../core/errors';
import type { Locale } from '../core/vocabulary';
import type { Api } from '../graph/api';
import type { SocketRequest } from '../graph/asked';
import type { ApiContext } from '../graph/context';
import { localeOf } from '../text/catalogue';
import { readJson, sendText } from './body';
import { EventStream } from './event-stream';
import { endingInTime, isStream, type Answers } from './failing-stream';
import type { LiveConnections } from './live-connections';
import { LiveRequests } from './live-requests';
import type { RequestDone } from './metrics';
import { isOwnOrigin, type OwnOrigins } from './origin';

/** What streams are served with. */
export interface StreamParts extends OwnOrigins {
  readonly api: Api;
  readonly authenticator: Authenticator;
  readonly connections: LiveConnections;
  readonly countRequest: (done: RequestDone) => void;
}

/**
 * GraphQL over server-sent events on `/graphql/stream`, for who is let through by no WebSocket: graphql-sse's distinct
 * connections, one operation each. What a stream may ask, who may ask it and what ends it is the same as of a socket.
 */
export class EventStreams {
  private readonly streams = new Set<EventStream>();
  private readonly requests: LiveRequests;
  private following = 0;
  private stopped = false;

  constructor(private readonly parts: StreamParts) {
    this.requests = new LiveRequests('STREAM', parts.countRequest);
  }

  /** How many are open. */
  get open(): number {
    return this.streams.size;
  }

  /** How many of them follow a subscription. */
  get subscriptions(): number {
    return this.following;
  }

  /** Ends all streams so that clients come again elsewhere. */
  stop(): void {
    this.stopped = true;
    for (const stream of this.streams) stream.breakOff();
  }

  /** Answers a request, until its stream has ended. @throws Refusal before there is a stream */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fault = faultOf(request, this.parts);
    if (fault !== null) {
      // Its body is not read.
      response.setHeader('Connection', 'close');
      if (fault[0] === 405) response.setHeader('Allow', 'POST');
      sendText(response, ...fault);
      return;
    }
    const { authorization, 'accept-language': languages } = request.headers;
    const signedIn = await this.parts.authenticator.signIn(authorization, localeOf(languages));
    await this.parts.api.enter(signedIn);
    const asked = requestIn(await readJson(request));
    const viewer = await signedIn.now();
    const stream = this.begin(viewer, response);
    if (stream !== null) await this.run(stream, asked, { signedIn, locale: viewer.locale });
  }

  /** The stream of a member that may have one more; null where its client has gone. @throws Refusal */
  private begin(viewer: Viewer, response: ServerResponse): EventStream | null {
    // Who has gone meanwhile would never leave.
    if (response.destroyed) return null;
    const { connections } = this.parts;
    if (this.stopped || connections.isFull) throw unavailable();
    const stream = new EventStream(response);
    const endSession = (): void => {
      stream.breakOff();
    };
    const leave = connections.enter(viewer, { endSession });
    if (leave === null) throw refuse('LIMIT_EXCEEDED', { limit: 'connections' });
    stream.begin();
    this.streams.add(stream);
    response.once('close', () => {
      leave();
      this.streams.delete(stream);
    });
    return stream;
  }

  /** Whatever is wrong from here on is told in the stream, as the protocol has it. */
  private async run(
    stream: EventStream,
    asked: SocketRequest,
    { signedIn, locale }: { signedIn: SignedIn; locale: Locale },
  ): Promise<void> {
    const { api } = this.parts;
    const formatted = (errors: readonly unknown[]): GraphQLFormattedError[] =>
      errors.map((error) => api.format(error, locale));
    const shown = ({ data = null, errors }: ExecutionResult): FormattedExecutionResult =>
      errors ? { data, errors: formatted(errors) } : { data };
    try {
      const prepared = await this.requests.prepare(() => api.prepare(asked, signedIn));
      if (!('schema' in prepared)) {
        await stream.next({ errors: formatted(prepared) });
      } else {
        const result = await (isSubscription(prepared) ? api.subscribe(prepared) : api.execute(prepared));
        const answer = isStream(result) ? null : shown(result);
        this.requests.answered(prepared, answer?.errors);
        if (isStream(result)) await this.pass(held(result, prepared), stream, shown);
        else if (answer) await stream.next(answer);
      }
    } catch (error) {
      // What fails because the client has gone is nobody's fault and reaches nobody.
      if (stream.isOpen) await stream.next({ errors: formatted([error]) });
    }
    stream.complete();
  }

  private async pass(
    answers: Answers,
    stream: EventStream,
    shown: (answer: ExecutionResult) => FormattedExecutionResult,
  ): Promise<void> {
    void stream.ended.then(() => answers.return());
    this.following += 1;
    try {
      for await (const answer of answers) await stream.next(shown(answer));
    } finally {
      this.following -= 1;
    }
  }
}

/** The answers of a subscription, none of which is sent once its viewer may no longer have it. */
function held(answers: Answers, { contextValue }: ExecutionArgs): Answers {
  return endingInTime(answers, () => (contextValue as ApiContext).live.holds());
}

/** A status, and why, for what is no request of the protocol; null for what is. */
function faultOf({ method, headers }: IncomingMessage, own: OwnOrigins): [number, string] | null {
  if (!isOwnOrigin(headers, own)) return [403, 'Pages of other sites may not ask.\n'];
  if (method !== 'POST') return [405, 'A document is sent by POST; each has a stream of its own.\n'];
  if (headers.accept?.includes('text/event-stream') !== true) return [406, 'Answers come as text/event-stream.\n'];
  // No other type is asked for beforehand by the browser of a page of another site.
  if (!/^application\/json\b/i.test(headers['content-type'] ?? '')) return [415, 'A document comes as JSON.\n'];
  return null;
}

const record = z.record(z.string(), z.unknown()).nullish();
const Asked = z.object({
  query: z.string().nullish(),
  operationName: z.string().nullish(),
  variables: record,
  extensions: record,
  documentId: z.unknown().optional(),
});

/** @throws Refusal BAD_USER_INPUT */
function requestIn(body: unknown): SocketRequest {
  const asked = Asked.safeParse(body);
  if (asked.success) return asked.data;
  const names = new Set(asked.error.issues.map(({ path: [name = 'body'] }) => String(name)));
  throw badInput([...names].map((path) => ({ path, code: 'INVALID' })));
}

function isSubscription({ document, operationName }: ExecutionArgs): boolean {
  return getOperationAST(document, operationName)?.operation === OperationTypeNode.SUBSCRIPTION;
}
