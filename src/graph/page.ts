import { canonicalJson, type Json } from '../core/canonical-json';
import { badInput } from '../core/errors';
import type { PageCursorCodec, PageKey } from '../core/page-cursor';
import { PAGE, type PageInfo } from './types/common';

/** The arguments of a page as they come. */
export interface PageArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
}

/** A page that may be read: which way, how many, from which row. */
export interface PageRequest {
  readonly backwards: boolean;
  readonly size: number;
  readonly after: PageKey | null;
  readonly before: PageKey | null;
}

/** Where cursors of a list belong to: field, arguments, order and reader. */
export interface PagePlace {
  readonly codec: PageCursorCodec;
  readonly place: string;
}

/** A list's other arguments as text, the same for the same list; half a character in it is none of ours. */
export function argumentsText(given: object): string {
  const plain = JSON.stringify(given, (_name, value: unknown) =>
    typeof value === 'string' ? Buffer.from(value).toString() : value,
  );
  return canonicalJson(JSON.parse(plain) as Json);
}

/** Checks the arguments of a page. @throws Refusal BAD_USER_INPUT naming the argument */
export function pageRequest(given: PageArguments, at: PagePlace): PageRequest {
  const { first, last, after, before } = given;
  if (isGiven(first) && isGiven(last)) throw badInput([{ path: 'last', code: 'BOTH_WAYS' }]);
  if (isGiven(after) && isGiven(last)) throw badInput([{ path: 'after', code: 'BOTH_WAYS' }]);
  const backwards = isGiven(last);
  const path = backwards ? 'last' : 'first';
  return {
    backwards,
    size: sizeOf(last ?? first ?? PAGE.usual, path),
    after: keyOf(after, { at, path: 'after' }),
    before: keyOf(before, { at, path: 'before' }),
  };
}

/** The edges and the page's place, from its rows in order and one more where there is one. */
export function pageOf<T, N>(
  rows: readonly T[],
  { backwards, size, after, before }: PageRequest,
  { at, keyOf: key, show }: { at: PagePlace; keyOf: (row: T) => PageKey; show: (row: T) => N },
): { edges: { cursor: string; node: N }[]; nodes: N[]; pageInfo: PageInfo } {
  const more = rows.length > size;
  const kept = !more ? rows : backwards ? rows.slice(1) : rows.slice(0, size);
  // A cursor costs a MAC and a cipher: it is made where it is asked for.
  const edges = kept.map((row) => ({
    get cursor() {
      return at.codec.encode(at.place, key(row));
    },
    node: show(row),
  }));
  const pageInfo = {
    hasNextPage: backwards ? before !== null : more,
    hasPreviousPage: backwards ? more : after !== null,
    get startCursor() {
      return edges[0]?.cursor ?? null;
    },
    get endCursor() {
      return edges.at(-1)?.cursor ?? null;
    },
  };
  return { edges, nodes: edges.map((edge) => edge.node), pageInfo };
}

/** The arguments of a page that were given. */
export function givenPage(page: { readonly [K in keyof PageArguments]: PageArguments[K] | undefined }): PageArguments {
  return Object.fromEntries(Object.entries(page).filter(([, value]) => value !== undefined));
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined;
}

function sizeOf(size: number, path: string): number {
  if (size < 1) throw badInput([{ path, code: 'TOO_SMALL', params: { minimum: 1 } }]);
  if (size > PAGE.most) throw badInput([{ path, code: 'TOO_LARGE', params: { maximum: PAGE.most } }]);
  return size;
}

function keyOf(cursor: string | null | undefined, { at, path }: { at: PagePlace; path: string }): PageKey | null {
  if (!isGiven(cursor)) return null;
  const key = at.codec.decode(at.place, cursor);
  if (!key) throw badInput([{ path, code: 'NOT_A_CURSOR' }]);
  return key;
}
