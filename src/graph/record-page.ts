import type { Shown } from '../access/need-to-know';
import type { Reader } from '../access/viewer';
import { isKind, type SubjectDefinition } from '../core/definition';
import type { PageKey } from '../core/page-cursor';
import type { Thing } from '../core/thing';
import type { Instant } from '../core/time';
import { countRecords, findRecordPage, type RecordPlace } from '../store/record-pages';
import { withTies } from '../store/things';
import { join, raw, sql, type Rows, type Session, type Sql } from '../store/session';
import type { ApiContext } from './context';
import { argumentsText, pageOf, pageRequest, type PageArguments } from './page';
import type { Connection } from './types/connection';

/** A list of records that is asked for, in the fixed order: the newest first, of one instant the later id first. */
export interface RecordList {
  readonly definition: SubjectDefinition;
  readonly page: PageArguments;
  /** Whether `totalCount` is asked for: it costs as much as the page. */
  readonly counted: boolean;
  /** The field and its other arguments: page cursors belong to them, and to the viewer's agency. */
  readonly place: { readonly field: string; readonly of?: string; readonly arguments?: object };
  /** An index of (…, created_at, id) of the record's table whose first columns the scope fixes. */
  readonly index?: string;
  /** What is listed, in the snapshot that it is read from. @throws Refusal as the field does */
  scope(session: Session): Promise<RecordScope>;
}

/** What a list is over: an operation's records, as far as the reader may know them and the conditions hold. */
interface RecordScope {
  /** Null: of all operations. */
  readonly operation: string | null;
  readonly reader: Reader;
  /** The operation's phase, for what is answered from the table of actions; of operations each has its own. */
  readonly phase: string;
  /** Over the columns of the record's row under the alias `r`; a field withheld from the reader must match nothing. */
  readonly conditions: readonly RecordCondition[];
}

/** What must hold of a record that is listed; records make theirs of `equals` and `among`. */
export type RecordCondition = Sql;

/** A column of the record's row, never a client's text, has this value. */
export function equals(column: string, value: string): RecordCondition {
  return sql`r.${raw(column)} = ${value}`;
}

/** A column of the record's row, never a client's text, has one of these values; of none, it holds of no record. */
export function among(column: string, values: readonly string[]): RecordCondition {
  return sql`r.${raw(column)} IN (${values})`;
}

/**
 * Reads a page of records and how many there are, over what the viewer may see, in two statements beside the scope's.
 * @throws Refusal BAD_USER_INPUT for the page's arguments, before anything is read
 */
export async function readRecords<T>(context: ApiContext, list: RecordList): Promise<Connection<T>> {
  const { services } = context;
  const { definition, page, counted } = list;
  if (isKind(definition)) throw new Error(`${definition.type} is no record`);
  const at = { codec: services.pageCursors, place: placeOf(context, list) };
  const request = pageRequest(page, at);
  return services.store.read(async (session) => {
    const scope = await list.scope(session);
    const asked = { rows: definition.row as Rows<Thing>, condition: conditionOf(context, definition, scope) };
    const records = await findRecordPage(session, {
      ...{ ...asked, index: list.index ?? null, size: request.size, backwards: request.backwards },
      ...{ after: rowPlace(request.after), before: rowPlace(request.before) },
    });
    const things = await withTies(session, definition, records);
    const totalCount = counted ? await countRecords(session, asked) : null;
    const show = shower(context, definition, scope);
    const keyOf = (thing: Thing): PageKey => [thing.createdAt, thing.id];
    return { ...pageOf(things, request, { at, keyOf, show }), totalCount } as unknown as Connection<T>;
  });
}

/** A page of a list that is withheld from the viewer: nothing, whatever is asked. */
export function emptyPage<T>(): Connection<T> {
  const pageInfo = { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null };
  return { edges: [], nodes: [], pageInfo, totalCount: 0 };
}

function placeOf({ viewer }: ApiContext, { place }: RecordList): string {
  return `records ${viewer.agencyId} ${place.field} ${place.of ?? ''} ${argumentsText(place.arguments ?? {})}`;
}

function conditionOf({ services }: ApiContext, definition: SubjectDefinition, scope: RecordScope): Sql {
  const within = scope.operation === null ? raw('1 = 1') : sql`r.operation_id = ${scope.operation}`;
  const known = services.needToKnow.recordCondition(definition, scope.reader, 'r');
  return join([within, sql`(${known})`, ...scope.conditions.map((each) => sql`(${each})`)], ' AND ', '1 = 1');
}

/** Each record by the reader's standing in its own operation, where that is what is listed. */
function shower({ reading }: ApiContext, definition: SubjectDefinition, scope: RecordScope): (thing: Thing) => Shown {
  const { standings } = scope.reader;
  if (!standings) return (thing) => reading.show({ definition, thing, reader: scope.reader, phase: scope.phase });
  return (thing) => {
    const standing = standings.get(thing.operation) ?? scope.reader.standing;
    const { standings: _all, ...reader } = scope.reader;
    return reading.show({ definition, thing, reader: { ...reader, standing }, phase: thing.state });
  };
}

function rowPlace(key: PageKey | null): RecordPlace | null {
  return key === null ? null : { createdAt: String(key[0]) as Instant, id: String(key[1]) };
}
