import { badInput } from '../core/errors';

const MOST_VALUES = 500;
/** Not every database compares a column of such names with anything else. */
const NAME = /^[\x21-\x7e]{1,100}$/;

/** No id of anything. */
const NOTHING = '-';

/** Whether a text can be an id, a code or a number of ours; what cannot, names nothing. */
export function isName(text: string): boolean {
  return NAME.test(text);
}

/**
 * A filter whose lists are short and hold only what can be found.
 * @throws Refusal BAD_USER_INPUT for a list that is too long
 */
export function plainFilter<F extends object>(filter: F | null | undefined): F | null {
  if (!filter) return null;
  const given = Object.entries(filter).filter(([, value]) => value !== null && value !== undefined);
  // One that asks for nothing is none: the list is the same.
  if (given.length === 0) return null;
  const fields = given.map(([field, value]: [string, unknown]) => [field, plainValue(field, value)]);
  return Object.fromEntries(fields) as F;
}

/**
 * A list that is an argument by itself, with only what can be found.
 * @throws Refusal BAD_USER_INPUT where it is too long
 */
export function plainList(path: string, values: readonly string[]): string[] {
  if (values.length > MOST_VALUES) {
    throw badInput([{ path, code: 'TOO_MANY', params: { maximum: MOST_VALUES } }]);
  }
  return values.filter(isName);
}

function plainValue(field: string, value: unknown): unknown {
  if (field === 'text' && typeof value === 'string' && /\p{Surrogate}/u.test(value)) {
    throw badInput([{ path: 'filter.text', code: 'UNPRINTABLE' }]);
  }
  // An id that cannot be one is one of nothing.
  if (field.endsWith('Id') && typeof value === 'string') return isName(value) ? value : NOTHING;
  if (!Array.isArray(value)) return value;
  const texts = value.map((each) => (typeof each === 'string' ? each : ''));
  return plainList(`filter.${field}`, texts);
}
