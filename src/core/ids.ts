/**
 * TypeIDs: `tsk_01h455vb4pex5vsknk084sn02q`, a type's prefix and a UUIDv7 in Crockford base32.
 * @see https://github.com/jetify-com/typeid
 */
import { V7Generator } from 'uuidv7';
import { type Clock, epochMsOf } from './time';

/** Makes a new id for a prefix. Throws RangeError when the prefix breaks the rule of `prefixOf`. */
export type IdSource = (prefix: string) => string;

const PREFIX = /^[a-z](?:[a-z_]{0,11}[a-z])?$/;
// 26 digits of 5 bits hold 130 bits and a UUID has 128, so the first digit is at most 7.
const SUFFIX = /^[0-7][0-9a-hjkmnp-tv-z]{25}$/;
const SUFFIX_LENGTH = 26;
const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * Ids whose UUIDv7 carries the clock's time, for one process. Ids of one source rise as strings of one prefix, also
 * within a millisecond and when the clock falls back by up to 10 s; after a greater fall they start anew from the
 * clock. They are never to be used for order between processes: that is the log's seq.
 */
export function idSource(clock: Clock): IdSource {
  const generator = new V7Generator();
  return (prefix) => typeIdOf(prefix, generator.generateOrResetWithTs(epochMsOf(clock.now())).bytes);
}

/** The TypeID of a prefix and the 16 bytes of a UUID. Throws RangeError for a prefix or a length that cannot be one. */
export function typeIdOf(prefix: string, uuid: Uint8Array): string {
  if (!PREFIX.test(prefix)) throw new RangeError(`not a prefix of an id: "${prefix}"`);
  if (uuid.length !== 16) throw new RangeError(`a UUID has 16 bytes, not ${uuid.length}`);
  const number = BigInt(`0x${Buffer.from(uuid).toString('hex')}`);
  const digits = number.toString(32).padStart(SUFFIX_LENGTH, '0');
  return `${prefix}_${digits.replace(/[0-9a-v]/g, (digit) => CROCKFORD.charAt(parseInt(digit, 32)))}`;
}

/**
 * The prefix of a well-formed TypeID of this house: 1 to 13 of [a-z_] that neither begin nor end with `_`, then `_`
 * and 26 base32 digits, 40 characters at most. Null for all else, also for the prefixless or longer ones that the
 * specification permits. Says nothing of whether such a thing exists.
 */
export function prefixOf(id: string): string | null {
  const separator = id.length - SUFFIX_LENGTH - 1;
  if (separator < 1 || id[separator] !== '_') return null;
  const prefix = id.slice(0, separator);
  return PREFIX.test(prefix) && SUFFIX.test(id.slice(separator + 1)) ? prefix : null;
}
