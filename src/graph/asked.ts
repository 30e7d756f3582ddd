/** A request over HTTP, read and within its size. */
export interface ApiRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The query string with its question mark, or ''. */
  readonly search: string;
  /** Parsed JSON; undefined where there is none. */
  readonly body: unknown;
}

/** A request of a connection that stays open, as its protocol gives it. */
export interface SocketRequest {
  readonly query?: string | null | undefined;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | null | undefined;
  readonly documentId?: unknown;
}

/** What is asked, over whatever transport; what is of another type than it should be is taken as not given. */
export interface Asked {
  /** Text of the document; never ''. */
  readonly query: string | null;
  /** Another name of the document, with the place where it stands in the request. */
  readonly named: { readonly id: string; readonly path: string } | null;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>> | null;
}

/** What is asked, where Apollo reads it: in the body of a POST, in the address of a GET, and never in both. */
export function askedOverHttp({ method, search, body }: ApiRequest): Asked {
  if (method === 'POST') return askedIn(isRecord(body) ? body : {});
  const given = Object.fromEntries(new URLSearchParams(search));
  const [variables, extensions] = [given['variables'], given['extensions']].map((json) => parsed(json ?? 'null'));
  return askedIn({ ...given, variables, extensions });
}

/** What is asked in the words of the GraphQL protocols. */
export function askedIn(given: SocketRequest | Readonly<Record<string, unknown>>): Asked {
  const { query, operationName, variables, extensions, documentId } = given;
  return {
    query: typeof query === 'string' && query !== '' ? query : null,
    named: namedIn(documentId, extensions),
    operationName: typeof operationName === 'string' ? operationName : null,
    variables: isRecord(variables) ? variables : null,
  };
}

/** The same request with its document as text, for an engine that knows no other name of it. */
export function asText(request: ApiRequest, text: string): ApiRequest {
  const { method, search, body } = request;
  if (method === 'POST') {
    const { extensions: _extensions, documentId: _documentId, ...rest } = isRecord(body) ? body : {};
    return { ...request, body: { ...rest, query: text } };
  }
  const words = new URLSearchParams(search);
  words.delete('extensions');
  words.set('query', text);
  return { ...request, search: `?${words.toString()}` };
}

/** By the appendix on persisted documents of GraphQL over HTTP, or as Apollo's clients and graphql-ws's recipe have it. */
function namedIn(documentId: unknown, extensions: unknown): Asked['named'] {
  if (typeof documentId === 'string') return { id: documentId, path: 'documentId' };
  const persisted = isRecord(extensions) ? extensions['persistedQuery'] : undefined;
  const hash = isRecord(persisted) ? persisted['sha256Hash'] : undefined;
  return typeof hash === 'string' ? { id: hash, path: 'extensions.persistedQuery.sha256Hash' } : null;
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
