import { inspect } from 'node:util';
import fc from 'fast-check';
import { KeyRing, type Sealed } from '../../src/core/key-ring';

const keyOf = (byte: number) => Buffer.alloc(32, byte);
const textOf = (byte: number) => keyOf(byte).toString('base64url');
const ring = new KeyRing({ current: 'k1', keys: { k1: keyOf(1) }, root: keyOf(9) });
const rotated = new KeyRing({ current: 'k2', keys: { k1: keyOf(1), k2: keyOf(2) }, root: keyOf(9) });

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}

describe('KeyRing.seal', () => {
  it('seals so that open gives the text back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (value, context) => {
        expect(ring.open(ring.seal(value, context), context)).toBe(value);
      }),
    );
  });

  it('uses the current key, a fresh nonce and a fresh salt', () => {
    const [a, b] = [ring.seal('张三', 'ref'), ring.seal('张三', 'ref')];
    expect([a.keyId, a.nonce.length, a.salt.length, a.ciphertext.length]).toEqual(['k1', 12, 16, 6 + 16]);
    expect(a.nonce.equals(b.nonce) || a.salt.equals(b.salt) || a.ciphertext.equals(b.ciphertext)).toBe(false);
  });
});

describe('KeyRing.open', () => {
  const sealed = ring.seal('330784199001011234', 'sealed_value:1');

  it('still opens what lies in stored databases', () => {
    const ciphertext = Buffer.from('5YL3dLujwH8lcrCeIDKYTMj_DcG5JA', 'base64url');
    const stored = { keyId: 'k1', nonce: Buffer.alloc(12, 5), salt: Buffer.alloc(16, 4), ciphertext };
    expect(ring.open(stored, 'sealed_value:1')).toBe('张三');
  });

  it('refuses another context', () => {
    expect(() => ring.open(sealed, 'sealed_value:2')).toThrow();
  });

  it('refuses a change of any byte', () => {
    for (const part of ['nonce', 'salt', 'ciphertext'] as const) {
      for (let at = 0; at < sealed[part].length; at += 1) {
        const tampered: Sealed = { ...sealed, [part]: flipped(sealed[part], at) };
        expect(() => ring.open(tampered, 'sealed_value:1')).toThrow();
      }
    }
  });

  it('refuses a shortened tag and a text without one', () => {
    for (const length of [0, 4, 15, sealed.ciphertext.length - 1]) {
      const tampered = { ...sealed, ciphertext: sealed.ciphertext.subarray(0, length) };
      expect(() => ring.open(tampered, 'sealed_value:1')).toThrow();
    }
  });

  it('opens with an old key after a rotation, and seals with the new one', () => {
    expect(rotated.open(sealed, 'sealed_value:1')).toBe('330784199001011234');
    expect(rotated.seal('x', 'c').keyId).toBe('k2');
    expect(() => ring.open(rotated.seal('x', 'c'), 'c')).toThrow('there is no key "k2"');
  });

  it('refuses a key id that is only a name of JavaScript', () => {
    expect(() => ring.open({ ...sealed, keyId: 'constructor' }, 'sealed_value:1')).toThrow('there is no key');
  });

  it('refuses the same key under another id', () => {
    const other = new KeyRing({ current: 'k1', keys: { k1: keyOf(3) }, root: keyOf(9) });
    expect(() => other.open(sealed, 'sealed_value:1')).toThrow();
  });
});

describe('KeyRing.commitment', () => {
  it('depends on salt and value and on no key of the ring', () => {
    const salt = Buffer.alloc(16, 7);
    const other = KeyRing.generate().ring;
    expect(ring.commitment(salt, '张三')).toBe(other.commitment(salt, '张三'));
    expect(ring.commitment(salt, '张三')).toMatch(/^[0-9a-f]{64}$/);
    expect(ring.commitment(salt, '李四')).not.toBe(ring.commitment(salt, '张三'));
    expect(ring.commitment(Buffer.alloc(16, 8), '张三')).not.toBe(ring.commitment(salt, '张三'));
  });
});

describe('KeyRing.blindIndex', () => {
  it('is the same after a rotation', () => {
    expect(rotated.blindIndex('phone', '13800000000')).toBe(ring.blindIndex('phone', '13800000000'));
  });

  it('differs by purpose, value and root', () => {
    const other = new KeyRing({ current: 'k1', keys: { k1: keyOf(1) }, root: keyOf(8) });
    const indexes = [
      ring.blindIndex('phone', '1'),
      ring.blindIndex('account', '1'),
      ring.blindIndex('phone', '2'),
      other.blindIndex('phone', '1'),
    ];
    expect(new Set(indexes).size).toBe(4);
  });

  it('stays what it was in stored databases', () => {
    expect(ring.blindIndex('phone', '13800000000')).toBe(
      '9c9e147743524a0447b2d15201734ee019e607beea99dc4c699889b73b1bf67c',
    );
  });
});

describe('KeyRing.derive', () => {
  it('gives 32 bytes, the same for a label and over rotations', () => {
    expect(ring.derive('positions')).toHaveLength(32);
    expect(rotated.derive('positions').equals(ring.derive('positions'))).toBe(true);
    expect(ring.derive('tokens').equals(ring.derive('positions'))).toBe(false);
  });

  it('stays what it was for cursors and tokens that are out', () => {
    expect(ring.derive('positions').toString('hex')).toBe(
      '628cee9edad72f00ed9390dd2d1de248fac6fbeb6499470b0911e2cfe5f4ab61',
    );
  });
});

describe('KeyRing.generate', () => {
  it('gives a ring and the JSON that makes it again', () => {
    const { ring: made, json } = KeyRing.generate();
    const again = KeyRing.parse(json);
    expect(again.open(made.seal('张三', 'c'), 'c')).toBe('张三');
    expect(again.derive('a').equals(made.derive('a'))).toBe(true);
  });

  it('takes its keys from the source that it is given', () => {
    let byte = 0;
    const { json } = KeyRing.generate((size) => Buffer.alloc(size, (byte += 1)));
    expect(JSON.parse(json)).toEqual({ current: 'k1', keys: { k1: textOf(1) }, root: textOf(2) });
  });
});

describe('KeyRing.parse', () => {
  it('lists every fault at once', () => {
    const json = JSON.stringify({ current: 'k3', keys: { k1: 'short', 'k 2': textOf(2) } });
    expect(() => KeyRing.parse(json)).toThrow(
      'key ring: "keys.k1" must be 32 bytes in base64url without padding; ' +
        '"root" must be 32 bytes in base64url without padding; ' +
        'a key id has 1 to 32 letters, digits, "_" and "-"; the current key "k3" is not among the keys',
    );
  });

  it.each([
    ['not JSON', '{'],
    ['not a JSON object', '[]'],
    ['not a JSON object', 'null'],
    ['"current" must be the id of a key', JSON.stringify({ keys: {}, root: textOf(1) })],
    ['"keys" must be an object', JSON.stringify({ current: 'k1', keys: [], root: textOf(1) })],
    ['not among the keys', JSON.stringify({ current: 'toString', keys: { k1: textOf(1) }, root: textOf(1) })],
    ['"root" must be 32 bytes', JSON.stringify({ current: 'k1', keys: { k1: textOf(1) }, root: `${textOf(1)}=` })],
    ['"root" must be 32 bytes', JSON.stringify({ current: 'k1', keys: { k1: textOf(1) }, root: 7 })],
  ])('says "%s"', (message, json) => {
    expect(() => KeyRing.parse(json)).toThrow(message);
  });

  it('shows no key in what it throws', () => {
    const cases = [`{"current":"k1","keys":{"k1":"${textOf(5)}"},"root":"${textOf(6)}"`, `"${textOf(5)}"`];
    cases.push(JSON.stringify({ current: 'k1', keys: { k1: `${textOf(5)}${textOf(6)}` }, root: textOf(6) }));
    cases.push(JSON.stringify({ current: textOf(5), keys: { [textOf(6)]: 'k1' }, root: textOf(6) }));
    for (const json of cases) {
      let shown = '';
      try {
        KeyRing.parse(json);
      } catch (error) {
        shown = inspect(error, { depth: 9 });
      }
      expect(shown).toContain('key ring:');
      expect(shown.includes(textOf(5).slice(0, 8)) || shown.includes(textOf(6).slice(0, 8))).toBe(false);
    }
  });
});

describe('KeyRing', () => {
  it('refuses a current key that is not there and keys of another length', () => {
    expect(() => new KeyRing({ current: 'k2', keys: { k1: keyOf(1) }, root: keyOf(9) })).toThrow(RangeError);
    expect(() => new KeyRing({ current: 'k1', keys: { k1: Buffer.alloc(16) }, root: keyOf(9) })).toThrow(RangeError);
    expect(() => new KeyRing({ current: 'k1', keys: { k1: keyOf(1) }, root: Buffer.alloc(31) })).toThrow(RangeError);
  });

  it('shows no key when printed', () => {
    expect(JSON.stringify(ring)).toBe('{}');
    expect(inspect(ring, { depth: 9, showHidden: true })).not.toMatch(/Buffer|01 01/);
  });
});
