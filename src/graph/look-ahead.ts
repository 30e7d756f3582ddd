import {
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isObjectType,
  Kind,
  type FieldNode,
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
  const skip = getDirectiveValues(GraphQLSkipDirective, selection, variables);
  const include = getDirectiveValues(GraphQLIncludeDirective, selection, variables);
  return skip?.['if'] !== true && include?.['if'] !== false;
}
