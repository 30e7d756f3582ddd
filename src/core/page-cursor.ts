import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto';

const IV_BYTES = 16;

/** Where a page ends: the values of the keys that the list is ordered by. */
export type PageKey = readonly (string | number)[];

/**
 * Cursors of pages: opaque, authenticated, and of one place: field, arguments, order and reader. They hold the keys of
 * a row, which may be hidden from who gets them, so they are encrypted, and filled up so that their length tells nothing
 * of a number. The same row and place give the same text.
 */
export class PageCursorCodec {
  private readonly macKey: Buffer;
  private readonly cipherKey: Buffer;

  /** @param key 32 bytes */
  constructor(key: Buffer) {
    this.macKey = Buffer.from(hkdfSync('sha256', key, '', 'page-mac', 32));
    this.cipherKey = Buffer.from(hkdfSync('sha256', key, '', 'page-cipher', 32));
  }

  /** The cursor of a row in a place. */
  encode(place: string, key: PageKey): string {
    const plain = padded(JSON.stringify(key));
    const iv = this.ivOf(place, plain);
    const cipher = createCipheriv('aes-256-ctr', this.cipherKey, iv);
    return Buffer.concat([iv, cipher.update(plain), cipher.final()]).toString('base64url');
  }

  /** The keys that a cursor of this place holds; null for one that was changed or is of another place. */
  decode(place: string, cursor: string): PageKey | null {
    const bytes = Buffer.from(cursor, 'base64url');
    if (bytes.length <= IV_BYTES || bytes.toString('base64url') !== cursor) return null;
    const iv = bytes.subarray(0, IV_BYTES);
    const decipher = createDecipheriv('aes-256-ctr', this.cipherKey, iv);
    const plain = Buffer.concat([decipher.update(bytes.subarray(IV_BYTES)), decipher.final()]);
    if (!this.ivOf(place, plain).equals(iv)) return null;
    return JSON.parse(plain.toString()) as PageKey;
  }

  private ivOf(place: string, plain: Buffer): Buffer {
    return createHmac('sha256', this.macKey).update(place).update('\0').update(plain).digest().subarray(0, IV_BYTES);
  }
}

/** Bytes that cursors grow by. */
const STEP_BYTES = 64;

/** JSON may end in blanks. */
function padded(text: string): Buffer {
  const length = Buffer.byteLength(text);
  return Buffer.from(text + ' '.repeat(Math.ceil(length / STEP_BYTES) * STEP_BYTES - length));
}
