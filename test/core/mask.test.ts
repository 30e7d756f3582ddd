import fc from 'fast-check';
import { maskText } from '../../src/core/mask';

describe('maskText', () => {
  it.each([
    ['', ''],
    ['李', '*'],
    ['李四', '李*'],
    ['欧阳修', '欧**'],
    ['1234567', '1******'],
    ['12345678', '1***5678'],
    ['6222021202001234567', '6**************4567'],
    ['𠮷野家', '𠮷**'],
  ])('shows "%s" as "%s"', (text, masked) => {
    expect(maskText(text)).toBe(masked);
  });

  it('keeps the length of any text, its first character and at most four at the end', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-composite', minLength: 1 }), (text) => {
        const [characters, masked] = [Array.from(text), Array.from(maskText(text))];
        expect(masked).toHaveLength(characters.length);
        expect(masked[0]).toBe(characters.length === 1 ? '*' : characters[0]);
        expect(masked.slice(1, characters.length < 8 ? undefined : -4).every((each) => each === '*')).toBe(true);
      }),
    );
  });
});
