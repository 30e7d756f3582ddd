import { stripIgnoredCharacters } from 'graphql';
import { createHash } from 'node:crypto';
import { badInput } from '../core/errors';
import type { Asked } from './asked';

/** `off`: documents are sent as text. `prefer`: also by their names. `only`: no others than those of the lists. */
export type Trust = 'off' | 'prefer' | 'only';

/** A document of a list, known by its id there, and always by the SHA-256 of its text. */
export interface ListedDocument {
  readonly id: string;
  readonly text: string;
  /** The list that it is of. */
  readonly list: string;
}

/** What is told of a document that no list has. */
export interface Stranger {
  /** SHA-256 of its text without what a parser ignores, hexadecimal. */
  readonly hash: string;
}

/** How many strangers are remembered, so that each is told once. */
const MOST_STRANGERS = 1_000;
/** How the appendix of GraphQL over HTTP writes a hash. */
const PREFIX = /^sha256:/;

/**
 * The documents that an installation trusts: those of its own pages and of its frontends' lists. They may be sent by
 * their id or hash alone, and with `only` nothing else is executed, whoever asks.
 */
export class TrustedDocuments {
  private readonly byName = new Map<string, string>();
  private readonly hashes = new Set<string>();
  private readonly strangers = new Set<string>();

  /** @throws RangeError where one id means two documents */
  constructor(
    private readonly trust: Trust,
    documents: readonly ListedDocument[] = [],
    private readonly onStranger: (stranger: Stranger) => void = () => undefined,
  ) {
    if (trust === 'off') return;
    for (const { id, text, list } of documents) {
      const before = this.byName.get(id);
      if (before !== undefined && before !== text) throw new RangeError(`${list}: ${id} is another document elsewhere`);
      for (const name of [id, sha256(text)]) this.byName.set(name, text);
      this.hashes.add(hashOf(text));
    }
  }

  /**
   * The text of what is asked; null where there is none. A name beside a text must be the text's own.
   * @throws Refusal BAD_USER_INPUT at the name: UNKNOWN_DOCUMENT, or ANOTHER_DOCUMENT
   */
  textOf({ query, named }: Pick<Asked, 'query' | 'named'>): string | null {
    if (named === null) return query;
    const hash = named.id.replace(PREFIX, '');
    const listed = this.byName.get(named.id) ?? this.byName.get(hash);
    if (query === null && listed === undefined) throw badInput([{ path: named.path, code: 'UNKNOWN_DOCUMENT' }]);
    if (query !== null && query !== listed && hash !== sha256(query)) {
      throw badInput([{ path: named.path, code: 'ANOTHER_DOCUMENT' }]);
    }
    return query ?? listed ?? null;
  }

  /**
   * Holds a document to the lists; it must be known to be within the limits.
   * @throws Refusal BAD_USER_INPUT UNTRUSTED_DOCUMENT where only those of the lists are executed
   */
  admit(text: string): void {
    if (this.trust === 'off') return;
    const hash = hashOf(text);
    if (this.hashes.has(hash)) return;
    if (this.trust === 'only') throw badInput([{ path: 'query', code: 'UNTRUSTED_DOCUMENT' }]);
    if (this.strangers.has(hash) || this.strangers.size >= MOST_STRANGERS) return;
    this.strangers.add(hash);
    this.onStranger({ hash });
  }
}

/** The same for texts that a parser reads alike. */
function hashOf(text: string): string {
  try {
    return sha256(stripIgnoredCharacters(text));
  } catch {
    // No document: of a list it is told at the start, and nobody can ask for it.
    return sha256(text);
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
