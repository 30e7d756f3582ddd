import type { NeedToKnow, PlacedTask } from '../access/need-to-know';
import type { Reader } from '../access/viewer';
import { boardRange } from '../core/board-key';
import { divisionsWithin } from '../core/divisions';
import { refuse } from '../core/errors';
import { SEARCHED_FIELDS } from '../core/search-tokens';
import { PRIORITIES, type Priority } from '../core/vocabulary';
import type { ColumnBound, TaskDrive, TaskRestriction, TaskSources } from '../live/task-sources';
import { TaskRow } from '../store/rows/task.row';
import { join, raw, sql, type Session, type Sql } from '../store/session';
import { textCondition } from './text-filter';
import type { TaskFilter } from './types/board';

/** Who filters which rows. */
export interface FilterContext extends Partial<FilterCandidates> {
  readonly session: Session;
  readonly needToKnow: NeedToKnow;
  readonly reader: Reader;
  /** The rows: of `task t`, unless others with the columns of a header are named, such as its history. */
  readonly row?: PlacedTask;
}

/** Tasks that were looked for before a filter is used. */
export interface FilterCandidates {
  /** The tasks inside `within`; null where the filter has it not. */
  readonly within: readonly string[] | null;
  /** Tasks among which all are that hold `text`; null where it is quicker to try each, left out where it is not asked. */
  readonly holding?: readonly string[] | null;
}

type Value<K extends keyof TaskFilter> = NonNullable<TaskFilter[K]>;

interface Filtering extends Required<Pick<FilterContext, 'session' | 'needToKnow' | 'reader' | 'row'>> {
  readonly within: readonly string[];
  readonly holding: readonly string[] | null;
}

/** One filter: whose field it looks at, what it asks of a row, and by which index such rows are found. */
interface FilterRule<K extends keyof TaskFilter> {
  /** Rows in which it is withheld don't match; null: it is about the reader's own, which nobody withholds. */
  readonly field: string | null;
  /** Fields that its condition asks about by itself: where all of them are withheld in every state, it is refused. */
  readonly fields?: readonly string[];
  readonly condition: (value: Value<K>, of: Filtering) => Sql;
  readonly drive: (value: Value<K>, sources: TaskSources, of: Driving) => TaskDrive | null;
  /** What it says of a column by which lists are sorted, besides its condition. */
  readonly bound?: (value: Value<K>, of: Filtering) => ColumnBound;
}

interface Driving extends Filtering {
  readonly filter: TaskFilter;
}

/** Relations of an agency that leads a task or is assigned to it; an assignment that has ended leaves none. */
const ASSIGNED = ['LEAD', 'HOLDER', 'ASSIST'];

const column = ({ row }: Filtering, name: string): Sql => raw(`${row.alias}.${name}`);
const stored = ({ session }: Filtering, field: keyof TaskRow, value: unknown): unknown =>
  session.columnValue(TaskRow, field, value);

type ListKey = { [K in keyof TaskFilter]-?: Value<K> extends string[] ? K : never }[keyof TaskFilter];
type FlagKey = { [K in keyof TaskFilter]-?: Value<K> extends boolean ? K : never }[keyof TaskFilter];
type Drive<K extends keyof TaskFilter> = FilterRule<K>['drive'];

/** The column is one of the values. */
function among(field: keyof TaskRow, name: string, drive: Drive<ListKey>): FilterRule<ListKey> {
  return {
    field,
    condition: (values, of) => sql`${column(of, name)} IN (${values.map((value) => stored(of, field, value))})`,
    drive,
  };
}

/** The column is the value. */
function flag(field: 'overdue' | 'paused', drive: Drive<FlagKey>): FilterRule<FlagKey> {
  return { field, condition: (value, of) => sql`${column(of, field)} = ${value ? 1 : 0}`, drive };
}

type InstantKey = 'dueAfter' | 'dueBefore' | 'createdAfter' | 'updatedAfter';

/** The column is later, or earlier, than the value. */
function compared(
  field: 'dueAt' | 'createdAt',
  { name, sign }: { name: string; sign: '>' | '<' },
  drive: Drive<InstantKey>,
): FilterRule<InstantKey> {
  return {
    field,
    condition: (value, of) => sql`${column(of, name)} ${raw(sign)} ${stored(of, field, value)}`,
    drive,
    bound: (value, of) => ({ column: `t.${name}`, sign, value: stored(of, field, value) }),
  };
}

/** A range of time has no board order. */
const since =
  (field: 'createdAt' | 'updatedAt', index: string, name: string): Drive<InstantKey> =>
  (value, sources, of) => ({
    whole: [sources.index(index, sql`${raw(name)} > ${stored(of, field, value)}`)],
    ordered: null,
  });

/** Within each priority the board's order is that of dueAt, so both bounds are ranges of it. */
const due: Drive<InstantKey> = (_value, sources, of) => {
  const { dueAfter: after = null, dueBefore: before = null } = of.filter;
  const bound = (sign: string, value: string | null): Sql[] =>
    value === null ? [] : [sql`t.due_at ${raw(sign)} ${stored(of, 'dueAt', value)}`];
  const range = join([...bound('>', after), ...bound('<', before)], ' AND ', '1 = 1');
  return {
    whole: [sources.index('task_due', range)],
    ordered: PRIORITIES.map((priority) =>
      sources.index('task_board', raw('1 = 1'), boardRange(priority, { after, before })),
    ),
  };
};

function inside(codes: readonly string[]): string[] {
  return [...new Set(codes.flatMap((code) => [code, ...divisionsWithin(code).map((each) => each.code)]))];
}

/** What task_agency tells of a row. */
function bound(of: Filtering, agencies: readonly (string | null)[], relations: readonly string[]): Sql {
  return sql`EXISTS (SELECT 1 FROM task_agency x WHERE x.operation_id = ${column(of, 'operation_id')}
    AND x.task_id = ${raw(of.row.id)} AND x.agency_id IN (${agencies}) AND x.relation IN (${relations}))`;
}

/** The table of filters; a field that it does not name fails to compile. */
const RULES: { readonly [K in keyof TaskFilter]-?: FilterRule<K> } = {
  kinds: among('kind', 'kind', (kinds, sources) => sources.states(kinds.map((kind) => ({ kind })))),
  states: among('state', 'state', (states, sources) => sources.inStates(states)),
  phases: among('phase', 'phase', (phases, sources) => sources.values('task_column', 't.phase', phases)),
  priorities: among('priority', 'priority', (priorities, sources) => sources.priorities(priorities as Priority[])),
  numbers: among('number', 'number', (numbers, sources) => sources.few('task_number', 't.number', numbers)),
  leadAgencyIds: among('leadAgency', 'lead_agency_id', (ids, sources) => sources.agencies(ids, ['LEAD'])),
  agencyIds: {
    field: null,
    condition: (ids, of) => {
      const { needToKnow, reader, row } = of;
      if (needToKnow.shownWhereverSeen('holder', reader)) return bound(of, ids, ASSIGNED);
      const own = ids.filter((id) => id === reader.actor.agencyId);
      const lead = needToKnow.fieldCondition('leadAgency', reader, row);
      const others = needToKnow.fieldCondition('holder', reader, row);
      return sql`(${column(of, 'lead_agency_id')} IN (${ids}) AND (${lead}))
        OR ${bound(of, own, ASSIGNED)} OR (${bound(of, ids, ASSIGNED)} AND (${others}))`;
    },
    drive: (ids, sources) => sources.agencies(ids, ASSIGNED),
  },
  assignedToMe: {
    field: null,
    condition: (value, of) => sql`${raw(value ? '' : 'NOT')} EXISTS (SELECT 1 FROM task_member y
      WHERE y.operation_id = ${column(of, 'operation_id')} AND y.task_id = ${raw(of.row.id)}
      AND y.member_id = ${of.reader.actor.memberId})`,
    drive: (value, sources, { reader }) => (value ? sources.member(reader.actor.memberId) : null),
  },
  handovers: {
    field: null,
    condition: (handovers, of) => sql`EXISTS (SELECT 1 FROM task_assignment z
      WHERE z.operation_id = ${column(of, 'operation_id')} AND z.task_id = ${raw(of.row.id)}
      AND z.agency_id = ${of.reader.actor.agencyId} AND z.handover IN (${handovers}))`,
    drive: (handovers, sources, { reader }) =>
      sources.named(
        'task_assignment',
        'task_assignment_handover',
        sql`n.agency_id = ${reader.actor.agencyId} AND n.handover IN (${handovers})`,
      ),
  },
  holderIds: among('holder', 'holder_id', (ids, sources) => sources.values('task_holder', 't.holder_id', ids)),
  gangId: {
    field: 'gang',
    condition: (gang, of) => sql`EXISTS (SELECT 1 FROM task_reference w
      WHERE w.operation_id = ${column(of, 'operation_id')} AND w.task_id = ${raw(of.row.id)}
      AND w.role = 'gang' AND w.target_id = ${gang})`,
    drive: (gang, sources) => sources.reference('gang', gang),
  },
  overdue: flag('overdue', (value, sources) => sources.flags({ overdue: value })),
  paused: flag('paused', (value, sources) => sources.flags({ paused: value })),
  divisions: {
    field: 'division',
    condition: (codes, of) => sql`${column(of, 'division')} IN (${inside(codes)})`,
    drive: (codes, sources) => sources.values('task_division', 't.division', inside(codes)),
  },
  within: {
    field: 'location',
    condition: (_area, { row, within }) => sql`${raw(row.id)} IN (${within})`,
    drive: (_area, sources, { within }) => sources.ids(within),
  },
  text: {
    field: null,
    fields: SEARCHED_FIELDS,
    condition: (text, of) => textCondition(text, of),
    drive: (_text, sources, { holding }) => (holding === null ? null : sources.ids(holding)),
  },
  dueAfter: compared('dueAt', { name: 'due_at', sign: '>' }, due),
  // Of two bounds the first is driven by both.
  dueBefore: compared('dueAt', { name: 'due_at', sign: '<' }, (value, sources, of) =>
    of.filter.dueAfter ? null : due(value, sources, of),
  ),
  createdAfter: compared(
    'createdAt',
    { name: 'created_at', sign: '>' },
    since('createdAt', 'task_created', 't.created_at'),
  ),
  updatedAfter: {
    // Compared is what the reader is shown: where the case is hidden, when the newest open version was made.
    field: null,
    condition: (value, of) => {
      const { needToKnow, reader, row } = of;
      const isAfter = (name: string): Sql => sql`${column(of, name)} > ${stored(of, 'updatedAt', value)}`;
      if (needToKnow.shownWhereverSeen('updatedAt', reader)) return isAfter('updated_at');
      const isWhole = needToKnow.fieldCondition('updatedAt', reader, row);
      return sql`(${isAfter('open_at')} OR (${isAfter('updated_at')} AND (${isWhole})))`;
    },
    drive: since('updatedAt', 'task_updated', 't.updated_at'),
    bound: (value, of) => {
      const isOpen = of.needToKnow.hiddenEverywhere('updatedAt', of.reader);
      return { column: isOpen ? 't.open_at' : 't.updated_at', sign: '>', value: stored(of, 'updatedAt', value) };
    },
  },
};

/** Whether a filter looks at a field that is withheld from the reader in every state. */
export function isHidden(filter: TaskFilter | null | undefined, needToKnow: NeedToKnow, reader: Reader): boolean {
  return given(filter).some(([name]) => {
    const { field, fields = field === null ? [] : [field] } = RULES[name];
    return fields.length > 0 && fields.every((each) => needToKnow.hiddenEverywhere(each, reader));
  });
}

/** @throws Refusal FORBIDDEN for a field that is hidden from the reader in every state */
function assertMayFilter(filter: TaskFilter | null | undefined, needToKnow: NeedToKnow, reader: Reader): void {
  if (isHidden(filter, needToKnow, reader)) throw refuse('FORBIDDEN', { denial: { code: 'HIDDEN_FIELD' } });
}

/**
 * The condition of a filter over `task t`, or over other rows of headers. A row in which the field is hidden from the
 * reader does not match.
 * @throws Refusal FORBIDDEN for a field that is hidden from the reader in every state
 */
export function taskFilter(filter: TaskFilter | null | undefined, context: FilterContext): Sql {
  assertMayFilter(filter, context.needToKnow, context.reader);
  const of = filtering(filter, context);
  const conditions = given(filter).map(([name, value]) => shownCondition(name, value, of));
  return join(conditions, ' AND ', '1 = 1');
}

/** The same for `task t`, each field with the index that its tasks are found by; nothing is refused. */
export function taskRestrictions(
  filter: TaskFilter | null | undefined,
  context: FilterContext,
  sources: TaskSources,
): TaskRestriction[] {
  const of = filtering(filter, context);
  return given(filter).map(([name, value]) => {
    const { field, condition, drive, bound } = RULES[name] as FilterRule<typeof name>;
    return {
      ...(bound ? { bound: bound(value as never, of) } : {}),
      condition: condition(value as never, of),
      shown: field === null || of.needToKnow.shownWhereverSeen(field, of.reader) ? null : field,
      drive: drive(value as never, sources, { ...of, filter: filter ?? {} }),
    };
  });
}

function filtering(
  filter: TaskFilter | null | undefined,
  { session, needToKnow, reader, row = { alias: 't', id: 't.id' }, within, holding = null }: FilterContext,
): Filtering {
  if (filter?.within && !within) throw new Error('a filter by area was used before its tasks were found');
  return { session, needToKnow, reader, row, within: within ?? [], holding };
}

function shownCondition(name: keyof TaskFilter, value: unknown, of: Filtering): Sql {
  const { field, condition } = RULES[name] as FilterRule<typeof name>;
  const asked = condition(value as never, of);
  const { needToKnow, reader, row } = of;
  if (field === null || needToKnow.shownWhereverSeen(field, reader)) return sql`(${asked})`;
  return sql`(${asked} AND (${needToKnow.fieldCondition(field, reader, row)}))`;
}

function given(filter: TaskFilter | null | undefined): [keyof TaskFilter, unknown][] {
  const entries = Object.entries(filter ?? {}) as [keyof TaskFilter, unknown][];
  return entries.filter(([, value]) => value !== null && value !== undefined);
}
