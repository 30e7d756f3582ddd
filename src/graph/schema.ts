import 'reflect-metadata';
import { isObjectType, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { buildSchemaSync, type PubSub } from 'type-graphql';
import { DefinitionFault, fieldsOf, partFieldsOf, SUBJECT_FIELDS } from '../core/definition';
import type { Registry } from '../core/registry';
import type { FieldRule } from '../core/visibility';
import { actionResolvers } from './action-resolvers';
import * as apiKeys from './resolvers/api-keys';
import * as accessLog from './resolvers/access-log';
import * as boards from './resolvers/board';
import { BoardChangedSubscription } from './resolvers/board-changed';
import * as directory from './resolvers/directory';
import { DivisionQueries } from './resolvers/divisions';
import * as facts from './resolvers/facts';
import * as fields from './resolvers/fields';
import * as rules from './resolvers/rules';
import { LogEntryFields } from './resolvers/log';
import { NodeQueries } from './resolvers/node';
import { OperationFields } from './resolvers/operation';
import * as operationLists from './resolvers/operation-lists';
import * as tallies from './resolvers/tallies';
import { OperationChangedSubscription } from './resolvers/operation-changed';
import { TaskChangedSubscription } from './resolvers/task-changed';
import * as perform from './resolvers/perform';
import * as kinds from './resolvers/task-kinds';
import * as taskLists from './resolvers/task-lists';
import { ViewerQueries } from './resolvers/viewer';
import { VisibilityQueries } from './resolvers/visibility';
import { fillEnums } from './types/enums';
import { FOLLOWING } from './followed-tables';
import { OPEN_TYPES } from './open-types';

type ResolverClass = new () => object;

const shared: readonly ResolverClass[] = [
  ViewerQueries,
  NodeQueries,
  OperationFields,
  LogEntryFields,
  BoardChangedSubscription,
  DivisionQueries,
  VisibilityQueries,
  ...Object.values(accessLog),
  ...Object.values(apiKeys),
  ...Object.values(directory),
  ...Object.values(operationLists),
  TaskChangedSubscription,
  OperationChangedSubscription,
  ...Object.values(boards),
  ...Object.values(kinds),
  ...Object.values(tallies),
  ...Object.values(taskLists),
  ...Object.values(fields),
  ...Object.values(rules),
  ...Object.values(facts),
  ...Object.values(perform),
];

/** Every subscription of ours has its own stream from the log; nothing is ever published. */
const noPubSub: PubSub = {
  publish: () => {
    throw new Error('nothing is published: subscriptions read the log');
  },
  subscribe: () => {
    throw new Error('nothing is published: subscriptions read the log');
  },
};

/**
 * The API's schema for what is installed.
 * @throws DefinitionFault when a field of a type has no class of visibility, or one name is two things among the kinds
 */
export function buildApiSchema(registry: Registry): GraphQLSchema {
  fillEnums(registry);
  const own = registry.definitions.flatMap((definition) => (definition.types ?? []) as ResolverClass[]);
  const schema = buildSchemaSync({
    resolvers: [actionResolvers(registry), ...shared, ...own],
    orphanedTypes: own,
    validate: false,
    pubSub: noPubSub,
  });
  assertClassed(schema, registry);
  return schema;
}

/** Refuses a schema in which a field has no class of visibility, or a class names a field that is not there. */
function assertClassed(schema: GraphQLSchema, registry: Registry): void {
  const types = Object.values(schema.getTypeMap()).filter(
    (type) => isObjectType(type) && !type.name.startsWith('__') && !isRoot(schema, type.name),
  ) as GraphQLObjectType[];
  const faults = types.flatMap((type) => {
    const definition = registry.findType(type.name);
    const part = registry.findPart(type.name);
    if (definition) return fieldFaults(type, fieldsOf(definition));
    return part ? fieldFaults(type, partFieldsOf(part)) : openFaults(type);
  });
  const kinds = types.filter((type) => registry.kinds.some((kind) => kind.type === type.name));
  faults.push(...unlikeFields(kinds));
  if (faults.length > 0) throw new DefinitionFault('The schema', faults);
}

/** One document asks for all kinds: there a name must have one type, one nullability and the same arguments. */
function unlikeFields(kinds: readonly GraphQLObjectType[]): string[] {
  const first = new Map<string, { readonly type: string; readonly of: GraphQLObjectType }>();
  return kinds.flatMap((of) =>
    Object.values(of.getFields()).flatMap((field) => {
      const args = field.args.map((arg) => `${arg.name}: ${String(arg.type)}`).sort();
      const type = args.length === 0 ? String(field.type) : `(${args.join(', ')}) ${String(field.type)}`;
      const known = first.get(field.name) ?? { type, of };
      first.set(field.name, known);
      if (known.type === type) return [];
      return [`${field.name} is ${known.type} in ${known.of.name}, but ${type} in ${of.name}`];
    }),
  );
}

function fieldFaults(type: GraphQLObjectType, rules: ReadonlyMap<string, FieldRule>): string[] {
  // What is hidden is named by the element itself.
  const names = Object.keys(type.getFields()).filter((name) => name !== 'withheld' || rules.has(name));
  // A plain node (an agency, a word of a catalogue) has nothing of what every subject has.
  const isPlain = !type.getInterfaces().some((each) => each.name === 'Subject');
  const published = [...rules].filter(([name, rule]) => !rule.unpublished && !(isPlain && isCommon(name)));
  return [
    ...names.filter((name) => !rules.has(name)).map((name) => `${type.name}.${name} has no class of visibility`),
    ...published
      .filter(([name]) => !names.includes(name))
      .map(([name]) => `${type.name} has a class for ${name}, which is no field of it`),
  ];
}

/** Answers of commands hold a shown thing and a position; all other types must be known as open, or to follow others. */
function openFaults(type: GraphQLObjectType): string[] {
  const isPayload = type.getInterfaces().some((each) => each.name === 'Payload');
  return isPayload || OPEN_TYPES.has(type.name) || type.name in FOLLOWING
    ? []
    : [`the type ${type.name} has no class of visibility`];
}

function isCommon(name: string): boolean {
  return name in SUBJECT_FIELDS;
}

function isRoot(schema: GraphQLSchema, name: string): boolean {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].some(
    (root) => root?.name === name,
  );
}
