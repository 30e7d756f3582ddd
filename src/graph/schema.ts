import 'reflect-metadata';
import { isObjectType, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { buildSchemaSync, type PubSub } from 'type-graphql';
import { DefinitionFault, fieldsOf, SUBJECT_FIELDS, type SubjectDefinition } from '../core/definition';
import type { Registry } from '../core/registry';
import { actionResolvers } from './action-resolvers';
import * as boards from './resolvers/board';
import { BoardChangedSubscription } from './resolvers/board-changed';
import * as fields from './resolvers/fields';
import { LogEntryFields } from './resolvers/log';
import { NodeQueries } from './resolvers/node';
import { OperationFields } from './resolvers/operation';
import * as kinds from './resolvers/task-kinds';
import * as taskLists from './resolvers/task-lists';
import { ViewerQueries } from './resolvers/viewer';
import { fillEnums } from './types/enums';
import { OPEN_TYPES } from './open-types';

type ResolverClass = new () => object;

const shared: readonly ResolverClass[] = [
  ViewerQueries,
  NodeQueries,
  OperationFields,
  LogEntryFields,
  BoardChangedSubscription,
  ...Object.values(boards),
  ...Object.values(kinds),
  ...Object.values(taskLists),
  ...Object.values(fields),
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
 * @throws DefinitionFault when a field of a type has no class of visibility
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
    return definition ? fieldFaults(type, definition) : openFaults(type);
  });
  if (faults.length > 0) throw new DefinitionFault('The schema', faults);
}

function fieldFaults(type: GraphQLObjectType, definition: SubjectDefinition): string[] {
  const names = Object.keys(type.getFields());
  const rules = fieldsOf(definition);
  // Agencies and members are shown as plain nodes: what every subject has is no field of theirs.
  const published = [...rules].filter(([name, rule]) => !rule.unpublished && !(definition.ofSystem && isCommon(name)));
  return [
    ...names.filter((name) => !rules.has(name)).map((name) => `${type.name}.${name} has no class of visibility`),
    ...published
      .filter(([name]) => !names.includes(name))
      .map(([name]) => `${type.name} has a class for ${name}, which is no field of it`),
  ];
}

/** Answers of commands hold a shown thing and a position; all other types must be known as open. */
function openFaults(type: GraphQLObjectType): string[] {
  const isPayload = type.getInterfaces().some((each) => each.name === 'Payload');
  return isPayload || OPEN_TYPES.has(type.name) ? [] : [`the type ${type.name} has no class of visibility`];
}

function isCommon(name: string): boolean {
  return name in SUBJECT_FIELDS;
}

function isRoot(schema: GraphQLSchema, name: string): boolean {
  return [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].some(
    (root) => root?.name === name,
  );
}
