import type { NeedToKnow } from '../access/need-to-know';
import { isRefusal } from '../core/errors';
import type { Registry } from '../core/registry';
import type { ReadLimits } from '../store/dialect';
import { TaskRow } from '../store/rows/task.row';
import { join, raw, sql, type LimitedReads, type Session, type Sql } from '../store/session';
import { limit, sortedBy, tables, TaskBranches, type TaskPage } from './task-branches';
import { orderShown } from './task-order';
import { planReads, rangeOf, type TaskPlan, type TaskScope } from './task-plan';
import { TaskSources } from './task-sources';

/** Beyond it, counting would cost more than the page. */
export const MOST_COUNTED = 10_000;

/** What is asked of a list. */
export interface TaskListRequest {
  /** One for each operation that it is about. */
  readonly scopes: readonly TaskScope[];
  readonly page: TaskPage;
  /** How many there are is asked for, too. */
  readonly counted: boolean;
}

/** A page of tasks in the order of the list, one more than asked where there are more. */
export interface TaskListPage {
  readonly headers: TaskRow[];
  /** Exact; null beyond `MOST_COUNTED`, where it takes too long, and where it was not asked for. */
  readonly count: number | null;
}

/** What reading may cost. */
interface ListLimits {
  /** Milliseconds of a page's statement; beyond them the list is refused. */
  readonly pageMs: number;
  /** Milliseconds of counting; beyond them there is no count. */
  readonly countMs: number;
  /** Rows that are read for a page or a count where many may have to be passed; beyond them it is the same. */
  readonly rows: number;
}

/** As many as a machine of two cores reads within a second; see docs/queries.md. */
export const MOST_ROWS_READ = 300_000;

const LIMITS: ListLimits = { pageMs: 2_000, countMs: 500, rows: MOST_ROWS_READ };

/** Reads lists of tasks by index, always over what the reader sees. */
export class TaskLists {
  constructor(
    private readonly needToKnow: NeedToKnow,
    private readonly registry: Registry,
    private readonly limits = LIMITS,
  ) {}

  /** Sources of an operation's tasks, for the restrictions of a list. */
  sources(session: Session, operation: string): TaskSources {
    return new TaskSources(session.dialect, operation, this.registry);
  }

  /**
   * Reads a page: at most four statements, and one more for the count; where tasks may have to be passed and the
   * database says so by a warning, each that looks for them is followed by one that asks.
   * @throws Refusal LIMIT_EXCEEDED `time` or `rows`
   */
  async read(session: Session, { scopes, page, counted }: TaskListRequest): Promise<TaskListPage> {
    if (scopes.length === 0) return { headers: [], count: 0 };
    const readers = scopes.map(({ reader }) => reader);
    if (orderShown(page.order, this.needToKnow, readers) !== page.order) {
      throw new Error('a list was to be read in the order of what is withheld from its reader');
    }
    const { pageMs, countMs } = this.limits;
    const sourcesOf = ({ operation }: TaskScope): TaskSources => this.sources(session, operation);
    const by = { needToKnow: this.needToKnow, sourcesOf, order: page.order };
    const plans = await planReads(session.limited({ ms: pageMs }), scopes, by);
    const rows = plans.some(({ passes }) => passes) ? { rows: this.limits.rows } : {};
    const reads = session.limited({ ms: pageMs, ...rows });
    const branches = new TaskBranches(this.needToKnow, sourcesOf, reads.watch);
    const headers: TaskRow[] = [];
    for (const segment of page.backwards ? ([1, 0] as const) : ([0, 1] as const)) {
      const all = plans.flatMap((plan) => branches.of(plan, page, segment));
      if (headers.length > page.size || all.length === 0) continue;
      headers.push(...(await this.headers(session, reads, { branches: all, page })));
    }
    headers.splice(page.size + 1);
    const count = counted ? await this.count(session, { ms: countMs, ...rows }, { plans, sourcesOf }) : null;
    return { headers: page.backwards ? headers.reverse() : headers, count };
  }

  private async headers(
    session: Session,
    reads: LimitedReads,
    { branches, page }: { branches: readonly Sql[]; page: TaskPage },
  ): Promise<TaskRow[]> {
    return reads.selectRows(
      TaskRow,
      sql`SELECT t.* FROM (SELECT * FROM (${join(branches, ' UNION ', '')}) u
          ORDER BY ${sortedBy(page, 'u')} LIMIT ${limit(page)}) p
        ${raw(session.dialect.joinInOrder)} task t ON t.operation_id = p.o AND t.id = p.id
        ORDER BY ${sortedBy(page, 'p')}`,
    );
  }

  private async count(
    session: Session,
    limits: ReadLimits,
    { plans, sourcesOf }: { plans: readonly TaskPlan[]; sourcesOf: (scope: TaskScope) => TaskSources },
  ): Promise<number | null> {
    const reads = session.limited(limits);
    const branches = new TaskBranches(this.needToKnow, sourcesOf, reads.watch);
    const most = raw(String(MOST_COUNTED + 1));
    const all = plans.flatMap(({ scope, counted }) => {
      const everything = this.registry.kinds.map(({ kind }) => ({ kind }));
      return (counted ?? sourcesOf(scope).states(everything)).whole.map(
        (source) => sql`SELECT * FROM (SELECT DISTINCT t.id AS id FROM ${tables(source)}
          WHERE ${rangeOf(source)} AND ${branches.fits(scope, source)} LIMIT ${most}) b`,
      );
    });
    if (all.length === 0) return 0;
    try {
      const [row] = await reads.select(sql`SELECT COUNT(*) AS found FROM (${join(all, ' UNION ', '')}) u`);
      const count = Number(row?.['found'] ?? 0);
      return count > MOST_COUNTED ? null : count;
    } catch (error) {
      if (isRefusal(error) && error.code === 'LIMIT_EXCEEDED') return null;
      throw error;
    }
  }
}
