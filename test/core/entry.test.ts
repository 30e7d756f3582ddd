import type { Json } from '../../src/core/canonical-json';
import { canonicalEntry, entryHash, type Entry } from '../../src/core/entry';
import { GENESIS_HASH } from '../../src/core/hash-chain';
import { instantOf } from '../../src/core/time';
import { sampleEntry } from './sample';

const entry = sampleEntry({
  details: { b: 1, a: ['x', null] },
  tallies: [{ metric: 'N', amount: 1, agency: 'agy_1' }],
});
const BEFORE = 'a'.repeat(64);

describe('canonicalEntry', () => {
  it('is the RFC 8785 text of the entry with the hash before', () => {
    expect(canonicalEntry(entry, BEFORE)).toBe(
      '{"action":"OPEN_SAMPLE","actor":"mbr_1","agency":"agy_1","at":"1970-01-01T00:00:01.000Z","command":"cmd_1",' +
        '"details":{"a":["x",null],"b":1},"event":"OPEN_SAMPLE","id":"log_1","occurredAt":null,"operation":"op_1",' +
        `"previousHash":"${BEFORE}","seq":1,"subject":"sample_1","subjectType":"Sample","subjectVersion":1,` +
        '"tallies":[{"agency":"agy_1","amount":1,"metric":"N"}],"task":"sample_1"}',
    );
  });

  it('is the same whatever the order of keys, and whatever else a row holds', () => {
    const reversed = Object.fromEntries(Object.entries({ ...entry, hash: 'f'.repeat(64) }).reverse());
    expect(canonicalEntry(reversed as unknown as Entry, BEFORE)).toBe(canonicalEntry(entry, BEFORE));
  });
});

describe('entryHash', () => {
  it('is 64 hexadecimal digits, the same each time', () => {
    expect(entryHash(entry, BEFORE)).toMatch(/^[0-9a-f]{64}$/);
    expect(entryHash({ ...entry }, BEFORE)).toBe(entryHash(entry, BEFORE));
  });

  it('depends on the hash before', () => {
    expect(entryHash(entry, BEFORE)).not.toBe(entryHash(entry, GENESIS_HASH));
  });

  it('changes with any field', () => {
    const changes: { [K in keyof Entry]: Entry[K] } = {
      operation: 'op_2',
      seq: 2,
      id: 'log_2',
      command: 'cmd_2',
      at: instantOf(1_001),
      occurredAt: instantOf(1_000),
      actor: null,
      agency: null,
      subjectType: 'Other',
      subject: 'sample_2',
      task: null,
      subjectVersion: 2,
      action: null,
      event: 'OTHER',
      details: { ...entry.details, a: ['x', false] },
      tallies: [{ metric: 'N', amount: 2, agency: 'agy_1' }],
    };
    expect(Object.keys(changes).sort()).toEqual(Object.keys(entry).sort());
    const hashes = Object.entries(changes).map(([name, value]) => entryHash({ ...entry, [name]: value }, BEFORE));
    expect(new Set([entryHash(entry, BEFORE), ...hashes]).size).toBe(hashes.length + 1);
  });

  it.each<[string, Record<string, Json>]>([
    ['a key of the details is added', { ...entry.details, c: null }],
    ['a key of the details is taken away', { a: ['x', null] }],
    ['a list of the details is turned round', { ...entry.details, a: [null, 'x'] }],
    ['a number of the details becomes text', { ...entry.details, b: '1' }],
  ])('changes when %s', (_what, details) => {
    expect(entryHash({ ...entry, details }, BEFORE)).not.toBe(entryHash(entry, BEFORE));
  });
});
