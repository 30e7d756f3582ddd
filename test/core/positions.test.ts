import fc from 'fast-check';
import { PositionCodec } from '../../src/core/positions';

const codec = new PositionCodec(Buffer.alloc(32, 1));
const seqs = fc.maxSafeNat();
const names = fc.string({ unit: 'binary', maxLength: 40 });

describe('PositionCodec', () => {
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(names, names, seqs, (operation, reader, seq) => {
        expect(codec.decode(operation, reader, codec.encode(operation, reader, seq))).toEqual({ seq });
      }),
    );
  });

  it('writes the same place for the same reader as the same text, also after a restart', () => {
    const restarted = new PositionCodec(Buffer.alloc(32, 1));
    expect(restarted.encode('opn_a', 'mbr_a', 42)).toBe(codec.encode('opn_a', 'mbr_a', 42));
  });

  it('writes different texts for different readers, operations, places and keys', () => {
    const texts = [
      codec.encode('opn_a', 'mbr_a', 42),
      codec.encode('opn_a', 'mbr_b', 42),
      codec.encode('opn_b', 'mbr_a', 42),
      codec.encode('opn_a', 'mbr_a', 43),
      new PositionCodec(Buffer.alloc(32, 2)).encode('opn_a', 'mbr_a', 42),
    ];
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('shows no count: neighbours share no beginning and every text has one length', () => {
    const texts = Array.from({ length: 500 }, (_, seq) => codec.encode('opn_a', 'mbr_a', seq));
    expect(texts.every((text) => /^[A-Za-z0-9_-]{43}$/.test(text))).toBe(true);
    expect(new Set(texts.map((text) => text.slice(0, 8))).size).toBe(texts.length);
    expect([...texts].sort()).not.toEqual(texts);
  });

  it('calls the cursor of another operation FOREIGN, and that of another reader or key INVALID', () => {
    const cursor = codec.encode('opn_a', 'mbr_a', 42);
    expect(codec.decode('opn_b', 'mbr_a', cursor)).toBe('FOREIGN');
    expect(codec.decode('opn_a', 'mbr_b', cursor)).toBe('INVALID');
    expect(codec.decode('opn_b', 'mbr_b', cursor)).toBe('INVALID');
    expect(new PositionCodec(Buffer.alloc(32, 2)).decode('opn_a', 'mbr_a', cursor)).toBe('INVALID');
  });

  it('calls 10,000 tampered cursors INVALID', () => {
    const flip = fc.record({ at: fc.nat(31), mask: fc.integer({ min: 1, max: 255 }) });
    const flips = fc.uniqueArray(flip, { minLength: 1, maxLength: 6, selector: ({ at }) => at });
    fc.assert(
      fc.property(seqs, flips, (seq, changes) => {
        const bytes = Buffer.from(codec.encode('opn_a', 'mbr_a', seq), 'base64url');
        for (const { at, mask } of changes) bytes.writeUInt8(bytes.readUInt8(at) ^ mask, at);
        expect(codec.decode('opn_a', 'mbr_a', bytes.toString('base64url'))).toBe('INVALID');
      }),
      { numRuns: 10_000 },
    );
  });

  it('calls every other spelling of the same bytes INVALID', () => {
    const cursor = codec.encode('opn_a', 'mbr_a', 42);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= ';
    const others = Array.from(alphabet)
      .map((last) => cursor.slice(0, 42) + last)
      .filter((text) => text !== cursor);
    const standard = Buffer.from(cursor, 'base64url').toString('base64');
    for (const text of [...others, standard, `${cursor}=`, `${cursor}A`, ` ${cursor}`, cursor.slice(0, 42), '']) {
      expect(codec.decode('opn_a', 'mbr_a', text)).toBe('INVALID');
    }
  });

  it('calls arbitrary text INVALID', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(codec.decode('opn_a', 'mbr_a', text)).toBe('INVALID');
      }),
    );
  });

  it('refuses places that no log has, and keys of another length', () => {
    for (const seq of [-1, 0.5, NaN, 2 ** 53]) expect(() => codec.encode('opn_a', 'mbr_a', seq)).toThrow(RangeError);
    expect(() => new PositionCodec(Buffer.alloc(16))).toThrow(RangeError);
  });
});
