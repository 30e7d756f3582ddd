import { findStanding } from '../../src/access/standing';
import type { Reader } from '../../src/access/viewer';
import type { TaskThing } from '../../src/core/thing';
import { TASK_PHASES } from '../../src/core/vocabulary';
import { taskFilter } from '../../src/graph/task-filter';
import type { TaskFilter } from '../../src/graph/types/board';
import { Beat } from '../../src/live/beat';
import { BoardReader, type BoardFigures, type BoardScope } from '../../src/live/board';
import { BoardFeed, type BoardRange } from '../../src/live/board-feed';
import { Heads } from '../../src/live/heads';
import { TallyReader } from '../../src/live/tally-reader';
import { VisibleLog } from '../../src/live/visible-log';
import { findHead } from '../../src/store/log';
import type { Session } from '../../src/store/session';
import type { Foundation, MemberCode } from './foundation';

/** A board as one member's client holds it: version and column of each task. */
export type ClientTasks = ReadonlyMap<string, string>;

/** A board as it was read at one moment. */
export interface ReadBoard {
  /** The log's end then. */
  readonly head: number;
  /** Where the member's cursor stands. */
  readonly cursor: number;
  readonly tasks: ClientTasks;
  readonly figures: BoardFigures;
}

/** Who looks, and through which filter. */
export interface Onlooker {
  readonly member: MemberCode;
  readonly filter: TaskFilter;
}

/** The live parts on a foundation, with ranges of a few entries. */
export class LiveBoards {
  readonly heads: Heads;
  readonly beat: Beat;
  readonly boards: BoardReader;
  readonly log: VisibleLog;
  readonly feed: BoardFeed;

  constructor(
    private readonly world: Foundation,
    rangeEntries = 5,
  ) {
    const { store, clock, needToKnow, registry } = world;
    this.heads = new Heads(store);
    this.beat = new Beat(clock);
    this.boards = new BoardReader(needToKnow, registry);
    this.log = new VisibleLog(needToKnow, registry);
    const tallies = new TallyReader({ registry, needToKnow, clock, smallCell: 5 });
    const { heads, beat, boards, log } = this;
    this.feed = new BoardFeed({ store, heads, beat, needToKnow, log, boards, tallies }, rangeEntries);
  }

  /** The board as it is, or as it was at a position. */
  async read(onlooker: Onlooker, at?: number): Promise<ReadBoard> {
    return this.world.store.read(async (session) => {
      const now = await this.scope(session, onlooker);
      const scope = at === undefined ? now : { ...now, at };
      const head = (await findHead(session, this.world.operation))?.seq ?? 0;
      const where = { operation: this.world.operation, until: at ?? head };
      const pages = TASK_PHASES.map((phase) => ({ phase, first: 100, after: null }));
      const tasks = (await this.boards.pastPages(session, { ...scope, at: at ?? head }, pages)).flat();
      return {
        head,
        cursor: await this.log.lastPosition(session, scope.reader, where),
        tasks: new Map(tasks.map((task) => [task.id, `${task.phase} ${this.versionFor(task, scope.reader)}`])),
        figures: await this.boards.figures(session, scope),
      };
    });
  }

  /** What a client holds after a message. */
  apply(tasks: ClientTasks, { reader, tasks: changed, removed }: BoardRange): ClientTasks {
    const next = new Map(tasks);
    for (const id of removed) next.delete(id);
    for (const task of changed) {
      const version = this.versionFor(task, reader);
      const before = Number(next.get(task.id)?.split(' ')[1] ?? 0);
      if (version >= before) next.set(task.id, `${task.phase} ${version}`);
    }
    return next;
  }

  /** The version that a reader is shown. */
  private versionFor(task: TaskThing, reader: Reader): number {
    return this.world.needToKnow.versionFor(this.world.registry.getKind(task.kind), task, reader);
  }

  /** Follows a board after a position. */
  follow(onlooker: Onlooker, after: number | null): AsyncIterableIterator<BoardRange> {
    const { operation, clock } = this.world;
    return this.feed.follow({
      ...{ operation, watched: [operation], after, now: () => clock.now() },
      readerNow: (session) => this.reader(session, onlooker),
      filterFor: async (session, reader) => ({
        filter: this.condition(session, { reader, filter: onlooker.filter }),
      }),
      render: async (_session, range) => range,
    });
  }

  private async scope(session: Session, onlooker: Onlooker): Promise<BoardScope> {
    const reader = await this.reader(session, onlooker);
    const filter = this.condition(session, { reader, filter: onlooker.filter });
    return { operation: this.world.operation, reader, filter };
  }

  private condition(
    session: Session,
    { reader, filter }: { reader: Reader; filter: TaskFilter },
  ): BoardScope['filter'] {
    return taskFilter(filter, { session, reader, needToKnow: this.world.needToKnow });
  }

  private async reader(session: Session, { member }: Onlooker): Promise<Reader> {
    const actor = this.world.as(member);
    const where = { operation: this.world.operation, now: this.world.clock.now() };
    return { actor, standing: await findStanding(session, actor.agencyId, where) };
  }
}
