import { isObjectType, type GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Query, Resolver } from 'type-graphql';
import { badInput } from '../../core/errors';
import type { ApiContext } from '../context';
import { OPEN_TYPES } from '../open-types';
import { VisibilityRule } from '../types/visibility';
import { openTable, partTables, visibilityTable } from '../visibility-table';

@Resolver()
export class VisibilityQueries {
  @Query(() => [VisibilityRule], {
    description: 'The need-to-know table 知悉范围 of a type, as it decides: for auditors and tests.',
  })
  visibility(
    @Arg('type', () => String, { description: 'Name of a type of this schema, e.g. ArrestTrip.' }) type: string,
    @Ctx() { services }: ApiContext,
    @Info() { schema }: GraphQLResolveInfo,
  ): VisibilityRule[] {
    const found = schema.getType(type);
    const published = isObjectType(found) ? Object.keys(found.getFields()) : [];
    const { registry } = services;
    const definition = registry.findType(type);
    if (definition) return visibilityTable(definition, published);
    if (registry.findPart(type)) return partTables(registry.definitions, type, published);
    if (!isObjectType(found) || !OPEN_TYPES.has(type)) throw badInput([{ path: 'type', code: 'UNKNOWN_TYPE' }]);
    return openTable(type, published);
  }
}
