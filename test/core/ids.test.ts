import { UUID } from 'uuidv7';
import { idSource, prefixOf, typeIdOf } from '../../src/core/ids';
import { epochMsOf, fixedClock, instantOf } from '../../src/core/time';

const start = instantOf(Date.UTC(2015, 10, 16));
const nil = '0'.repeat(26);

/** The 48 bits of time in a TypeID's UUIDv7: the first ten digits hold 2 empty bits and all of them. */
function epochMsIn(id: string): number {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  return Array.from(id.slice(-26, -16)).reduce((sum, digit) => sum * 32 + alphabet.indexOf(digit), 0);
}

describe('idSource', () => {
  it('makes well-formed ids that carry the prefix and the time of the clock', () => {
    const clock = fixedClock(start);
    const newId = idSource(clock);
    expect(prefixOf(newId('tsk'))).toBe('tsk');
    clock.advance({ hours: 1 });
    expect(epochMsIn(newId('tsk'))).toBe(epochMsOf(clock.now()));
  });

  it('rises as strings, within one millisecond too and when the clock falls back a little', () => {
    const clock = fixedClock(start);
    const newId = idSource(clock);
    const ids = Array.from({ length: 3000 }, (_, n) => {
      if (n % 1000 === 999) clock.advance({ ms: -100 });
      return newId('log');
    });
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(ids);
  });

  it('follows the clock when it falls back by more than ten seconds', () => {
    const clock = fixedClock(start);
    const newId = idSource(clock);
    newId('tsk');
    clock.advance({ days: -1 });
    expect(epochMsIn(newId('tsk'))).toBe(epochMsOf(clock.now()));
  });

  it.each(['', 'Tsk', '_tsk', 'tsk_', 't1', 'abcdefghijklmn', 'tsk\n'])('refuses the prefix %j', (prefix) => {
    expect(() => idSource(fixedClock(start))(prefix)).toThrow(RangeError);
  });
});

// Vectors of the TypeID specification 0.3, spec/valid.json and spec/invalid.json (jetify-com/typeid, Apache 2.0).
describe('typeIdOf', () => {
  it.each([
    ['00000000000000000000000000', '00000000-0000-0000-0000-000000000000'],
    ['00000000000000000000000001', '00000000-0000-0000-0000-000000000001'],
    ['0000000000000000000000000a', '00000000-0000-0000-0000-00000000000a'],
    ['0000000000000000000000000g', '00000000-0000-0000-0000-000000000010'],
    ['00000000000000000000000010', '00000000-0000-0000-0000-000000000020'],
    ['7zzzzzzzzzzzzzzzzzzzzzzzzz', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
    ['0123456789abcdefghjkmnpqrs', '0110c853-1d09-52d8-d73e-1194e95b5f19'],
    ['01h455vb4pex5vsknk084sn02q', '01890a5d-ac96-774b-bcce-b302099a8057'],
  ])('ends in %s for %s', (suffix, uuid) => {
    const id = typeIdOf('prefix', UUID.parse(uuid).bytes);
    expect(id).toBe(`prefix_${suffix}`);
    expect(prefixOf(id)).toBe('prefix');
  });

  it('refuses what is no UUID', () => {
    expect(() => typeIdOf('tsk', new Uint8Array(15))).toThrow(RangeError);
  });
});

describe('prefixOf', () => {
  it.each([
    [`pre_fix_${nil}`, 'pre_fix'],
    [`a_${nil}`, 'a'],
    [`abcdefghijklm_${nil}`, 'abcdefghijklm'],
    [`a_____b_${nil}`, 'a_____b'],
  ])('of %s is %s', (id, prefix) => {
    expect(prefixOf(id)).toBe(prefix);
  });

  it.each([
    `PREFIX_${nil}`,
    `12345_${nil}`,
    `pre.fix_${nil}`,
    `préfix_${nil}`,
    `  prefix_${nil}`,
    `abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl_${nil}`,
    `_${nil}`,
    '_',
    'prefix_1234567890123456789012345',
    'prefix_123456789012345678901234567',
    'prefix_1234567890123456789012345 ',
    'prefix_0123456789ABCDEFGHJKMNPQRS',
    'prefix_123456789-123456789-123456',
    'prefix_ooooooiiiiiiuuuuuuulllllll',
    'prefix_i23456789ol23456789oi23456',
    'prefix_123456789-0123456789-0123456',
    'prefix_8zzzzzzzzzzzzzzzzzzzzzzzzz',
    `_prefix_${nil}`,
    `prefix__${nil}`,
  ])('refuses %j, as the specification does', (id) => {
    expect(prefixOf(id)).toBeNull();
  });

  it.each([nil, `abcdefghijklmn_${nil}`, `tsk_${nil}\n`, ''])('refuses %j, as this house does', (id) => {
    expect(prefixOf(id)).toBeNull();
  });
});
