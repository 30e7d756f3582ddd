import {
  isInterfaceType,
  isObjectType,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
} from 'graphql';
import { Arg, Ctx, Info, Query, Resolver } from 'type-graphql';
import { badInput } from '../../core/errors';
import type { Registry } from '../../core/registry';
import type { ApiContext } from '../context';
import { FOLLOWING } from '../followed-tables';
import { OPEN_TYPES } from '../open-types';
import { VisibilityRule } from '../types/visibility';
import { nothing, openTable, partTables, visibilityTable } from '../visibility-table';

@Resolver()
export class VisibilityQueries {
  @Query(() => [VisibilityRule], {
    description: 'The need-to-know table 知悉范围 of a type, as it decides: for auditors and tests.',
  })
  visibility(
    @Arg('type', () => String, {
      description: 'Name of a type of this schema, e.g. ArrestTrip; of an interface: the tables of all that are it.',
    })
    type: string,
    @Ctx() { services }: ApiContext,
    @Info() { schema }: GraphQLResolveInfo,
  ): VisibilityRule[] {
    const rules = tablesOf(type, { schema, registry: services.registry });
    if (!rules) throw badInput([{ path: 'type', code: 'UNKNOWN_TYPE' }]);
    return rules;
  }
}

interface Installed {
  readonly schema: GraphQLSchema;
  readonly registry: Registry;
}

/** The tables of a type's fields; of an interface, those of its fields in each type. Null for what is shown nowhere. */
function tablesOf(type: string, installed: Installed): VisibilityRule[] | null {
  const { schema } = installed;
  const found = schema.getType(type);
  if (!isObjectType(found) && !isInterfaceType(found)) return null;
  const published = Object.keys(found.getFields());
  if (isObjectType(found)) return tablesOfObject(found, published, installed);
  const possible = schema.getPossibleTypes(found);
  return distinct(possible.flatMap((each) => tablesOfObject(each, published, installed) ?? []));
}

function tablesOfObject(
  type: GraphQLObjectType,
  published: readonly string[],
  { registry }: Installed,
): VisibilityRule[] | null {
  const { name } = type;
  const definition = registry.findType(name);
  if (definition) return visibilityTable(definition, published);
  const following = FOLLOWING[name];
  const tables = (following ?? partTables)(registry.definitions, published, name);
  if (tables.length > 0) return tables;
  if (following) return [nothing(name, new Map([['OPEN', published]]))];
  const isOpen = OPEN_TYPES.has(name) || type.getInterfaces().some((each) => each.name === 'Payload');
  return isOpen ? openTable(name, published) : null;
}

/** What is told of several types alike is told once. */
function distinct(rules: readonly VisibilityRule[]): VisibilityRule[] {
  return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()];
}
