import * as fc from 'fast-check';
import { boundingBox, isArea, MOST_VERTICES, parseGeometry, representativePoint } from '../../src/core/geometry';

const square = [
  [119, 28],
  [121, 28],
  [121, 30],
  [119, 30],
  [119, 28],
];

describe('a geometry', () => {
  it.each([
    ['Point', [120.02, 28.9]],
    ['Point', [120.02, 28.9, 71]],
    ['MultiPoint', [[120, 29]]],
    [
      'LineString',
      [
        [120, 29],
        [121, 29],
      ],
    ],
    [
      'MultiLineString',
      [
        [
          [120, 29],
          [121, 29],
        ],
        [
          [0, 0],
          [1, 1],
        ],
      ],
    ],
    ['Polygon', [square]],
    ['MultiPolygon', [[square], [square, square]]],
  ])('is taken as %s, with its type and coordinates alone', (type, coordinates) => {
    expect(parseGeometry({ type, coordinates, name: '永康' })).toEqual({ type, coordinates });
  });

  it.each([
    ['no object', '[120,29]'],
    ['an unknown type', { type: 'Circle', coordinates: [120, 29] }],
    ["a name of the language's own", { type: 'constructor', coordinates: [120, 29] }],
    ['a collection', { type: 'GeometryCollection', geometries: [] }],
    ['coordinates of a system of its own', { type: 'Point', coordinates: [120, 29], crs: { type: 'name' } }],
    ['a latitude first', { type: 'Point', coordinates: [29, 120] }],
    ['a number that is none', { type: 'Point', coordinates: [NaN, 29] }],
    ['an infinite height', { type: 'Point', coordinates: [120, 29, Infinity] }],
    ['numbers as text', { type: 'Point', coordinates: ['120', '29'] }],
    ['one number', { type: 'Point', coordinates: [120] }],
    ['four numbers', { type: 'Point', coordinates: [120, 29, 0, 0] }],
    ['the nesting of another type', { type: 'Polygon', coordinates: square }],
    ['a point nested', { type: 'Point', coordinates: [[120, 29]] }],
    ['a line of one position', { type: 'LineString', coordinates: [[120, 29]] }],
    ['an open ring', { type: 'Polygon', coordinates: [square.slice(0, 4)] }],
    ['a ring of three', { type: 'Polygon', coordinates: [[square[0], square[1], square[0]]] }],
    ['no ring', { type: 'Polygon', coordinates: [] }],
    ['nothing', null],
    ['too many vertices', { type: 'MultiPoint', coordinates: Array.from({ length: MOST_VERTICES + 1 }, () => [1, 1]) }],
  ])('is refused with %s', (_fault, value) => {
    expect(parseGeometry(value)).toBeNull();
  });

  it('may have as many vertices as are allowed', () => {
    const coordinates = Array.from({ length: MOST_VERTICES }, () => [1, 1]);
    expect(parseGeometry({ type: 'MultiPoint', coordinates })).not.toBeNull();
  });

  it('is refused at once, however deep it is nested', () => {
    let coordinates: unknown = [120, 29];
    for (let depth = 0; depth < 100; depth += 1) coordinates = [coordinates];
    expect(parseGeometry({ type: 'MultiPolygon', coordinates })).toBeNull();
  });

  it('is found by its point, or by the centre of what it covers', () => {
    expect(representativePoint({ type: 'Point', coordinates: [120.0295, 28.895] })).toEqual({
      longitude: 120.0295,
      latitude: 28.895,
    });
    const area = parseGeometry({ type: 'Polygon', coordinates: [square] })!;
    expect(representativePoint(area)).toEqual({ longitude: 120, latitude: 29 });
    expect([isArea(area), boundingBox(area)]).toEqual([true, { west: 119, south: 28, east: 121, north: 30 }]);
  });

  it('lies in its own bounding box with every point', () => {
    const positions = fc.array(
      fc.tuple(fc.double({ min: -180, max: 180, noNaN: true }), fc.double({ min: -90, max: 90, noNaN: true })),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(positions, (coordinates) => {
        const geometry = parseGeometry({ type: 'MultiPoint', coordinates })!;
        const { west, south, east, north } = boundingBox(geometry);
        const { longitude, latitude } = representativePoint(geometry);
        expect(coordinates.every(([x, y]) => x >= west && x <= east && y >= south && y <= north)).toBe(true);
        expect([Math.abs(longitude) <= 180, Math.abs(latitude) <= 90]).toEqual([true, true]);
      }),
    );
  });
});
