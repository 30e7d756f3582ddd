import {
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
} from 'graphql';
import { installedRegistry } from '../../src/app';
import { buildApiSchema } from '../../src/graph/schema';

/** Who reads the schema alone, as explorers show it, is told of everything, and of each thing what it is. */

/** A place of the schema with what it says of itself, and of which type its value is. */
interface Described {
  readonly place: string;
  /** '' for a type. */
  readonly name: string;
  readonly text: string;
  readonly type: string;
}

const SHORTEST = 10;

const schema = buildApiSchema(installedRegistry());
const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
const types = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);

function describedIn(type: GraphQLNamedType): Described[] {
  const isRoot = roots.some((root) => root === type);
  const own = isRoot ? [] : [{ place: type.name, name: '', text: type.description ?? '', type: type.name }];
  return [...own, ...membersOf(type)];
}

function membersOf(type: GraphQLNamedType): Described[] {
  if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) return [];
  const fields: readonly (GraphQLField<unknown, unknown> | GraphQLInputField)[] = Object.values(type.getFields());
  return fields.flatMap((field) => {
    const place = `${type.name}.${field.name}`;
    const args = 'args' in field ? field.args : [];
    return [described(place, field), ...args.map((arg) => described(`${place}(${arg.name})`, arg))];
  });
}

function described(
  place: string,
  { name, description, type }: GraphQLField<unknown, unknown> | GraphQLInputField | GraphQLArgument,
): Described {
  // An id is called by the thing that it names.
  return { place, name: name.replace(/Ids?$/, ''), text: description ?? '', type: String(getNamedType(type)) };
}

describe('the descriptions', () => {
  const all = types.flatMap(describedIn);

  it('tell of every type, field, argument and input field, in more than a word', () => {
    expect(all.filter(({ text }) => text.trim().length < SHORTEST).map(({ place }) => place)).toEqual([]);
  });

  it('are sentences', () => {
    expect(all.filter(({ text }) => !/^["A-Z0-9].*[.)]$/su.test(text)).map(({ place, text }) => [place, text])).toEqual(
      [],
    );
  });

  it('never say the same of things that are neither of one name nor of one type', () => {
    const byText = new Map<string, Described[]>();
    for (const each of all) byText.set(each.text, [...(byText.get(each.text) ?? []), each]);
    const unlike = [...byText.values()].filter((same) => {
      const [names, ofTypes] = [new Set(same.map(({ name }) => name)), new Set(same.map(({ type }) => type))];
      return names.size > 1 && ofTypes.size > 1;
    });
    const types = all.filter(({ name }) => name === '').map(({ text }) => text);
    expect(types.filter((text, i) => types.indexOf(text) !== i)).toEqual([]);
    expect(unlike.map((same) => same.map(({ place, text }) => `${place}: ${text}`))).toEqual([]);
  });
});
