/** The keys that seal personal data at rest, and the stable root from which all other keys are derived. */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const SALT_BYTES = 16;
const TAG_BYTES = 16;
const KEY_ID = /^[A-Za-z0-9_-]{1,32}$/;

/** A sealed value as the store keeps it. `ciphertext` ends with the 16 bytes of the GCM tag. */
export interface Sealed {
  keyId: string;
  /** 12 bytes. */
  nonce: Buffer;
  /** 16 bytes, of this value alone: without it neither the value can be opened nor its commitment be checked. */
  salt: Buffer;
  ciphertext: Buffer;
}

/** What a ring is made of; every key has 32 bytes. */
export interface KeyRingParts {
  /** Id of the key that seals from now on. */
  current: string;
  /** All keys that may still open something, by id. */
  keys: Record<string, Buffer>;
  /** Never rotates: blind indexes and whatever is made by `derive` depend on it. */
  root: Buffer;
}

/** Gives that many random bytes. */
export type RandomBytes = (size: number) => Buffer;

/**
 * Seals and opens values, and derives keys. Sealing keys rotate by adding one and naming it `current`; the root stays.
 * Its keys are private fields, so that no log line or JSON of a ring can show them.
 */
export class KeyRing {
  readonly #current: string;
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #root: Buffer;

  /** Throws RangeError when `current` is not among the keys or a key has not 32 bytes. */
  constructor({ current, keys, root }: KeyRingParts) {
    this.#keys = new Map(Object.entries(keys).map(([id, key]) => [id, Buffer.from(key)]));
    if (!this.#keys.has(current)) throw new RangeError(`key ring: the current key "${current}" is not among the keys`);
    for (const [id, key] of [...this.#keys, ['root', root] as const]) {
      if (key.length !== KEY_BYTES) throw new RangeError(`key ring: key "${id}" has ${key.length} bytes, not 32`);
    }
    this.#current = current;
    this.#root = Buffer.from(root);
  }

  /** Reads the JSON form of `generate`. Throws an Error that lists every fault and shows no key. */
  static parse(json: string): KeyRing {
    return new KeyRing(partsOf(json));
  }

  /** A new ring of one key, and its JSON form (keys in base64url) to be kept secret by the caller. */
  static generate(random: RandomBytes = randomBytes): { ring: KeyRing; json: string } {
    const key = random(KEY_BYTES);
    const root = random(KEY_BYTES);
    const current = 'k1';
    const file = { current, keys: { [current]: key.toString('base64url') }, root: root.toString('base64url') };
    return {
      ring: new KeyRing({ current, keys: { [current]: key }, root }),
      json: `${JSON.stringify(file, null, 2)}\n`,
    };
  }

  /** Seals text under the current key for one context (such as the value's ref), in which alone it can be opened. */
  seal(value: string, context: string): Sealed {
    const nonce = randomBytes(NONCE_BYTES);
    const salt = randomBytes(SALT_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#sealingKey(this.#current, salt), nonce, {
      authTagLength: TAG_BYTES,
    });
    cipher.setAAD(Buffer.from(context, 'utf8'));
    const ciphertext = Buffer.concat([cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return { keyId: this.#current, nonce, salt, ciphertext };
  }

  /** The text that was sealed. Throws an Error when anything of it or the context was changed, or its key is gone. */
  open(sealed: Sealed, context: string): string {
    const { keyId, nonce, salt, ciphertext } = sealed;
    if (ciphertext.length < TAG_BYTES) throw new Error('sealed value is too short');
    const decipher = createDecipheriv('aes-256-gcm', this.#sealingKey(keyId, salt), nonce, {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(context, 'utf8'));
    decipher.setAuthTag(ciphertext.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(ciphertext.subarray(0, -TAG_BYTES)), decipher.final()]).toString('utf8');
  }

  /**
   * Binds the log to a value without showing it: HMAC-SHA-256 of the value under its own salt, as 64 hexadecimal
   * digits. It depends on no key of the ring, so it outlives their rotation; once the salt is erased it says nothing.
   */
  commitment(salt: Buffer, value: string): string {
    return createHmac('sha256', salt).update(value, 'utf8').digest('hex');
  }

  /**
   * 64 hexadecimal digits, the same for the same value and purpose, by which an exact value is found without being
   * opened. Bring the value to its normal form first. Does not change when keys rotate.
   */
  blindIndex(purpose: string, value: string): string {
    return createHmac('sha256', this.#expand(`blind:${purpose}`))
      .update(value, 'utf8')
      .digest('hex');
  }

  /** A key of 32 bytes for a label (`positions`, `tokens`), the same for ever; never one that seals or indexes. */
  derive(label: string): Buffer {
    return this.#expand(`derive:${label}`);
  }

  #expand(info: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.#root, '', info, KEY_BYTES));
  }

  /** A key of its own for each value: one key under random nonces is safe for some 2^32 values only. */
  #sealingKey(keyId: string, salt: Buffer): Buffer {
    const key = this.#keys.get(keyId);
    if (key === undefined) throw new Error(`key ring: there is no key "${keyId}"`);
    return Buffer.from(hkdfSync('sha256', key, salt, 'seal', KEY_BYTES));
  }
}

function partsOf(json: string): KeyRingParts {
  const { current, keys, root } = parseObject(json);
  const faults: string[] = [];
  if (typeof current !== 'string') faults.push('"current" must be the id of a key');
  if (!isObject(keys)) faults.push('"keys" must be an object of keys by id');
  const ids = isObject(keys) ? keys : {};
  const parts: KeyRingParts = {
    current: typeof current === 'string' ? current : '',
    keys: Object.fromEntries(Object.entries(ids).map(([id, text]) => [id, readKey(`keys.${shown(id)}`, text, faults)])),
    root: readKey('root', root, faults),
  };
  for (const id of Object.keys(ids)) {
    if (!KEY_ID.test(id)) faults.push('a key id has 1 to 32 letters, digits, "_" and "-"');
  }
  if (typeof current === 'string' && !Object.hasOwn(ids, current)) {
    faults.push(`the current key "${shown(current)}" is not among the keys`);
  }
  if (faults.length > 0) throw new Error(`key ring: ${faults.join('; ')}`);
  return parts;
}

function parseObject(json: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // Without the parser's own words: they quote the text, and the text holds keys.
    throw new Error('key ring: not JSON');
  }
  if (!isObject(value)) throw new Error('key ring: not a JSON object');
  return value;
}

/** The key of a base64url text; notes a fault unless the text is that of 32 bytes. */
function readKey(place: string, text: unknown, faults: string[]): Buffer {
  const key = Buffer.from(typeof text === 'string' ? text : '', 'base64url');
  if (key.length !== KEY_BYTES || key.toString('base64url') !== text) {
    faults.push(`"${place}" must be 32 bytes in base64url without padding`);
  }
  return key;
}

/** An id for a message. What is no id may be a key that was put in the wrong place (43 characters). */
function shown(id: string): string {
  return KEY_ID.test(id) ? id : '…';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
