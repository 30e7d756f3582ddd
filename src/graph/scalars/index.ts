import { GraphQLScalarType, Kind, valueFromASTUntyped } from 'graphql';
import type { Json } from '../../core/canonical-json';
import { findDivision } from '../../core/divisions';
import { formatMoney, parseMoney, type Fen } from '../../core/money';
import { notOfScalar } from './fault';
import { parseDate, parseInstant, type CalendarDate, type Instant } from '../../core/time';

/** A scalar that is text in JSON; `parse` gives null for what is not of its form. */
function textScalar<T extends string>(definition: {
  name: string;
  description: string;
  specifiedByURL?: string;
  /** What the field's fault is called where an input is checked field by field. */
  fault?: string;
  parse: (text: string) => T | null;
}): GraphQLScalarType<T, string> {
  const { parse, fault, ...rest } = definition;
  const read = (value: unknown): T => {
    const parsed = typeof value === 'string' ? parse(value) : null;
    if (parsed === null) throw notOfScalar(rest.name, { fault });
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
  fault: 'NOT_AN_INSTANT',
  parse: (text) => {
    const instant = parseInstant(text);
    return instant !== null && instant >= EARLIEST ? instant : null;
  },
});

export const DateScalar = textScalar<CalendarDate>({
  name: 'Date',
  description: "Calendar date in the operation's time zone, YYYY-MM-DD.",
  fault: 'NOT_A_DATE',
  parse: parseDate,
});

export const DivisionCodeScalar = textScalar<string>({
  name: 'DivisionCode',
  description:
    'GB/T 2260 division code, six digits, checked against the shipped table (province, prefecture, county). For input; answers have Division.',
  fault: 'UNKNOWN_DIVISION',
  parse: (text) => (findDivision(text) === null ? null : text),
});

export const MoneyScalar = new GraphQLScalarType<Fen, string>({
  name: 'Money',
  description: 'Decimal yuan with two places, as a string: "1150000.00". Never negative.',
  serialize: (value) => formatMoney(value as Fen),
  parseValue: readMoney,
  parseLiteral: (node) => readMoney(node.kind === Kind.STRING ? node.value : null),
});

function readMoney(value: unknown): Fen {
  const fen = typeof value === 'string' ? parseMoney(value) : null;
  if (fen === null) throw notOfScalar('Money', { fault: 'NOT_MONEY' });
  return fen;
}

export const CursorScalar = textScalar<string>({
  name: 'Cursor',
  description:
    "Opaque position in one operation's log. Tells no count. The same place is the same string for one viewer.",
  parse: (text) => (/^[\w-]{1,200}$/.test(text) ? text : null),
});

/** Levels of lists and objects within each other that a JSON value may have. */
const JSON_DEPTH = 32;

const TOO_DEEP = {
  ...{ fault: 'NESTED_TOO_DEEP', params: { maximum: JSON_DEPTH } },
  why: `is deeper than ${JSON_DEPTH} levels`,
};

/** Names by which an object could reach into what all objects share. */
const PROTOTYPE_NAMES: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/** A value that came as JSON, checked before anything walks it. */
function readJson(value: unknown, depth = 0): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value !== 'object') throw notOfScalar('JSON');
  if (depth === JSON_DEPTH) throw notOfScalar('JSON', TOO_DEEP);
  // A variable within a literal has no value yet when the document is checked.
  if (Array.isArray(value)) return value.map((each: unknown) => readJson(each ?? null, depth + 1));
  return readMembers(value, depth + 1);
}

function readMembers(value: object, depth: number): Json {
  const members = Object.entries(value).filter(([, each]) => each !== undefined);
  const foul = members.find(([name]) => PROTOTYPE_NAMES.includes(name));
  if (foul) {
    const [name] = foul;
    throw notOfScalar('JSON', { fault: 'FORBIDDEN_NAME', params: { name }, why: `must not have the name "${name}"` });
  }
  return Object.fromEntries(members.map(([name, each]): [string, Json] => [name, readJson(each, depth)]));
}

export const JsonScalar = new GraphQLScalarType<Json, Json>({
  name: 'JSON',
  description: 'Any JSON value; as an input at most 32 levels deep, and without names like "__proto__".',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
  serialize: (value) => value as Json,
  parseValue: (value) => readJson(value),
  parseLiteral: (node, variables) => readJson(valueFromASTUntyped(node, variables)),
});

export { GeometryScalar } from './geometry';
