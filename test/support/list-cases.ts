import { NeedToKnow } from '../../src/access/need-to-know';
import type { Reader } from '../../src/access/viewer';
import { Registry } from '../../src/core/registry';
import { instantOf } from '../../src/core/time';
import { taskRestrictions } from '../../src/graph/task-filter';
import { findCandidates } from '../../src/graph/filter-candidates';
import type { TaskFilter } from '../../src/graph/types/board';
import type { TaskPage } from '../../src/live/task-branches';
import { MOST_ROWS_READ, TaskLists, type TaskListPage } from '../../src/live/task-lists';
import { listKey, orderShown, placeOfKey, TASK_ORDER_FIELDS, type TaskOrder } from '../../src/live/task-order';
import { records } from '../../src/records/registry';
import type { Session } from '../../src/store/session';
import { tasksOf } from '../../src/store/things';
import { CARRIER, DIVISION, FIRST_AT, GANG, OPERATION, STATION, survey } from './surveys';

/** Every order and every filter of task lists, alone. */

const minutes = (count: number): ReturnType<typeof instantOf> => instantOf(FIRST_AT + count * 60_000);

/** The board's order, and each other both ways. */
export const ORDERS: readonly (TaskOrder | null)[] = [
  null,
  ...TASK_ORDER_FIELDS.flatMap((field): TaskOrder[] => [
    { field, direction: 'ASC' },
    { field, direction: 'DESC' },
  ]),
];

/** Filters by name: most with the value that most surveys have, and with one that few have. */
export function filters(count: number): Readonly<Record<string, TaskFilter>> {
  const square = (size: number): NonNullable<TaskFilter['within']> => {
    const [west, south, east, north] = [119.9, 28.9, 119.9 + size, 28.9 + size];
    const ring = [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ] as [number, number][];
    return { type: 'Polygon', coordinates: [ring] };
  };
  const last = Math.floor(count / 50);
  return {
    kinds: { kinds: ['SURVEY'] },
    'states: most': { states: ['OPEN'] },
    'states: few': { states: ['RETURNED'] },
    'phases: most': { phases: ['ACTIVE'] },
    'phases: few': { phases: ['WAITING'] },
    'priorities: most': { priorities: ['NORMAL'] },
    'priorities: few': { priorities: ['URGENT'] },
    numbers: { numbers: ['SVY-0007', `SVY-${count}`, 'SVY-0000'] },
    'leadAgencyIds: most': { leadAgencyIds: [STATION] },
    'leadAgencyIds: few': { leadAgencyIds: ['agy_other3', 'agy_other4'] },
    'agencyIds: most': { agencyIds: [STATION, CARRIER] },
    'agencyIds: few': { agencyIds: ['agy_bank'] },
    assignedToMe: { assignedToMe: true },
    'handovers: most': { handovers: ['ACCEPTED', 'OFFERED'] },
    'handovers: few': { handovers: ['OFFERED'] },
    'holderIds: most': { holderIds: [CARRIER] },
    'holderIds: few': { holderIds: ['agy_rare'] },
    gangId: { gangId: GANG },
    'overdue: true': { overdue: true },
    'overdue: false': { overdue: false },
    'paused: true': { paused: true },
    'paused: false': { paused: false },
    'divisions: most': { divisions: [DIVISION] },
    'divisions: a province': { divisions: ['330000'] },
    'text: most': { text: '排查' },
    'text: few': { text: '第1234' },
    'text: common pairs': { text: '000次' },
    'text: none': { text: '巡逻' },
    within: { within: square(count > 100_000 ? 0.01 : 0.1) },
    dueAfter: { dueAfter: minutes(60_000) },
    dueBefore: { dueBefore: minutes(60_000) },
    'dueAfter and dueBefore': { dueAfter: minutes(60_000), dueBefore: minutes(60_060) },
    'createdAfter: most': { createdAfter: minutes(last * 0.1) },
    'createdAfter: few': { createdAfter: minutes(last * 0.998) },
    'updatedAfter: most': { updatedAfter: minutes(last * 0.1) },
    'updatedAfter: few': { updatedAfter: minutes(last + 98 * 1_440) },
  };
}

/** Lists of surveys, read as the API reads them but for GraphQL. */
export class SurveyLists {
  readonly registry = new Registry([...records, survey]);
  readonly needToKnow = new NeedToKnow(this.registry);
  readonly lists: TaskLists;

  /**
   * @param limitMs for tests, which run beside others, far above the usual one
   * @param rows that may be read where others are passed; left out: the usual
   */
  constructor(limitMs: number, rows = MOST_ROWS_READ) {
    this.lists = new TaskLists(this.needToKnow, this.registry, { pageMs: limitMs, countMs: limitMs, rows });
  }

  /** A page; `after` and `before` are headers that it stands between. */
  async page(session: Session, asked: ListCase): Promise<TaskListPage> {
    const { reader, filter, size = 50, backwards = false, counted = false } = asked;
    const order = orderShown(asked.order, this.needToKnow, [reader]);
    const context = { session, needToKnow: this.needToKnow, reader };
    const found = await findCandidates(filter, context, OPERATION);
    const sources = this.lists.sources(session, OPERATION);
    const restrictions = taskRestrictions(filter, { ...context, ...found }, sources);
    const place = async (header: TaskListPage['headers'][number] | undefined): Promise<TaskPage['after']> => {
      const [task] = header ? await tasksOf(session, [survey], [header]) : [];
      const seen = { needToKnow: this.needToKnow, kind: survey, reader };
      return task ? placeOfKey(session, listKey(task, order, seen), order) : null;
    };
    return this.lists.read(session, {
      scopes: [{ operation: OPERATION, reader, restrictions }],
      page: { order, size, backwards, after: await place(asked.after), before: await place(asked.before) },
      counted,
    });
  }
}

/** A list and a page of it. */
export interface ListCase {
  readonly reader: Reader;
  readonly order: TaskOrder | null;
  readonly filter: TaskFilter | null;
  readonly size?: number;
  readonly backwards?: boolean;
  readonly counted?: boolean;
  readonly after?: TaskListPage['headers'][number] | undefined;
  readonly before?: TaskListPage['headers'][number] | undefined;
}
