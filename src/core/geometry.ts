/** GeoJSON geometries (RFC 7946) in WGS 84, longitude first: their form, and where on the map they are found. */

/** Longitude and latitude in degrees, and a height in metres where one is known. */
type Position = readonly [longitude: number, latitude: number, height?: number];

interface Coordinates {
  readonly Point: Position;
  readonly MultiPoint: readonly Position[];
  readonly LineString: readonly Position[];
  readonly MultiLineString: readonly (readonly Position[])[];
  readonly Polygon: readonly (readonly Position[])[];
  readonly MultiPolygon: readonly (readonly (readonly Position[])[])[];
}

/** A geometry of one of the six plain sorts; collections are not taken. */
export type Geometry = {
  [T in keyof Coordinates]: { readonly type: T; readonly coordinates: Coordinates[T] };
}[keyof Coordinates];

/** What a place is looked for in. */
export type Area = Extract<Geometry, { type: 'Polygon' | 'MultiPolygon' }>;

/** The least rectangle along the meridians that holds a geometry, in degrees. */
export interface Box {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** Positions of a geometry at most. */
export const MOST_VERTICES = 2_000;
/** What a kept coordinate is rounded to: a hundredth of a millimetre, the same on every database. */
const DIGITS = 10;
const RING_VERTICES = 4;
const LINE_VERTICES = 2;

type Check = (value: unknown) => boolean;

const listOf =
  (each: Check, least = 1): Check =>
  (value) =>
    Array.isArray(value) && value.length >= least && value.every(each);

const positions = (least: number): Check => listOf(isPosition, least);

const FORMS: Readonly<Record<keyof Coordinates, Check>> = {
  Point: isPosition,
  MultiPoint: positions(1),
  LineString: positions(LINE_VERTICES),
  MultiLineString: listOf(positions(LINE_VERTICES)),
  Polygon: listOf(isRing),
  MultiPolygon: listOf(listOf(isRing)),
};

/**
 * A geometry of the right form, with its type and coordinates alone; null for anything else: another nesting, a number
 * that is none or off the globe, an open ring, too many vertices, or a system of coordinates of its own.
 */
export function parseGeometry(value: unknown): Geometry | null {
  if (typeof value !== 'object' || value === null || 'crs' in value) return null;
  const { type, coordinates } = value as { type?: unknown; coordinates?: unknown };
  if (typeof type !== 'string' || !Object.hasOwn(FORMS, type)) return null;
  // Counted first: what is too large is not looked at any closer.
  if (vertices(coordinates, MOST_VERTICES) > MOST_VERTICES) return null;
  return FORMS[type as keyof Coordinates](coordinates) ? ({ type, coordinates } as Geometry) : null;
}

/** Whether something is within areas: what `Task.location` never needs to be, and what `within` must. */
export function isArea(geometry: Geometry): geometry is Area {
  return geometry.type === 'Polygon' || geometry.type === 'MultiPolygon';
}

/** The point that a geometry is found by on a map: a point itself, else the centre of its bounding box. */
export function representativePoint(geometry: Geometry): { readonly longitude: number; readonly latitude: number } {
  const { west, south, east, north } = boundingBox(geometry);
  return { longitude: rounded((west + east) / 2), latitude: rounded((south + north) / 2) };
}

/** The box that holds a geometry. */
export function boundingBox(geometry: Geometry): Box {
  const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
  for (const [longitude, latitude] of positionsOf(geometry.coordinates)) {
    box.west = Math.min(box.west, longitude);
    box.east = Math.max(box.east, longitude);
    box.south = Math.min(box.south, latitude);
    box.north = Math.max(box.north, latitude);
  }
  return box;
}

type Nested = Position | readonly Nested[];

function positionsOf(nested: Nested): Position[] {
  return isPosition(nested) ? [nested] : nested.flatMap(positionsOf);
}

function isPosition(value: unknown): value is Position {
  if (!Array.isArray(value) || value.length < 2 || value.length > 3) return false;
  const [longitude, latitude] = value as unknown[];
  return value.every(Number.isFinite) && Math.abs(Number(longitude)) <= 180 && Math.abs(Number(latitude)) <= 90;
}

function isRing(value: unknown): boolean {
  if (!positions(RING_VERTICES)(value)) return false;
  const ring = value as readonly Position[];
  const [first, last] = [ring[0], ring.at(-1)];
  return first !== undefined && last !== undefined && first.every((number, i) => number === last[i]);
}

/** Lists that hold no list, counted until there are more than enough. */
function vertices(value: unknown, enough: number): number {
  if (!Array.isArray(value)) return 0;
  if (!value.some(Array.isArray)) return 1;
  let sum = 0;
  for (const each of value) {
    sum += vertices(each, enough);
    if (sum > enough) break;
  }
  return sum;
}

function rounded(degrees: number): number {
  return Number(degrees.toFixed(DIGITS));
}
