import { GraphQLError } from 'graphql';
import type { TextParams } from '../../core/errors';

/**
 * What a scalar throws for a value that is not of its form. `fault` and its values are what a field of an input is told;
 * the text, which never has the value, stands for a fault in the document itself.
 */
export function notOfScalar(
  name: string,
  { fault, params, why }: { fault?: string | undefined; params?: TextParams; why?: string } = {},
): GraphQLError {
  const text = why ?? 'cannot represent this value';
  return new GraphQLError(`${name} ${text}.`, { extensions: { fault, params } });
}
