import {
  getNamedType,
  getNullableType,
  getOperationAST,
  getVariableValues,
  isAbstractType,
  isCompositeType,
  isListType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  valueFromAST,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { introspectionSizes } from './introspection-sizes';
import { isIncluded } from './look-ahead';
import { PAGE } from './types/common';

/** How many a list without pages is taken to have: a board's columns, a trip's members. Most have fewer. */
const USUAL_LIST = 5;
/** More than any page gives: who asks for more is refused where it would be read, and told the most. */
const MOST_LISTED = 1_000;
/** A command is a transaction of its own. */
const COMMAND = 100;

/** What is asked, as far as its cost goes. */
export interface Priced {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Fields that are shown once of a thing, and those for each item of the lists in it. */
interface Cost {
  readonly once: number;
  readonly each: number;
}

const FREE: Cost = { once: 0, each: 0 };

/**
 * How many fields an operation may show, told from the sizes of its pages before anything is read; a command counts 100.
 * What is no valid document costs nothing: it is refused elsewhere, and not executed.
 */
export function costOf(schema: GraphQLSchema, { document, operationName, variables }: Priced): number {
  const operation = getOperationAST(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (!root) return 0;
  const given = getVariableValues(schema, operation.variableDefinitions ?? [], variables ?? {}, { maxErrors: 1 });
  if (!given.coerced) return 0;
  const { once, each } = new Pricing(schema, document, given.coerced).selection(operation.selectionSet, root);
  return Math.ceil(once + USUAL_LIST * each);
}

/** Each selection is priced once for each type that it may be of, so fragments cannot multiply the work. */
class Pricing {
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  private readonly known = new Map<SelectionSetNode, Map<GraphQLCompositeType, Cost>>();

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
    private readonly variables: Record<string, unknown>,
  ) {
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) this.fragments.set(definition.name.value, definition);
    }
  }

  selection(set: SelectionSetNode, type: GraphQLCompositeType): Cost {
    const costs = this.known.get(set) ?? new Map<GraphQLCompositeType, Cost>();
    this.known.set(set, costs);
    const known = costs.get(type);
    if (known) return known;
    // A fragment within itself ends here; validation names the circle.
    costs.set(type, FREE);
    const cost = isAbstractType(type)
      ? most(this.schema.getPossibleTypes(type).map((each) => this.selection(set, each)))
      : sum(set.selections.map((node) => this.selected(node, type as GraphQLObjectType)));
    costs.set(type, cost);
    return cost;
  }

  private selected(node: SelectionNode, type: GraphQLObjectType): Cost {
    if (!isIncluded(node, this.variables)) return FREE;
    if (node.kind === Kind.FIELD) return this.field(node, type);
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : this.fragments.get(node.name.value);
    if (!fragment) return FREE;
    const condition = fragment.typeCondition ? this.schema.getType(fragment.typeCondition.name.value) : type;
    const applies = condition === type || (isAbstractType(condition) && this.schema.isSubType(condition, type));
    return applies ? this.selection(fragment.selectionSet, type) : FREE;
  }

  private field(node: FieldNode, type: GraphQLObjectType): Cost {
    const field = this.definition(type, node.name.value);
    if (!field) return FREE;
    const inner = getNamedType(field.type);
    if (!node.selectionSet || !isCompositeType(inner)) return { once: 1, each: 0 };
    const { once, each } = this.selection(node.selectionSet, inner);
    const described = introspectionSizes(this.schema)[`${type.name}.${field.name}`];
    if (described !== undefined) return { once: 1 + described * once, each: 0 };
    const size = this.sizeOf(field, node);
    const own = type === this.schema.getMutationType() ? COMMAND : 1;
    if (!isListType(getNullableType(field.type))) return { once: own + once + (size ?? USUAL_LIST) * each, each: 0 };
    const item = own + once + USUAL_LIST * each;
    return size === null ? { once: 0, each: item } : { once: size * item, each: 0 };
  }

  private definition(type: GraphQLObjectType, name: string): GraphQLField<unknown, unknown> | undefined {
    const ofAny = [SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef];
    return type.getFields()[name] ?? ofAny.find((field) => field.name === name);
  }

  /** How many a field's page has, or things asked for by their ids; null where nothing says so. */
  private sizeOf({ args }: GraphQLField<unknown, unknown>, { arguments: given = [] }: FieldNode): number | null {
    const valueOf = (name: string): unknown => {
      const arg = args.find((each) => each.name === name);
      const node = given.find((each) => each.name.value === name);
      if (!arg) return undefined;
      return (node && valueFromAST(node.value, arg.type, this.variables)) ?? arg.defaultValue;
    };
    const ids = valueOf('ids');
    if (Array.isArray(ids)) return Math.min(ids.length, MOST_LISTED);
    if (!args.some(({ name }) => name === 'first')) return null;
    const size = valueOf('last') ?? valueOf('first');
    return typeof size === 'number' ? Math.min(Math.max(size, 1), MOST_LISTED) : PAGE.usual;
  }
}

function sum(costs: readonly Cost[]): Cost {
  return costs.reduce((all, { once, each }) => ({ once: all.once + once, each: all.each + each }), FREE);
}

function most(costs: readonly Cost[]): Cost {
  return {
    once: Math.max(0, ...costs.map(({ once }) => once)),
    each: Math.max(0, ...costs.map(({ each }) => each)),
  };
}
