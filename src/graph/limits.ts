import { Kind, Lexer, parse, Source, TokenKind, visit, type DocumentNode } from 'graphql';
import { refuse } from '../core/errors';

/** What a document may cost before it is looked at; the same over HTTP and WebSocket. */
export const LIMITS = {
  /** Bytes of a request's body or of one WebSocket frame. */
  bytes: 512 * 1024,
  /** Tokens of a document. */
  tokens: 4_000,
  /** Levels of fields within each other, with fragments spread out. */
  depth: 16,
  /** Brackets of all sorts within each other. */
  brackets: 64,
  /** Fields with a name of their own, and those that stand there already: each is compared with each. */
  aliases: 100,
  /** Fragments; what is in them is compared too. */
  fragments: 100,
  /** Values in the variables, at whatever depth: items of lists and fields of objects. */
  items: 20_000,
  /** Fields of one object there: each that is not known is compared with all that are. */
  fields: 200,
  /** Fields that may be shown, as `costOf` counts them. */
  cost: 100_000,
} as const;

/**
 * Parses a document within the limits, before anything else is done with it.
 * @throws Refusal LIMIT_EXCEEDED naming the limit, GraphQLError for a syntax error
 */
export function parseWithin(source: string): DocumentNode {
  assertParsable(source);
  const document = parse(source);
  const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  if (fragments.length > LIMITS.fragments) throw refuse('LIMIT_EXCEEDED', { limit: 'fragments' });
  if (aliasesOf(document) > LIMITS.aliases) throw refuse('LIMIT_EXCEEDED', { limit: 'aliases' });
  if (depthOf(document) > LIMITS.depth) throw refuse('LIMIT_EXCEEDED', { limit: 'depth' });
  return document;
}

/**
 * Counts the values in the variables, before anything makes a promise or an error of each. Lists have limits of their own
 * beside, and say so by their names.
 * @returns how many there are
 * @throws Refusal LIMIT_EXCEEDED
 */
export function countValues(variables: unknown): number {
  let items = 0;
  const open: unknown[] = [variables];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    const inside = Object.values(value);
    items += inside.length;
    if (items > LIMITS.items) throw refuse('LIMIT_EXCEEDED', { limit: 'items' });
    if (!Array.isArray(value) && inside.length > LIMITS.fields) throw refuse('LIMIT_EXCEEDED', { limit: 'fields' });
    for (const each of inside) open.push(each);
  }
  return items;
}

const BRACKETS: Readonly<Partial<Record<TokenKind, 1 | -1>>> = {
  [TokenKind.BRACE_L]: 1,
  [TokenKind.BRACE_R]: -1,
  [TokenKind.BRACKET_L]: 1,
  [TokenKind.BRACKET_R]: -1,
  [TokenKind.PAREN_L]: 1,
  [TokenKind.PAREN_R]: -1,
};

/** Looks at tokens alone: the parser calls itself for each bracket within another, until the stack is full. */
function assertParsable(source: string): void {
  const lexer = new Lexer(new Source(source));
  let open = 0;
  for (let tokens = 1; lexer.advance().kind !== TokenKind.EOF; tokens += 1) {
    open += BRACKETS[lexer.token.kind] ?? 0;
    if (open > LIMITS.brackets) throw refuse('LIMIT_EXCEEDED', { limit: 'depth' });
    if (tokens > LIMITS.tokens) throw refuse('LIMIT_EXCEEDED', { limit: 'tokens' });
  }
}

function aliasesOf(document: DocumentNode): number {
  let aliases = 0;
  visit(document, {
    SelectionSet: ({ selections }) => {
      const names = new Set<string>();
      for (const each of selections) {
        if (each.kind !== Kind.FIELD) continue;
        if (each.alias || names.has(each.name.value)) aliases += 1;
        names.add(each.name.value);
      }
    },
  });
  return aliases;
}

interface Selections {
  readonly selectionSet?: { readonly selections: readonly Selection[] } | undefined;
}
type Selection = Selections & { readonly kind: Kind; readonly name?: { readonly value: string } };

/** Depth with fragments spread out; one within itself adds nothing, and validation names the cycle. */
function depthOf(document: DocumentNode): number {
  const fragments = new Map<string, Selections>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const known = new Map<string, number>();
  const open = new Set<string>();
  const measure = (node: Selections): number => {
    const selections = node.selectionSet?.selections ?? [];
    return Math.max(0, ...selections.map(step));
  };
  const step = (selection: Selection): number => {
    if (selection.kind === Kind.FIELD) return 1 + measure(selection);
    const name = selection.kind === Kind.FRAGMENT_SPREAD ? selection.name?.value : undefined;
    if (name === undefined) return measure(selection);
    if (open.has(name)) return 0;
    open.add(name);
    const depth = known.get(name) ?? measure(fragments.get(name) ?? {});
    open.delete(name);
    known.set(name, depth);
    return depth;
  };
  return Math.max(0, ...document.definitions.map((definition) => measure(definition as Selections)));
}
