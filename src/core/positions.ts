/** Opaque places in an operation's log, as clients hold them. */
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

const IV_BYTES = 16;
const SEQ_BYTES = 8;
const TAG_BYTES = 8;
const TEXT_LENGTH = 43; // 32 bytes in base64url

/**
 * Writes and reads cursors. The same place for the same reader is the same text, so that a client can check that ranges
 * join; nothing else can be learnt from it, and none can be made or changed without the key.
 *
 * Built as a synthetic IV (after RFC 5297): the IV is a MAC of reader and place, and the place is encrypted under it,
 * so that reading is also authenticating.
 */
export class PositionCodec {
  readonly #macKey: Buffer;
  readonly #cipherKey: Buffer;

  /** Takes a key of 32 bytes, best derived for this alone; throws RangeError for another length. */
  constructor(key: Buffer) {
    if (key.length !== 32) throw new RangeError(`a position key has 32 bytes, not ${key.length}`);
    this.#macKey = Buffer.from(hkdfSync('sha256', key, '', 'position:mac', 32));
    this.#cipherKey = Buffer.from(hkdfSync('sha256', key, '', 'position:cipher', 32));
  }

  /**
   * The cursor of a reader at `seq` of an operation: 43 characters of base64url. 0 is the place before the first entry.
   * Throws RangeError unless seq is a safe integer ≥ 0.
   */
  encode(operationId: string, reader: string, seq: number): string {
    if (!Number.isSafeInteger(seq) || seq < 0) throw new RangeError(`not a place in a log: ${seq}`);
    const place = Buffer.alloc(SEQ_BYTES + TAG_BYTES);
    place.writeBigUInt64BE(BigInt(seq));
    operationTag(operationId).copy(place, SEQ_BYTES);
    const iv = this.#syntheticIv(reader, place);
    const cipher = createCipheriv('aes-256-ctr', this.#cipherKey, iv);
    return Buffer.concat([iv, cipher.update(place), cipher.final()]).toString('base64url');
  }

  /** The place of a cursor; FOREIGN when it is this reader's own but of another operation, INVALID for all else. */
  decode(operationId: string, reader: string, cursor: string): { seq: number } | 'FOREIGN' | 'INVALID' {
    if (cursor.length !== TEXT_LENGTH) return 'INVALID';
    const bytes = Buffer.from(cursor, 'base64url');
    // Buffer reads other alphabets and stray bits in the last character; one place must have one text only.
    if (bytes.toString('base64url') !== cursor) return 'INVALID';
    const iv = bytes.subarray(0, IV_BYTES);
    const decipher = createDecipheriv('aes-256-ctr', this.#cipherKey, iv);
    const place = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES)), decipher.final()]);
    if (!timingSafeEqual(iv, this.#syntheticIv(reader, place))) return 'INVALID';
    if (!place.subarray(SEQ_BYTES).equals(operationTag(operationId))) return 'FOREIGN';
    return { seq: Number(place.readBigUInt64BE()) };
  }

  #syntheticIv(reader: string, place: Buffer): Buffer {
    // place has a fixed length, so no reader's name can run over into another place.
    const mac = createHmac('sha256', this.#macKey).update(reader, 'utf8').update('\0').update(place);
    return mac.digest().subarray(0, IV_BYTES);
  }
}

function operationTag(operationId: string): Buffer {
  return createHash('sha256').update(operationId, 'utf8').digest().subarray(0, TAG_BYTES);
}
