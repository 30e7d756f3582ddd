import { createHash, randomBytes } from 'node:crypto';

/** What is kept of a secret: enough to know it again, and to tell people which one it is. */
export interface SecretMark {
  /** SHA-256 of the secret, hexadecimal. */
  readonly hash: string;
  /** Its public beginning. */
  readonly prefix: string;
}

/** A secret as it is shown once, with what is kept of it. */
export interface DrawnSecret {
  readonly text: string;
  readonly mark: SecretMark;
}

/** What every key begins with: scanners of code and logs find it by that, and no other token does. */
export const KEY_PREFIX = 'ldk_';

/** Whether a text is of the form of keys; what is not is no key, and need not be looked up. */
export function isKeyForm(text: string): boolean {
  return KEY_FORM.test(text);
}

const KEY_FORM = /^ldk_[0-9a-f]{8}_[\w-]{43}$/;
const LABEL_BYTES = 4;
const SECRET_BYTES = 32;

/** A new key, `ldk_<8 digits>_<secret>`: its beginning may be shown, the 256 random bits after it never. */
export function drawSecret(): DrawnSecret {
  const prefix = `${KEY_PREFIX}${randomBytes(LABEL_BYTES).toString('hex')}`;
  const text = `${prefix}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  return { text, mark: { hash: secretHash(text), prefix } };
}

/**
 * What a secret is known by. A plain hash is enough: nobody tries out 2^256, as one tries out what people choose; and to
 * look it up by the hash tells by no time how near a guess was.
 */
export function secretHash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
