/**
 * Lists of closed words (a member's roles) as sets in one number, which SQL can ask for: a list in JSON it never looks
 * into.
 */

/** Where a row keeps a list once more: the property, and the words by their bits; new words only at the end. */
export interface WordSet {
  readonly property: string;
  readonly words: readonly string[];
}

/** The set of some of the words: bit i is word i. Throws RangeError for a word that is not among them. */
export function setOf(words: readonly string[], list: readonly string[]): number {
  const bits = list.map((word) => {
    const place = words.indexOf(word);
    if (place < 0) throw new RangeError(`${word} is not among ${words.join(', ')}`);
    return 2 ** place;
  });
  return [...new Set(bits)].reduce((sum, bit) => sum + bit, 0);
}

/** The sets that follow from those of the values that are such lists, by property. */
export function setColumns(
  sets: Readonly<Record<string, WordSet>> | undefined,
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, number>> {
  const columns = Object.entries(sets ?? {}).flatMap(([field, { property, words }]): [string, number][] => {
    const list = values[field];
    return Array.isArray(list) ? [[property, setOf(words, list.map(String))]] : [];
  });
  return Object.fromEntries(columns);
}
