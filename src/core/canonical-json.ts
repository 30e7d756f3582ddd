/** One text for one JSON value, whoever writes it: the JSON Canonicalization Scheme. @see RFC 8785 */

/** Whatever JSON can say. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * The canonical text (RFC 8785): no spaces, members in the order of their keys' UTF-16 code units, numbers and
 * strings as ECMAScript writes them. Members whose value is undefined are left out. Throws TypeError, naming the
 * place as a JSON pointer, for what has no such text: NaN and the infinities, lone surrogates (in keys too),
 * undefined in an array, and whatever is not a plain object or array.
 */
export function canonicalJson(value: Json): string {
  return write(value, '');
}

function write(value: unknown, at: string): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return writeNumber(value, at);
  if (typeof value === 'string') return writeString(value, at);
  if (Array.isArray(value)) return writeArray(value, at);
  if (isPlainObject(value)) return writeObject(value, at);
  throw new TypeError(`no JSON value at "${at}": ${typeof value}`);
}

function writeNumber(value: number, at: string): string {
  if (!Number.isFinite(value)) throw new TypeError(`no JSON number at "${at}": ${value}`);
  return JSON.stringify(value);
}

function writeString(value: string, at: string): string {
  // With the u flag a pair is one character, so only a lone surrogate is of this class.
  if (/\p{Surrogate}/u.test(value)) throw new TypeError(`lone surrogate at "${at}"`);
  return JSON.stringify(value);
}

function writeArray(values: readonly unknown[], at: string): string {
  // Array.from and not map: map would skip holes, and join would write them as nothing.
  return `[${Array.from(values, (value, index) => write(value, `${at}/${index}`)).join(',')}]`;
}

function writeObject(members: Record<string, unknown>, at: string): string {
  const written = Object.keys(members)
    .filter((key) => members[key] !== undefined)
    .sort() // without a comparer: by UTF-16 code units, as the RFC wants
    .map((key) => {
      const place = `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      return `${writeString(key, place)}:${write(members[key], place)}`;
    });
  return `{${written.join(',')}}`;
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
