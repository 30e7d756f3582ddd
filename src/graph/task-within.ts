import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon';
import type { Polygon } from 'geojson';
import { badInput, refuse } from '../core/errors';
import { boundingBox, isArea, type Area } from '../core/geometry';
import { raw, sql, type Sql } from '../store/session';
import type { FilterContext } from './task-filter';
import type { TaskFilter } from './types/board';

/** So many tasks around an area are looked at. */
const MOST_CANDIDATES = 5_000;
/** Kept coordinates are rounded; see core/geometry. */
const MARGIN = 1e-9;

/** The rows that may lie in an area: of `task`, unless others with the columns of a header are named. */
export interface WithinRows {
  readonly from: Sql;
  readonly where: Sql;
}

/**
 * Ids of the tasks that a filter's `within` holds, as far as the reader may see where they are: their bounding box by
 * index, the area itself in memory. Null where the filter has none.
 * @throws Refusal BAD_USER_INPUT for what is no area, LIMIT_EXCEEDED `candidates` for more around it than are looked at
 */
export async function findWithin(
  filter: TaskFilter | null | undefined,
  { session, needToKnow, reader, row = { alias: 't', id: 't.id' } }: FilterContext,
  rows: WithinRows | { readonly operation: string },
): Promise<readonly string[] | null> {
  const area = filter?.within;
  if (!area) return null;
  if (!isArea(area)) throw badInput([{ path: 'filter.within', code: 'NOT_AN_AREA' }]);
  const reads = session.limited(LIMITS);
  const { from, where } = 'from' in rows ? rows : headersOf(rows.operation, session.dialect.useIndex('task_place'));
  const { west, south, east, north } = boundingBox(area);
  const column = (name: string): Sql => raw(`${row.alias}.${name}`);
  const found = await reads.select(
    sql`SELECT ${raw(row.id)} AS id, ${column('longitude')} AS longitude, ${column('latitude')} AS latitude FROM ${from}
      WHERE ${where} AND ${reads.watch} AND ${column('longitude')} >= ${west - MARGIN} AND ${column('longitude')} <= ${east + MARGIN}
        AND ${column('latitude')} >= ${south - MARGIN} AND ${column('latitude')} <= ${north + MARGIN}
        AND (${needToKnow.fieldCondition('location', reader, row)})
      LIMIT ${raw(String(MOST_CANDIDATES + 1))}`,
  );
  if (found.length > MOST_CANDIDATES) throw refuse('LIMIT_EXCEEDED', { limit: 'candidates' });
  return found
    .filter(({ longitude, latitude }) => isInside(area, Number(longitude), Number(latitude)))
    .map(({ id }) => String(id));
}

const LIMITS = { ms: 2_000 };

function headersOf(operation: string, hint: string): WithinRows {
  return { from: raw(`task t${hint}`), where: sql`t.operation_id = ${operation}` };
}

/** What lies on the border is inside. */
function isInside(area: Area, longitude: number, latitude: number): boolean {
  return booleanPointInPolygon([longitude, latitude], area as unknown as Polygon);
}
