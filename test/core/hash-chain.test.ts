import { type ChainEntry, firstBreak, GENESIS_HASH, linkHash } from '../../src/core/hash-chain';

function chainOf(length: number): ChainEntry[] {
  const entries: ChainEntry[] = [];
  let previousHash = GENESIS_HASH;
  for (let seq = 1; seq <= length; seq += 1) {
    const canonical = JSON.stringify({ details: `第${seq}条`, previousHash, seq });
    const hash = linkHash(canonical);
    entries.push({ seq, previousHash, hash, canonical });
    previousHash = hash;
  }
  return entries;
}

function changed(entries: ChainEntry[], seq: number, change: Partial<ChainEntry>): ChainEntry[] {
  return entries.map((entry) => (entry.seq === seq ? { ...entry, ...change } : entry));
}

describe('linkHash', () => {
  it('is the SHA-256 of the UTF-8 bytes in hexadecimal', () => {
    expect(linkHash('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(linkHash('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(linkHash('联动')).not.toBe(linkHash(Buffer.from('联动').toString('latin1')));
  });
});

describe('firstBreak', () => {
  const chain = chainOf(5);

  it('finds none in a whole chain, nor in an empty one', () => {
    expect(firstBreak(chain)).toBeNull();
    expect(firstBreak([])).toBeNull();
  });

  it('takes any iterable', () => {
    expect(firstBreak(new Set(chain).values())).toBeNull();
  });

  it('continues from a trusted entry', () => {
    const start = { seq: 3, hash: chain[2]?.hash ?? '' };
    expect(firstBreak(chain.slice(3), start)).toBeNull();
    expect(firstBreak(chain.slice(3), { ...start, hash: GENESIS_HASH })).toEqual({ seq: 4, reason: 'LINK' });
    expect(firstBreak(chain.slice(4), start)).toEqual({ seq: 5, reason: 'GAP' });
  });

  it('reports a missing, a doubled and a late first entry as GAP', () => {
    expect(firstBreak(chain.filter(({ seq }) => seq !== 3))).toEqual({ seq: 4, reason: 'GAP' });
    expect(firstBreak(chain.flatMap((entry) => (entry.seq === 2 ? [entry, entry] : [entry])))).toEqual({
      seq: 2,
      reason: 'GAP',
    });
    expect(firstBreak(chain.slice(1))).toEqual({ seq: 2, reason: 'GAP' });
  });

  it('reports a changed text as HASH, at the entry itself', () => {
    expect(firstBreak(changed(chain, 3, { canonical: '{}' }))).toEqual({ seq: 3, reason: 'HASH' });
  });

  it('reports a changed text with a hash made to fit as LINK, at the entry after', () => {
    const forged = changed(chain, 3, { canonical: '{}', hash: linkHash('{}') });
    expect(firstBreak(forged)).toEqual({ seq: 4, reason: 'LINK' });
  });

  it('gives the first of several', () => {
    const forged = changed(changed(chain, 4, { canonical: '' }), 2, { previousHash: GENESIS_HASH });
    expect(firstBreak(forged)).toEqual({ seq: 2, reason: 'LINK' });
  });
});
