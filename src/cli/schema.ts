import { lexicographicSortSchema, printSchema as print, type GraphQLSchema } from 'graphql';

/** The schema as text, sorted, so that two of them can be compared line by line. */
export function printSchema(schema: GraphQLSchema): string {
  return `${print(lexicographicSortSchema(schema))}\n`;
}
