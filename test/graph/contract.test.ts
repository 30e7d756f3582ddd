import {
  buildASTSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isScalarType,
  isSpecifiedScalarType,
  parse,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { readFileSync } from 'node:fs';
import { installedRegistry } from '../../src/app';
import { actionCode } from '../../src/core/action-table';
import { buildApiSchema } from '../../src/graph/schema';
import { ADDITIONS, NOT_YET } from '../support/contract-lists';

/**
 * The schema keeps what the contract has promised: every type, field, argument, enum value and default by the same
 * name, type and nullability. What differs stands in lists, and in no other place.
 */

/** Where a thing stands in a schema, and what is said of it. */
type Promises = ReadonlyMap<string, string>;

const contract = buildASTSchema(parse(readFileSync('schema/contract.graphql', 'utf8')));
const schema = buildApiSchema(installedRegistry());
const promised = promisesOf(contract);
const kept = promisesOf(schema);

function promisesOf(of: GraphQLSchema): Promises {
  const named = Object.values(of.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
  return new Map(named.flatMap((type) => [[type.name, formOf(type)], ...membersOf(type)]));
}

function formOf(type: GraphQLNamedType): string {
  return isScalarType(type) ? `scalar ${type.specifiedByURL ?? ''}` : type.constructor.name;
}

function membersOf(type: GraphQLNamedType): [string, string][] {
  if (isEnumType(type)) return type.getValues().map(({ name }) => [`${type.name}.${name}`, 'value']);
  if (isInputObjectType(type)) return Object.values(type.getFields()).map((field) => promiseOf(type.name, field));
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return [
    ...type.getInterfaces().map((each): [string, string] => [`${type.name} implements ${each.name}`, 'yes']),
    ...Object.values(type.getFields()).flatMap((field: GraphQLField<unknown, unknown>) => [
      promiseOf(type.name, field),
      ...field.args.map((arg) => promiseOf(`${type.name}.${field.name}`, arg)),
    ]),
  ];
}

function promiseOf(
  owner: string,
  member: GraphQLField<unknown, unknown> | GraphQLInputField | GraphQLArgument,
): [string, string] {
  const place = owner.includes('.') ? `${owner}(${member.name})` : `${owner}.${member.name}`;
  const byDefault = 'defaultValue' in member && member.defaultValue !== undefined;
  const type = String(member.type);
  return [place, byDefault ? `${type} = ${JSON.stringify(member.defaultValue)}` : type];
}

/** The places that a word of the lists stands for. */
function placesOf(word: string): string[] {
  const command = /^(\w+)\(\)$/.exec(word)?.[1];
  if (command !== undefined) {
    const input = `${command.charAt(0).toUpperCase()}${command.slice(1)}Input`;
    return [`Mutation.${command}`, `Action.${actionCode(command)}`, input];
  }
  const [owner = '', member] = word.split('.');
  const type = contract.getType(owner);
  if (member === undefined || !isInterfaceType(type)) return [word];
  const { objects } = contract.getImplementations(type);
  return [word, ...objects.map((each) => `${each.name}.${member}`)].filter(
    (place) => place === word || kept.has(place.split('.')[0] ?? ''),
  );
}

function wordsOf(lists: Readonly<Record<string, string>>): string[] {
  return Object.values(lists).flatMap((words) => words.split(/\s+/).filter((word) => word !== ''));
}

/** Whether a place, or one that it is in, is among others. */
function isWithin(places: ReadonlySet<string>, place: string): boolean {
  const [owner = ''] = place.split(/[. ]/);
  const [field = ''] = place.split('(');
  return [place, field, owner].some((each) => places.has(each));
}

/** What one schema has and the other has not: of a whole type its name alone. */
function beyond(of: Promises, other: Promises): string[] {
  const without = new Set([...of.keys()].filter((place) => !other.has(place)));
  return [...without].filter((place) => {
    const [owner = ''] = place.split(/[. ]/);
    const [field = ''] = place.split('(');
    return ![field, owner].some((each) => each !== place && without.has(each));
  });
}

describe('the contract', () => {
  const words = wordsOf(NOT_YET);
  const open = new Set(words.flatMap(placesOf));

  it('is kept in all that this version has, by name, type, nullability and default', () => {
    expect(beyond(promised, kept).filter((place) => !isWithin(open, place))).toEqual([]);
    const unlike = [...promised].filter(([place, promise]) => kept.has(place) && kept.get(place) !== promise);
    expect(unlike.map(([place, promise]) => `${place}: ${promise}, not ${kept.get(place)!}`)).toEqual([]);
  });

  it('has every word of what is still to come', () => {
    expect([...open].filter((place) => !promised.has(place))).toEqual([]);
  });

  it('has nothing still to come that is there already', () => {
    expect([...open].filter((place) => kept.has(place))).toEqual([]);
  });

  it('names what is still to come once', () => {
    expect(words.filter((word, i) => words.indexOf(word) !== i)).toEqual([]);
    const within = words.filter((word) => word.includes('.') && words.includes(word.split('.')[0]!));
    expect(within).toEqual([]);
  });

  it('is gone beyond only for the reasons that are given', () => {
    const added = new Set(Object.keys(ADDITIONS));
    expect(beyond(kept, promised).filter((place) => !isWithin(added, place))).toEqual([]);
    expect([...added].filter((place) => promised.has(place))).toEqual([]);
    const idle = [...added].filter((place) => kept.has(place.split('.')[0]!) && !kept.has(place));
    expect(idle).toEqual([]);
    expect(Object.values(ADDITIONS).filter((reason) => reason.length < 20)).toEqual([]);
  });
});
