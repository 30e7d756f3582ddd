import fc from 'fast-check';
import { PageCursorCodec } from '../../src/core/page-cursor';

const codec = new PageCursorCodec(Buffer.alloc(32, 1));
const places = fc.string({ unit: 'binary', maxLength: 60 });
const keys = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.maxSafeInteger()), { minLength: 1, maxLength: 4 });
const CURSOR = codec.encode('tasks of mbr_a', ['2-000-ARR-00000001-trip_1']);

describe('PageCursorCodec', () => {
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(places, keys, (place, key) => {
        expect(codec.decode(place, codec.encode(place, key))).toEqual(key);
      }),
    );
  });

  it('writes the same row of the same place as the same text, also after a restart', () => {
    const restarted = new PageCursorCodec(Buffer.alloc(32, 1));
    expect(restarted.encode('tasks of mbr_a', ['2-000-ARR-00000001-trip_1'])).toBe(CURSOR);
  });

  it('reads no cursor of another place, or of another key', () => {
    fc.assert(
      fc.property(places, places, keys, (place, other, key) => {
        fc.pre(place !== other);
        expect(codec.decode(other, codec.encode(place, key))).toBeNull();
      }),
    );
    expect(new PageCursorCodec(Buffer.alloc(32, 2)).decode('tasks of mbr_a', CURSOR)).toBeNull();
  });

  it('shows nothing of the row: the text of neighbours differs all along', () => {
    const texts = Array.from({ length: 200 }, (_, n) => codec.encode('a', [`2-000-ARR-${1000 + n}-trip_1`]));
    for (let at = 0; at < 20; at += 4) {
      expect(new Set(texts.map((text) => text.slice(at, at + 4))).size).toBeGreaterThan(190);
    }
    expect(Buffer.from(CURSOR, 'base64url').toString('latin1')).not.toContain('ARR');
  });

  it('reads no tampered cursor', () => {
    const flip = fc.record({ at: fc.nat(15 + 20), mask: fc.integer({ min: 1, max: 255 }) });
    const flips = fc.uniqueArray(flip, { minLength: 1, maxLength: 6, selector: ({ at }) => at });
    fc.assert(
      fc.property(flips, (changes) => {
        const bytes = Buffer.from(CURSOR, 'base64url');
        for (const { at, mask } of changes) bytes.writeUInt8(bytes.readUInt8(at) ^ mask, at);
        expect(codec.decode('tasks of mbr_a', bytes.toString('base64url'))).toBeNull();
      }),
      { numRuns: 5_000 },
    );
  });

  it('reads no cursor that was cut, made longer or spelt in another way', () => {
    for (let length = 0; length < CURSOR.length; length += 1) {
      expect(codec.decode('tasks of mbr_a', CURSOR.slice(0, length))).toBeNull();
    }
    for (const text of [`${CURSOR}=`, `${CURSOR}A`, ` ${CURSOR}`, `${CURSOR}\n`, `${CURSOR}${CURSOR}`]) {
      expect(codec.decode('tasks of mbr_a', text)).toBeNull();
    }
  });

  it('reads no arbitrary text', () => {
    fc.assert(
      fc.property(places, fc.oneof(fc.string({ unit: 'binary' }), fc.base64String()), (place, text) => {
        expect(codec.decode(place, text)).toBeNull();
      }),
    );
  });

  it('are as long for a small number as for a large one', () => {
    const lengths = [1, 84, 109, 1_000, 9_007_199_254_740_991].map((seq) => codec.encode('log', [seq]).length);
    expect(new Set(lengths).size).toBe(1);
  });
});
