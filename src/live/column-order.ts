import { PRIORITIES } from '../core/vocabulary';
import { TaskRow, type TaskHistoryRow } from '../store/rows/task.row';
import { raw, sql, type Sql } from '../store/session';
import type { TaskPlaceInList } from './task-order';

/** The two orders in which a column shows its tasks where none is asked for; see `orderShown`. */

type Header = TaskRow | TaskHistoryRow;

/** An order over `task t`, or over versions with its columns. */
export interface ColumnOrder {
  readonly columns: Sql;
  /** The index in which tasks that stand are read so. */
  readonly index: string;
  /** Condition that a task comes after a place. */
  after(place: TaskPlaceInList): Sql;
  firstOf(headers: readonly Header[], most: number): Header[];
}

/** Due first, of what is as urgent. */
export const BOARD_ORDER: ColumnOrder = {
  columns: raw('t.board_key'),
  index: 'task_column',
  after: ({ value }) => sql`t.board_key > ${value}`,
  firstOf: (headers, most) => sorted(headers, (a, b) => a.boardKey < b.boardKey).slice(0, most),
};

/** The newest first, of what is as urgent. */
export const OPEN_ORDER: ColumnOrder = {
  columns: raw('t.priority DESC, t.id DESC'),
  index: 'task_priority',
  after: ({ value, id }) => sql`(t.priority < ${value} OR (t.priority = ${value} AND t.id < ${id}))`,
  firstOf: (headers, most) => sorted(headers, isBefore).slice(0, most),
};

function isBefore(a: Header, b: Header): boolean {
  const [rank, other] = [PRIORITIES.indexOf(a.priority), PRIORITIES.indexOf(b.priority)];
  return rank === other ? idOf(a) > idOf(b) : rank > other;
}

function sorted(headers: readonly Header[], comesFirst: (a: Header, b: Header) => boolean): Header[] {
  return [...headers].sort((a, b) => (comesFirst(a, b) ? -1 : 1));
}

/** The task that a header or a version of one is of. */
export function idOf(header: Header): string {
  return header instanceof TaskRow ? header.id : header.task;
}
