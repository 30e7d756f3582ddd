import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import type { Json } from '../../core/canonical-json';
import { findDivision } from '../../core/divisions';
import { parseDate, parseInstant, type CalendarDate, type Instant } from '../../core/time';

/** A scalar that is text in JSON; `parse` gives null for what is not of its form. */
function textScalar<T extends string>(definition: {
  name: string;
  description: string;
  specifiedByURL?: string;
  parse: (text: string) => T | null;
}): GraphQLScalarType<T, string> {
  const { parse, ...rest } = definition;
  const read = (value: unknown): T => {
    const parsed = typeof value === 'string' ? parse(value) : null;
    if (parsed === null) throw new GraphQLError(`${rest.name} cannot represent this value.`);
    return parsed;
  };
  return new GraphQLScalarType<T, string>({
    ...rest,
    serialize: String,
    parseValue: read,
    parseLiteral: (node) => read(node.kind === Kind.STRING ? node.value : null),
  });
}

/** Databases keep years from 1000 on. */
const EARLIEST = '1000';

export const DateTimeScalar = textScalar<Instant>({
  name: 'DateTime',
  description: 'ISO 8601 with offset; answered in UTC with milliseconds.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  parse: (text) => {
    const instant = parseInstant(text);
    return instant !== null && instant >= EARLIEST ? instant : null;
  },
});

export const DateScalar = textScalar<CalendarDate>({
  name: 'Date',
  description: "Calendar date in the operation's time zone, YYYY-MM-DD.",
  parse: parseDate,
});

export const DivisionCodeScalar = textScalar<string>({
  name: 'DivisionCode',
  description:
    'GB/T 2260 division code, six digits, checked against the shipped table (province, prefecture, county). For input; answers have Division.',
  parse: (text) => (findDivision(text) === null ? null : text),
});

export const CursorScalar = textScalar<string>({
  name: 'Cursor',
  description:
    "Opaque position in one operation's log. Tells no count. The same place is the same string for one viewer.",
  parse: (text) => (/^[\w-]{1,200}$/.test(text) ? text : null),
});

export const JsonScalar = new GraphQLScalarType<Json, Json>({
  name: 'JSON',
  description: 'Any JSON value.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
  serialize: (value) => value as Json,
});

export { GeometryScalar } from './geometry';
