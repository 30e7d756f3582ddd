import type { SightSource } from '../access/need-to-know';
import type { Reader } from '../access/viewer';
import { boardRange, type KeyRange } from '../core/board-key';
import type { Registry } from '../core/registry';
import { PRIORITIES, type Priority } from '../core/vocabulary';
import type { Dialect } from '../store/dialect';
import { raw, sql, type Sql } from '../store/session';

/**
 * Where tasks are read from: each source is a range of one index, so that a page costs what it shows and not what there
 * is. `docs/queries.md` tells which index serves which order and filter.
 */

/** Rows of one table in a range of one of its indices; `task t` is it, or is joined to it. */
export interface TaskSource {
  readonly table: Sql;
  readonly where: Sql;
  /** How `task t` is joined, where the table is another one. */
  readonly join?: Sql;
  /** The column that has the board's order; of the table itself, if the index has it too. */
  readonly key: string;
  /** Only keys of this range. */
  readonly range?: KeyRange;
  /** The same rows by priority and id; left out where no index has them so. */
  readonly byPriority?: PrioritySource;
  /** The table is `task_agency own` with rows of the reader's own agency. */
  readonly own?: true;
}

/** A source in the order of PRIORITY. */
interface PrioritySource {
  readonly table: Sql;
  readonly priority: string;
  readonly id: string;
}

/** Orders in which sources can stand. */
export type SourceOrder = 'BOARD' | 'PRIORITY';

/** All tasks that fit a condition, and perhaps others, read by index. */
export interface TaskDrive {
  /** As few sources as there can be: for counting, and for sorting where they turn out to hold few. */
  readonly whole: readonly TaskSource[];
  /** The same tasks in sources that each stand in board order; null where no index has it. */
  readonly ordered: readonly TaskSource[] | null;
  /** It holds few by its nature. */
  readonly few?: true;
}

/** One thing that tasks of a list must have in common. */
export interface TaskRestriction {
  /** Over `task t`. */
  readonly condition: Sql;
  /** The field that it looks at, where that is not shown of every task that the reader sees: of others none fits. */
  readonly shown: string | null;
  /** What it can be read by; null where only other tasks' rows tell. */
  readonly drive: TaskDrive | null;
  /** What it says of a column that lists are sorted by: in that order only this range is read. */
  readonly bound?: ColumnBound;
}

/** A column is more, or less, than a value. */
export interface ColumnBound {
  readonly column: string;
  readonly sign: '>' | '<';
  readonly value: unknown;
}

/** Sources beyond this are more than one statement should have. */
const MOST_SOURCES = 200;

/** Makes the sources of one operation. */
export class TaskSources {
  constructor(
    private readonly dialect: Dialect,
    private readonly operation: string,
    private readonly registry: Registry,
  ) {}

  /** Rows of `task` in a range of an index that begins with the operation. */
  index(index: string, where: Sql = raw('1 = 1'), range?: KeyRange): TaskSource {
    const table = raw(`task t${this.dialect.useIndex(index)}`);
    const source = { table, where: sql`t.operation_id = ${this.operation} AND ${where}`, key: 't.board_key' };
    return range ? { ...source, range } : source;
  }

  /** All tasks of the operation, in the order of their ids. */
  all(): TaskSource {
    const table = raw(`task t${this.dialect.usePrimary}`);
    return { table, where: sql`t.operation_id = ${this.operation}`, key: 't.board_key' };
  }

  /** Tasks by their ids. */
  ids(ids: readonly string[]): TaskDrive {
    return { whole: [this.index('task_id', sql`t.id IN (${ids})`)], ordered: null, few: true };
  }

  /** Tasks by values of a column with which an index begins after the operation. */
  values(index: string, column: string, values: readonly unknown[]): TaskDrive {
    const each = [...new Set(values)].map((value) => this.index(index, sql`${raw(column)} = ${value}`));
    return drive([this.index(index, sql`${raw(column)} IN (${values})`)], each);
  }

  /** Tasks that agencies have one of these relations to. */
  agencies(agencies: readonly string[], relations: readonly string[]): TaskDrive {
    const pairs = agencies.flatMap((agency) => relations.map((relation) => ({ agency, relation })));
    const each = pairs.map(({ agency, relation }) =>
      this.agencyRows('task_agency_relation', sql`own.agency_id = ${agency} AND own.relation = ${relation}`),
    );
    const all = sql`own.agency_id IN (${agencies}) AND own.relation IN (${relations})`;
    return drive([this.agencyRows('task_agency_relation', all)], each);
  }

  /** Tasks of kinds, in certain states or in all; an index has each state in board order. */
  states(kinds: readonly { readonly kind: string; readonly states?: readonly string[] }[]): TaskDrive {
    const pairs = kinds.flatMap(({ kind, states }) =>
      (states ?? this.statesOf(kind)).map((state) => ({ kind, state })),
    );
    const table = raw(`task t${this.dialect.useIndex('task_state_priority')}`);
    const each = pairs.map(({ kind, state }) => ({
      ...this.index('task_state', sql`t.kind = ${kind} AND t.state = ${state}`),
      byPriority: { table, priority: 't.priority', id: 't.id' },
    }));
    const whole = kinds.map(({ kind, states }) =>
      this.index('task_state', states ? sql`t.kind = ${kind} AND t.state IN (${states})` : sql`t.kind = ${kind}`),
    );
    return drive(whole, each);
  }

  /** Tasks of priorities. */
  priorities(priorities: readonly Priority[]): TaskDrive {
    const index = 'task_priority';
    const table = raw(`task t${this.dialect.useIndex(index)}`);
    const each = [...new Set(priorities)].map((priority) => ({
      // The board's key begins with the priority.
      ...this.index('task_board', sql`t.priority = ${PRIORITIES.indexOf(priority)}`, boardRange(priority)),
      byPriority: { table, priority: 't.priority', id: 't.id' },
    }));
    return drive(
      this.values(
        index,
        't.priority',
        priorities.map((each) => PRIORITIES.indexOf(each)),
      ).whole,
      each,
    );
  }

  /** Tasks in states, of whatever kind. */
  inStates(states: readonly string[]): TaskDrive {
    const kinds = this.registry.kinds.map(({ kind }) => ({
      kind,
      states: this.statesOf(kind).filter((state) => states.includes(state)),
    }));
    return this.states(kinds.filter((each) => each.states.length > 0));
  }

  /** Tasks that are overdue or paused, or not; the other of both may be either. */
  flags({ overdue, paused }: { readonly overdue?: boolean; readonly paused?: boolean }): TaskDrive {
    const either = [0, 1];
    const each = (overdue === undefined ? either : [Number(overdue)]).flatMap((o) =>
      (paused === undefined ? either : [Number(paused)]).map((p) =>
        this.index('task_flags', sql`t.overdue = ${o} AND t.paused = ${p}`),
      ),
    );
    return drive(each, each);
  }

  /** Tasks by values of which each names one at most. */
  few(index: string, column: string, values: readonly string[]): TaskDrive {
    return { ...this.values(index, column, values), ordered: null, few: true };
  }

  /** Tasks that refer to something; few do. */
  reference(role: string, target: string): TaskDrive {
    const where = sql`n.target_id = ${target} AND n.role = ${role}`;
    return { ...this.named('task_reference', 'task_reference_target', where), few: true };
  }

  /** Tasks by a row of another table that names them; such rows are few and have no order. */
  named(table: string, index: string, where: Sql): TaskDrive {
    const rows = raw(`${table} n${this.dialect.useIndex(index)}`);
    const source = {
      table: rows,
      where: sql`n.operation_id = ${this.operation} AND ${where}`,
      join: raw(`${this.dialect.joinInOrder} task t ON t.operation_id = n.operation_id AND t.id = n.task_id`),
      key: 't.board_key',
      // In no order: what they are read by beside others is sorted, since they are few.
      byPriority: { table: rows, priority: 't.priority', id: 't.id' },
    };
    return { whole: [source], ordered: null };
  }

  /** What a reader sees; null for who sees everything. */
  sight(sources: readonly SightSource[], { actor }: Reader): TaskDrive | null {
    const kinds = new Set(sources.flatMap((source) => (source.by === 'ALL' ? [source.kind] : [])));
    if (this.registry.kinds.every(({ kind }) => kinds.has(kind))) return null;
    const drives = sources.map((source): TaskDrive => {
      if (source.by === 'ALL') return this.states([{ kind: source.kind }]);
      if (source.by === 'STATES') return this.states([source]);
      if (source.by === 'MEMBER') return this.member(actor.memberId);
      const own = sql`own.agency_id = ${actor.agencyId}`;
      // Of rows that are sorted SQLite is told their index by name: by a page's bound it else takes the one of all
      // agencies, and looks through what the others have.
      const whole = { ...this.agencyRows('task_agency_priority', own), own: true } as const;
      return drive([whole], [{ ...this.agencyRows('PRIMARY', own), own: true }]);
    });
    const ordered = drives.flatMap((each) => each.ordered ?? each.whole);
    return drive(
      drives.flatMap((each) => each.whole),
      ordered,
    );
  }

  /** Tasks to which a person is assigned. */
  member(member: string | null): TaskDrive {
    return { ...this.named('task_member', 'task_member_member', sql`n.member_id = ${member}`), few: true };
  }

  /** States of a kind; of one that is not installed there are none. */
  statesOf(kind: string): string[] {
    return Object.keys(this.registry.kinds.find((each) => each.kind === kind)?.states ?? {});
  }

  private agencyRows(index: string, where: Sql): TaskSource {
    const hint = index === 'PRIMARY' ? this.dialect.usePrimary : this.dialect.useIndex(index);
    return {
      table: raw(`task_agency own${hint}`),
      where: sql`own.operation_id = ${this.operation} AND ${where}`,
      join: raw(`${this.dialect.joinInOrder} task t ON t.operation_id = own.operation_id AND t.id = own.task_id`),
      key: 'own.board_key',
      byPriority: {
        table: raw(`task_agency own${this.dialect.useIndex('task_agency_priority')}`),
        ...{ priority: 'own.priority', id: 'own.task_id' },
      },
    };
  }
}

/** The sources of a drive that stand in an order each; null where one does not. */
export function sourcesIn(order: SourceOrder, { ordered }: TaskDrive): readonly TaskSource[] | null {
  if (order === 'BOARD') return ordered;
  return ordered?.every((source) => source.byPriority !== undefined) === true ? ordered : null;
}

function drive(whole: readonly TaskSource[], ordered: readonly TaskSource[]): TaskDrive {
  return { whole, ordered: ordered.length > MOST_SOURCES ? null : ordered };
}
