import { createHash } from 'node:crypto';

/**
 * Text search as pure rules. A text is found in another where it is a part of it, both folded. The index holds, for
 * each title and number, the pairs of neighbouring characters as words of plain ASCII: Chinese has no spaces to cut
 * at, and two characters are the shortest text that may be asked for. Pairs lead to candidates; whether one holds the
 * text is seen on its own folded title and number.
 */

/** What is searched, and the letter that its words in the index begin with. */
const MARKS = { title: 't', number: 'n' } as const;
export type SearchedField = keyof typeof MARKS;

/** All of them. */
export const SEARCHED_FIELDS = ['title', 'number'] as const satisfies readonly SearchedField[];

/** The shortest text that has a pair. */
export const SHORTEST_SEARCH = 2;

/** Four digits to the base 36 hold any code point, and enough operations that few share their mark. */
const DIGITS = 4;
const BASE = 36;

/**
 * A text as searches compare it: NFKC, so that full-width and half-width forms are the same, and without regard to
 * the case of ASCII letters.
 */
export function foldText(text: string): string {
  return text.normalize('NFKC').replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** What is kept beside a title to be compared with: its folded form, or null where that is the title itself. */
export function foldedTitle(title: string): string | null {
  const folded = foldText(title);
  return folded === title ? null : folded;
}

/** The pairs of neighbouring characters of a folded text, each once. */
export function pairsOf(folded: string): string[] {
  const characters = Array.from(folded);
  return [...new Set(characters.slice(1).map((character, i) => `${characters[i] ?? ''}${character}`))];
}

/**
 * The words of pairs in the index: 13 small letters and digits each, which no database takes for a stopword, for too
 * short or for an operator. Each operation has words of its own, so the others' tasks cost its searches nothing.
 */
export function wordsOf(
  { operation, field }: { operation: string; field: SearchedField },
  pairs: readonly string[],
): string[] {
  const mark = createHash('sha256').update(operation).digest().readUInt32BE();
  const prefix = `${MARKS[field]}${fixed(mark % BASE ** DIGITS)}`;
  return pairs.map((pair) => prefix + Array.from(pair, (character) => fixed(character.codePointAt(0) ?? 0)).join(''));
}

/** Everything that the index holds of a task: the words of its title and of its number. */
export function searchTokens({
  operation,
  title,
  number,
}: {
  operation: string;
  title: string;
  number: string;
}): string {
  const ofTitle = wordsOf({ operation, field: 'title' }, pairsOf(foldText(title)));
  const ofNumber = wordsOf({ operation, field: 'number' }, pairsOf(foldText(number)));
  return [...ofTitle, ...ofNumber].join(' ');
}

/** A text in more of the sample than this is met soon by reading in order. */
const COMMON = 1 / 50;
/** A pair in more of the sample than this leads to more tasks than it saves. */
const USELESS = 1 / 5;
/** Each word costs reading all tasks that hold it; three that are rare leave few. */
const MOST_WORDS = 3;

/**
 * The pairs of a text that are worth looking up, rarest first, by a sample of the texts searched. None where it is quicker to read
 * the tasks in their order: the text is common, or so is each of its pairs.
 */
export function telling(folded: string, sample: readonly string[]): string[] {
  const share = (part: string): number => sample.filter((text) => text.includes(part)).length / sample.length;
  if (share(folded) > COMMON) return [];
  const shares = pairsOf(folded).map((pair) => ({ pair, share: share(pair) }));
  const rarest = shares.filter((each) => each.share <= USELESS).sort((a, b) => a.share - b.share);
  return rarest.slice(0, MOST_WORDS).map(({ pair }) => pair);
}

function fixed(value: number): string {
  return value.toString(BASE).padStart(DIGITS, '0');
}
