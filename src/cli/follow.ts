import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';
import { ownDocument } from '../graph/document-lists';
import { say } from './print';

/** What is followed, and as whom. */
export interface FollowOptions {
  /** Code of a demo member. */
  readonly member: string;
  /** Code of the operation. */
  readonly operation: string;
  readonly url: string;
  /** Go on after this cursor; null: from now on. */
  readonly after: string | null;
}

interface Change {
  readonly cursor: string;
  readonly entries: readonly {
    readonly at: string;
    readonly summary: string;
    readonly actor: { name: string } | null;
  }[];
  readonly tasks: readonly { readonly number: string | null; readonly title: string; readonly stateLabel: string }[];
}

/** What a server answers, as every client library gives it. */
interface Answer<T> {
  readonly data?: T | null | undefined;
  readonly errors?: readonly AnswerError[] | undefined;
}

interface AnswerError {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>> | undefined;
}

/** The server has said no, in its own words. */
class Refused extends Error {
  constructor(readonly errors: readonly AnswerError[]) {
    super(errors.map((error) => error.message).join('; '));
  }
}

interface Followed {
  readonly boardChanged: Change;
}

interface Found {
  readonly operationByCode: { readonly id: string };
}

const RETRY_MS = 1_000;
/** Close code for who is not let in; with this reason the token ran out, and the next connection brings a new one. */
const FORBIDDEN = 4403;
const SESSION_ENDED = 'Session ended';

/**
 * Follows an operation with a stock client and prints each change. When the connection is lost it subscribes again
 * after the last cursor, so nothing is missing and nothing comes twice. Ends when the server completes the stream:
 * the member may no longer see the operation.
 */
export async function follow({ member, operation, url: address, after }: FollowOptions): Promise<void> {
  const url = address.replace(/\/+$/, '');
  const client = createClient({
    url: `${url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: async () => ({ authorization: `Bearer ${await tokenOf(url, member)}` }),
    // By itself it would subscribe again with the first cursor.
    retryAttempts: 0,
  });
  const id = await findOperation(client, operation).catch((error: unknown) => {
    const cause = causeOf(error);
    if (!isLost(cause) || cause instanceof Refused) throw cause;
    throw new Error(`no server answers at ${url}: start it, or name another by --url`);
  });
  say(`跟踪 following ${operation} as ${member}; Ctrl-C ends`);
  let cursor = after;
  const query = ownDocument('FollowBoard');
  for (;;) {
    try {
      const variables = { operation: id, after: cursor };
      for await (const result of client.iterate<Followed>({ query, variables })) {
        const change = dataOf<Followed>(result).boardChanged;
        cursor = change.cursor;
        print(change);
      }
      return;
    } catch (error) {
      const cause = causeOf(error);
      if (!isLost(cause)) throw cause;
      say('连接中断,重连中 connection lost, trying again …');
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** The client gives what the server refuses at once as a bare list. */
function causeOf(error: unknown): unknown {
  return Array.isArray(error) ? new Refused(error as AnswerError[]) : error;
}

/** What ends a connection comes as a close event, or as an error of the network: a new one may be had. */
function isLost(error: unknown): boolean {
  if (error instanceof Refused) return error.errors.some(({ extensions }) => extensions?.['code'] === 'UNAVAILABLE');
  // A fetch that found nobody is a TypeError with a cause.
  if (error instanceof TypeError) return 'cause' in error;
  if (typeof error !== 'object' || error === null) return false;
  const { code, reason } = error as { readonly code?: unknown; readonly reason?: unknown };
  if (code === FORBIDDEN && reason !== SESSION_ENDED) throw new Error('the server does not know this member');
  return 'code' in error || 'reason' in error || 'error' in error;
}

async function tokenOf(url: string, code: string): Promise<string> {
  const response = await fetch(`${url}/demo/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ code }),
  });
  if (response.status === 404) throw new Error(`there is no demo member ${code}; see ${url}/demo/members`);
  const { accessToken } = (await response.json()) as { accessToken: string };
  return accessToken;
}

async function findOperation(client: Client, code: string): Promise<string> {
  for await (const result of client.iterate<Found>({
    query: ownDocument('FindOperation'),
    variables: { code },
  })) {
    return dataOf<Found>(result).operationByCode.id;
  }
  throw new Error(`no answer about ${code}`);
}

function dataOf<T>({ data, errors }: Answer<T>): T {
  if (errors && errors.length > 0) throw new Refused(errors);
  if (!data) throw new Error('an answer without data');
  return data;
}

function print({ entries, tasks, cursor }: Change): void {
  for (const { at, summary, actor } of entries) say(`${at}  ${summary}  — ${actor?.name ?? '系统 system'}`);
  for (const { number, title, stateLabel } of tasks) say(`    ${number ?? '—'} ${title}: ${stateLabel}`);
  say(`    cursor ${cursor}`);
}
