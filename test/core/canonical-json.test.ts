import fc from 'fast-check';
import { canonicalJson, type Json } from '../../src/core/canonical-json';

/** The double whose IEEE 754 bits are these 16 hexadecimal digits. */
function doubleOf(bits: string): number {
  return Buffer.from(bits, 'hex').readDoubleBE();
}

// Loose values stand for what a caller without types could pass.
const canonical = (value: unknown) => canonicalJson(value as Json);

describe('canonicalJson', () => {
  it('writes the example of RFC 8785 section 3.2', () => {
    const value = {
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
      literals: [null, true, false],
    };
    const text =
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}';
    expect(canonicalJson(value)).toBe(text);
  });

  it('writes that example as the bytes of section 3.2.4', () => {
    const bytes =
      '7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a5b3333333333333333332e3333333333' +
      '33332c31652b33302c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c' +
      '5c5c222f227d';
    const value = {
      literals: [null, true, false],
      string: '€$\u000f\nA\'B"\\\\"/',
      numbers: [333333333.3333333, 1e30, 4.5, 0.002, 1e-27],
    };
    expect(Buffer.from(canonicalJson(value)).toString('hex')).toBe(bytes);
  });

  it('orders keys by UTF-16 code units, as in section 3.2.3', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\u{1f600}': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    expect(Object.values(JSON.parse(canonicalJson(value)) as object)).toEqual([
      'One', // parsed first in any case; the text itself follows
      'Carriage Return',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
    expect(canonicalJson(value)).toMatch(/^\{"\\r":"Carriage Return","1":"One","\u0080":/);
  });

  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('writes the double %s of appendix B as %s', (bits, text) => {
    expect(canonicalJson(doubleOf(bits))).toBe(text);
  });

  it.each(['7fffffffffffffff', '7ff0000000000000', 'fff0000000000000'])('refuses the double %s', (bits) => {
    expect(() => canonicalJson({ a: [doubleOf(bits)] })).toThrow(/"\/a\/0"/);
  });

  it('leaves out undefined members and keeps null ones', () => {
    expect(canonical({ b: undefined, a: null })).toBe('{"a":null}');
  });

  it('refuses lone surrogates in values and keys, and takes pairs', () => {
    expect(() => canonicalJson('\ud83d')).toThrow(TypeError);
    expect(() => canonicalJson(['\ude00\ud83d'])).toThrow(TypeError);
    expect(() => canonicalJson({ '\udead': 1 })).toThrow(TypeError);
    expect(canonicalJson('\u{1f600}')).toBe('"\u{1f600}"');
  });

  it('refuses what JSON cannot say', () => {
    const faults = [
      undefined,
      [undefined],
      new Array(1),
      1n,
      Symbol('a'),
      () => 1,
      new Date(0),
      new Map(),
      Buffer.of(1),
    ];
    for (const fault of faults) expect(() => canonical(fault)).toThrow(TypeError);
  });

  it('names the place of a fault as a JSON pointer', () => {
    expect(() => canonicalJson({ 'a/b': { '~': NaN } })).toThrow('"/a~1b/~0"');
  });

  it('takes objects without a prototype, and a key named __proto__', () => {
    expect(canonicalJson(Object.assign(Object.create(null) as { a?: number }, { a: 1 }) as Json)).toBe('{"a":1}');
    expect(canonicalJson(JSON.parse('{"__proto__":1,"a":2}') as Json)).toBe('{"__proto__":1,"a":2}');
  });

  it('writes equal values as one text whatever their order, and loses nothing', () => {
    const value = fc.jsonValue({ noUnicodeString: false });
    fc.assert(
      fc.property(value, (json) => {
        const text = canonical(json);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(json)));
        expect(canonical(JSON.parse(text))).toBe(text);
      }),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (members) => {
        const turned = Object.fromEntries(Object.entries(members).reverse());
        expect(canonicalJson(turned)).toBe(canonicalJson(members));
      }),
    );
  });
});
