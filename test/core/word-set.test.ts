import * as fc from 'fast-check';
import { setColumns, setOf } from '../../src/core/word-set';

const WORDS = ['A', 'B', 'C', 'D', 'E', 'F', 'G'];

describe('a set of words', () => {
  it('shares a bit with another exactly where both have a word in common', () => {
    const lists = fc.array(fc.constantFrom(...WORDS));
    fc.assert(
      fc.property(lists, lists, (one, two) => {
        const common = one.some((word) => two.includes(word));
        expect((setOf(WORDS, one) & setOf(WORDS, two)) !== 0).toBe(common);
      }),
    );
  });

  it('does not depend on order or on how often a word stands in the list', () => {
    expect(setOf(WORDS, ['C', 'A', 'C'])).toBe(setOf(WORDS, ['A', 'C']));
    expect(setOf(WORDS, [])).toBe(0);
  });

  it('refuses a word that it does not know', () => {
    expect(() => setOf(WORDS, ['A', 'Z'])).toThrow(RangeError);
  });

  it('follows from the values that are such lists, and from no others', () => {
    const sets = { roles: { property: 'roleSet', words: WORDS } };
    expect(setColumns(sets, { roles: ['B'], name: 'x' })).toEqual({ roleSet: 2 });
    expect(setColumns(sets, { name: 'x' })).toEqual({});
    expect(setColumns(undefined, { roles: ['B'] })).toEqual({});
  });
});
