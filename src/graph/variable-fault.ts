import { GraphQLError } from 'graphql';
import type { FaultSpec, TextParams } from '../core/errors';

/**
 * What the library tells of variables in words, by our codes: a form shows a fault at its field, in the reader's
 * language, and what was sent is not repeated in an error that may end in somebody's log.
 */

/** The fault of a variable; null where the error is about something else. */
export function variableFault({ message, originalError }: GraphQLError): FaultSpec | null {
  const [, name = '', what] =
    /^Variable "\$(\w+)" (got invalid value|of (?:required|non-null) type)/.exec(message) ?? [];
  if (what === undefined) return null;
  if (what !== 'got invalid value' || !(originalError instanceof GraphQLError)) return { path: name, code: 'REQUIRED' };
  // What was sent stands in the text before the place: only its end is the library's own.
  const told = message.slice(0, -`; ${originalError.message}`.length);
  const place = / at "([\w.[\]]+)"$/.exec(told)?.[1] ?? name;
  const { field, ...fault } = valueFault(originalError);
  const path = [place.replace(/\[(\d+)\]/g, '.$1'), ...(field === undefined ? [] : [field])].join('.');
  return { path: path.replace(/^input\./, ''), ...fault };
}

/** What is wrong with a value; `field` is the one within it that is missing or not known. */
export function valueFault({ message, extensions }: GraphQLError): Omit<FaultSpec, 'path'> & { field?: string } {
  const [, field, wrong] = /^Field "([^"]*)" (of required type|is not defined)/.exec(message) ?? [];
  if (field !== undefined) return { field, code: wrong === 'is not defined' ? 'UNKNOWN_FIELD' : 'REQUIRED' };
  if (message.startsWith('Expected non-nullable type')) return { code: 'REQUIRED' };
  if (/^(?:Value .* does not exist in "\w+" enum|Enum "\w+" cannot represent)/s.test(message))
    return { code: 'NOT_ALLOWED' };
  const { fault, params } = extensions as { fault?: string; params?: TextParams };
  return { code: fault ?? 'WRONG_TYPE', ...(params ? { params } : {}) };
}
