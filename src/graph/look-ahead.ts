import {
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  GraphQLError,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isObjectType,
  Kind,
  type FieldNode,
  type GraphQLDirective,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type SelectionNode,
} from 'graphql';

type Arguments = Readonly<Record<string, unknown>>;

/**
 * The arguments with which a field below the one at hand is asked for, once for each way it is asked (aliases), so that
 * a root resolver can read in its own snapshot what fields below will show.
 * @param path names of the fields that lead there, without lists and aliases
 */
export function argumentsBelow(info: GraphQLResolveInfo, path: readonly string[]): Arguments[] {
  const type = getNamedType(info.returnType);
  return isObjectType(type) ? below(info, { type, nodes: info.fieldNodes }, path) : [];
}

interface Level {
  readonly type: GraphQLObjectType;
  readonly nodes: readonly FieldNode[];
}

function below(info: GraphQLResolveInfo, { type, nodes }: Level, [name = '', ...rest]: readonly string[]): Arguments[] {
  const definition = type.getFields()[name];
  if (!definition) return [];
  const found = nodes
    .flatMap((node) => fieldsIn(info, node.selectionSet?.selections ?? []))
    .filter((node) => node.name.value === name);
  if (rest.length === 0) return found.map((node) => getArgumentValues(definition, node, info.variableValues));
  const next = getNamedType(definition.type);
  return isObjectType(next) ? below(info, { type: next, nodes: found }, rest) : [];
}

/** Fields of a selection with its fragments spread out, without those that are skipped. */
function fieldsIn(info: GraphQLResolveInfo, selections: readonly SelectionNode[]): FieldNode[] {
  return selections.flatMap((selection) => {
    if (!isIncluded(selection, info.variableValues)) return [];
    if (selection.kind === Kind.FIELD) return [selection];
    const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : info.fragments[selection.name.value];
    return fieldsIn(info, fragment?.selectionSet.selections ?? []);
  });
}

/** Whether `@skip` and `@include` let a selection be. */
export function isIncluded(selection: SelectionNode, variables: Arguments): boolean {
  return (
    valueOf(GraphQLSkipDirective, selection, variables) !== true &&
    valueOf(GraphQLIncludeDirective, selection, variables) !== false
  );
}

/** Undefined where there is none, or it is null by a variable: the library tells that at the field. */
function valueOf(directive: GraphQLDirective, selection: SelectionNode, variables: Arguments): unknown {
  try {
    return getDirectiveValues(directive, selection, variables)?.['if'];
  } catch (error) {
    if (error instanceof GraphQLError) return undefined;
    throw error;
  }
}
