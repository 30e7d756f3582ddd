import type { NeedToKnow, PlacedTask } from '../access/need-to-know';
import type { Reader } from '../access/viewer';
import { boardKey, numberKey } from '../core/board-key';
import type { KindDefinition } from '../core/definition';
import { fieldsOf } from '../core/definition';
import type { PageKey } from '../core/page-cursor';
import type { TaskThing } from '../core/thing';
import { PRIORITIES } from '../core/vocabulary';
import { TaskRow } from '../store/rows/task.row';
import { raw, sql, type Session, type Sql } from '../store/session';

/** By what lists of tasks can be ordered beside the board's order. */
export const TASK_ORDER_FIELDS = ['CREATED_AT', 'UPDATED_AT', 'DUE_AT', 'PRIORITY', 'NUMBER'] as const;
export type TaskOrderField = (typeof TASK_ORDER_FIELDS)[number];

/** An order of tasks; null stands for the board's: priority, dueAt, number. */
export interface TaskOrder {
  /** OPEN_AT is UPDATED_AT as it is shown to who sees no case. */
  readonly field: TaskOrderField | 'OPEN_AT';
  readonly direction: 'ASC' | 'DESC';
}

/** What an order reads: the field that must be shown, its column, and the index that has it before the id. */
interface OrderRule {
  readonly field: keyof TaskThing;
  readonly property: keyof TaskRow;
  readonly column: string;
  readonly index: string;
  readonly optional?: true;
  /** The column's value as a page cursor keeps it. */
  valueOf(task: TaskThing): string | number | null;
}

const RULES: Readonly<Record<TaskOrder['field'], OrderRule>> = {
  CREATED_AT: {
    ...{ field: 'createdAt', property: 'createdAt', column: 't.created_at', index: 'task_created' },
    valueOf: (task) => task.createdAt,
  },
  UPDATED_AT: {
    ...{ field: 'updatedAt', property: 'updatedAt', column: 't.updated_at', index: 'task_updated' },
    valueOf: (task) => task.updatedAt,
  },
  OPEN_AT: {
    ...{ field: 'openAt', property: 'openAt', column: 't.open_at', index: 'task_open_at' },
    valueOf: (task) => task.openAt,
  },
  DUE_AT: {
    ...{ field: 'dueAt', property: 'dueAt', column: 't.due_at', index: 'task_due', optional: true },
    valueOf: (task) => task.dueAt,
  },
  PRIORITY: {
    ...{ field: 'priority', property: 'priority', column: 't.priority', index: 'task_priority' },
    valueOf: (task) => PRIORITIES.indexOf(task.priority),
  },
  NUMBER: {
    ...{ field: 'number', property: 'numberKey', column: 't.number_key', index: 'task_number_key' },
    valueOf: (task) => numberKey(task.number),
  },
};

/** A task's place in a list: last are those without a value, and those whose value is withheld. */
export interface TaskPlaceInList {
  readonly isLast: boolean;
  /** As its column compares; null for one of the last. */
  readonly value: unknown;
  readonly id: string;
}

/**
 * The order in which a list is shown where none is asked for. Who is not shown dueAt and number of every task that it
 * sees must not learn of them by the board's order: for it, what is most urgent comes first, and of that the newest.
 */
const OPEN_ORDER: TaskOrder = { field: 'PRIORITY', direction: 'DESC' };

/** The fields of the board's order that are not open. */
const BOARD_FIELDS = ['dueAt', 'number'] as const;

/** The order that a list asked so has for its readers; null: the board's. */
export function orderShown(
  order: TaskOrder | null,
  needToKnow: NeedToKnow,
  readers: readonly Reader[],
): TaskOrder | null {
  const isHidden = (field: string): boolean => readers.every((reader) => needToKnow.hiddenEverywhere(field, reader));
  if (order?.field === 'UPDATED_AT' && isHidden('updatedAt')) return { ...order, field: 'OPEN_AT' };
  const isBoardsShown = readers.every((reader) =>
    BOARD_FIELDS.every((field) => needToKnow.shownWhereverSeen(field, reader)),
  );
  return order ?? (isBoardsShown ? null : OPEN_ORDER);
}

/** The field that an order looks at: who may not see it in any state may not order by it. */
export function orderedField(order: TaskOrder | null): string | null {
  return order && RULES[order.field].field;
}

/** The column of `task t` that a list is sorted by; null: the board's key. */
export function orderedColumn(order: TaskOrder | null): string | null {
  return order && RULES[order.field].column;
}

/** What a page cursor keeps of a task. */
export function listKey(
  task: TaskThing,
  order: TaskOrder | null,
  seen: { needToKnow: NeedToKnow; kind: KindDefinition; reader: Reader },
): PageKey {
  if (order === null) return [boardKey(task)];
  const { needToKnow, kind, reader } = seen;
  const rule = RULES[order.field];
  const of = fieldsOf(kind).get(rule.field)?.class ?? 'PROOF';
  const value = needToKnow.level(kind, task, { reader, of }) === 'FULL' ? rule.valueOf(task) : null;
  return value === null ? [1, '', task.id] : [0, value, task.id];
}

/** The place that a page cursor names. */
export function placeOfKey(session: Session, key: PageKey | null, order: TaskOrder | null): TaskPlaceInList | null {
  if (key === null) return null;
  if (order === null) return { isLast: false, value: String(key[0]), id: '' };
  const [last, kept, id] = key;
  const { property, field } = RULES[order.field];
  const value = field === 'priority' ? kept : session.columnValue(TaskRow, property, kept);
  return { isLast: last === 1, value: last === 1 ? null : value, id: String(id) };
}

/** An order as SQL, for one reader. */
export interface OrderColumns {
  readonly column: Sql;
  readonly index: string;
  /** Condition that a task stands among those with a value; null: all of them do. */
  readonly hasValue: Sql | null;
  /** The same, where the index itself can tell: the column is null or not. */
  readonly byColumn: boolean;
}

/** The columns of an order. */
export function orderColumns(
  order: TaskOrder,
  needToKnow: NeedToKnow,
  { reader, row }: { reader: Reader; row: PlacedTask },
): OrderColumns {
  const { column, index, optional, field } = RULES[order.field];
  const isThere = optional ? [raw(`${column} IS NOT NULL`)] : [];
  const isShown = needToKnow.shownWhereverSeen(field, reader) ? [] : [needToKnow.fieldCondition(field, reader, row)];
  const conditions = [...isThere, ...isShown];
  const hasValue = conditions.length === 0 ? null : conditions.reduce((a, b) => sql`${a} AND (${b})`);
  return { column: raw(column), index, hasValue, byColumn: isShown.length === 0 };
}
