import { GraphQLScalarType, valueFromASTUntyped } from 'graphql';
import { MOST_VERTICES, parseGeometry, type Geometry } from '../../core/geometry';
import { notOfScalar } from './fault';

function read(value: unknown): Geometry {
  const geometry = parseGeometry(value);
  if (geometry === null) throw notOfScalar('Geometry', { fault: 'NOT_A_GEOMETRY' });
  return geometry;
}

export const GeometryScalar = new GraphQLScalarType<Geometry, Geometry>({
  name: 'Geometry',
  description: `GeoJSON geometry, WGS 84, longitude first, at most ${MOST_VERTICES.toLocaleString('en')} vertices; no collections.`,
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc7946',
  serialize: (value) => value as Geometry,
  parseValue: read,
  parseLiteral: (node, variables) => read(valueFromASTUntyped(node, variables)),
});
