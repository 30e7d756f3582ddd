import * as fc from 'fast-check';
import { foldedTitle, foldText, pairsOf, searchTokens, telling, wordsOf } from '../../src/core/search-tokens';

/** Few characters, so that parts are met by chance: Chinese, beyond 16 bits, digits, full width, operators, spaces. */
const character = fc.constantFrom(...Array.from('抓捕𠮷😀ab01ＡＢ１"*+-()%_\' 　'));
const text = fc.array(character, { maxLength: 12 }).map((characters) => characters.join(''));
const words = (value: string): string[] => wordsOf({ operation: 'op_1', field: 'title' }, pairsOf(foldText(value)));

describe('foldText', () => {
  it.each([
    ['ＡＲＲ－００２１', 'arr-0021'],
    ['赴广西　宾阳', '赴广西 宾阳'],
    ['ｶﾞ', 'ガ'],
    ['e\u0301', 'é'],
    ['ÀÉ', 'ÀÉ'],
    ['㎏', 'kg'],
    ['😀抓捕', '😀抓捕'],
  ])('takes %s as %s', (given, folded) => {
    expect(foldText(given)).toBe(folded);
  });

  it('leaves alone what it has folded', () => {
    const twice = fc.property(fc.string({ unit: 'grapheme' }), (given) => {
      expect(foldText(foldText(given))).toBe(foldText(given));
    });
    fc.assert(twice, { numRuns: 500 });
  });
});

describe('foldedTitle', () => {
  it('is null for a title that is compared as it stands', () => {
    expect(foldedTitle('赴广西宾阳抓捕 3 人')).toBeNull();
    expect(foldedTitle('赴 Guangxi')).toBe('赴 guangxi');
  });

  it('is short enough for its column', () => {
    expect(foldedTitle('\ufdfa'.repeat(200))?.length).toBeLessThanOrEqual(4_000);
  });
});

describe('the words of the index', () => {
  it('hold those of every part', () => {
    const holds = fc.property(text, text, text, (before, part, after) => {
      const whole = foldText(before) + foldText(part) + foldText(after);
      expect(words(whole)).toEqual(expect.arrayContaining(words(part)));
    });
    fc.assert(holds, { numRuns: 1_000 });
  });

  it('are those of a text of two characters only where it is a part', () => {
    const two = fc.array(character, { minLength: 2, maxLength: 2 }).map((characters) => characters.join(''));
    const exact = fc.property(text, two, (whole, pair) => {
      const [word] = words(pair);
      expect(words(whole).includes(word ?? '')).toBe(foldText(whole).includes(foldText(pair)));
    });
    fc.assert(exact, { numRuns: 1_000 });
  });

  it('are small letters and digits, whatever the characters', () => {
    const plain = fc.property(fc.string({ unit: 'binary' }), (any) => {
      for (const word of words(any)) expect(word).toMatch(/^t[0-9a-z]{12}$/);
    });
    fc.assert(plain, { numRuns: 500 });
  });

  it('are of one operation, and of titles or numbers', () => {
    const all = ['op_1', 'op_2'].flatMap((operation) =>
      (['title', 'number'] as const).flatMap((field) => wordsOf({ operation, field }, ['抓捕'])),
    );
    expect(new Set(all).size).toBe(4);
    expect(searchTokens({ operation: 'op_1', title: '抓捕', number: 'R1' })).toBe(
      [
        ...wordsOf({ operation: 'op_1', field: 'title' }, ['抓捕']),
        ...wordsOf({ operation: 'op_1', field: 'number' }, ['r1']),
      ].join(' '),
    );
  });

  it('are none for less than two characters', () => {
    expect(['', '抓', '𠮷'].flatMap(pairsOf)).toEqual([]);
  });
});

describe('telling', () => {
  const sample = Array.from({ length: 100 }, (_, i) => (i === 0 ? '抓捕长沙' : i < 30 ? '抓捕福建' : '抓捕'));

  it('leaves out pairs that many hold', () => {
    expect(telling('抓捕长沙', sample)).toEqual(['捕长', '长沙']);
  });

  it('is nothing for a text that many hold, or each of whose pairs many hold', () => {
    expect(telling('抓捕', sample)).toEqual([]);
    expect(telling('福建', sample)).toEqual([]);
    expect(telling('建福', ['福建', '建福', ...sample])).toEqual(['建福']);
  });
});
