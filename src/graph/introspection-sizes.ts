import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  isWrappingType,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type GraphQLType,
} from 'graphql';

/** How many things a field of introspection shows, by `Type.field`. */
export type IntrospectionSizes = Readonly<Partial<Record<string, number>>>;

const known = new WeakMap<GraphQLSchema, IntrospectionSizes>();

/**
 * What a schema's own description has: all its types, and of each type or field as many as there are on the average.
 * Over all types, as tools ask, that is what they get.
 */
export function introspectionSizes(schema: GraphQLSchema): IntrospectionSizes {
  const sizes = known.get(schema) ?? measured(schema);
  known.set(schema, sizes);
  return sizes;
}

function measured(schema: GraphQLSchema): IntrospectionSizes {
  const types = Object.values(schema.getTypeMap());
  const directives = schema.getDirectives();
  const fields = types.flatMap((type) => (hasFields(type) ? Object.values(type.getFields()) : []));
  const inputs = types.flatMap((type) => (isInputObjectType(type) ? Object.values(type.getFields()) : []));
  const args = fields.flatMap((field) => field.args);
  const wrappers = sum([...fields, ...args, ...inputs].map(({ type }) => wrappersOf(type)));
  const values = types.map((type) => (isEnumType(type) ? type.getValues().length : 0));
  const parents = types.map((type) => (hasFields(type) ? type.getInterfaces().length : 0));
  const kinds = types.map((type) => possibleOf(schema, type));
  return {
    '__Schema.types': types.length,
    '__Schema.directives': directives.length,
    '__Directive.args': sum(directives.map((directive) => directive.args.length)) / directives.length,
    '__Type.fields': fields.length / types.length,
    '__Type.inputFields': inputs.length / types.length,
    '__Type.enumValues': sum(values) / types.length,
    '__Type.interfaces': sum(parents) / types.length,
    '__Type.possibleTypes': sum(kinds) / types.length,
    // Of a list or a non-null one: `[Task!]!` is four types in each other.
    '__Type.ofType': wrappers / (wrappers + fields.length + args.length + inputs.length),
    '__Field.args': args.length / fields.length,
  };
}

function hasFields(type: GraphQLNamedType): type is GraphQLObjectType | GraphQLInterfaceType {
  return isObjectType(type) || isInterfaceType(type);
}

function possibleOf(schema: GraphQLSchema, type: GraphQLNamedType): number {
  return isInterfaceType(type) || isUnionType(type) ? schema.getPossibleTypes(type).length : 0;
}

function wrappersOf(type: GraphQLType): number {
  return isWrappingType(type) ? 1 + wrappersOf(type.ofType as GraphQLType) : 0;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}
