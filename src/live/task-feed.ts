import type { Reader } from '../access/viewer';
import { isTask, type TaskThing } from '../core/thing';
import type { Instant } from '../core/time';
import { isKind } from '../core/definition';
import { prefixOf } from '../core/ids';
import type { Registry } from '../core/registry';
import { findHead } from '../store/log';
import { sql, type Session } from '../store/session';
import { findThings } from '../store/things';
import type { FeedParts } from './board-feed';
import { LiveStream, lookAt, type Step } from './live-stream';
import type { ToldEntry } from './visible-log';

/** A range of the log as far as it is about one task, as one reader may see it. */
export interface TaskRange {
  readonly reader: Reader;
  /** The range is (after, until]. */
  readonly after: number;
  readonly until: number;
  readonly at: Instant;
  readonly entries: readonly ToldEntry[];
  /** As it stands; null once it is no longer to be seen. */
  readonly task: TaskThing | null;
}

/** Which task is followed, and by whom. */
export interface TaskRequest<T> {
  readonly operation: string;
  readonly task: string;
  /** Operations whose commits may change what is shown. */
  readonly watched: readonly string[];
  /** Left out: from now on. */
  readonly after: number | null;
  /** The reader's standing now; null ends the stream without a word. */
  readonly readerNow: (session: Session) => Promise<Reader | null>;
  readonly render: (session: Session, range: TaskRange) => Promise<T>;
  readonly now: () => Instant;
}

/** Where a stream stands: what was sent ends at `after`; up to `searched` there is nothing more to send. */
interface Place {
  readonly after: number | null;
  readonly searched: number;
  /** By which rows of the tables the reader sees; null before the first look. */
  readonly sight: string | null;
}

interface Look<T> {
  readonly session: Session;
  readonly request: TaskRequest<T>;
  readonly reader: Reader;
  readonly task: TaskThing;
  readonly head: number;
  readonly sight: string;
}

const RANGE_ENTRIES = 200;

/** Streams of changes of single tasks, by the same rules as those of boards. */
export class TaskFeed {
  constructor(
    private readonly parts: FeedParts,
    private readonly registry: Registry,
  ) {}

  /** A stream; once the task can no longer be seen it says so and completes. */
  follow<T>(request: TaskRequest<T>): AsyncIterableIterator<T> {
    return new LiveStream<Place, T>({
      start: { after: request.after, searched: request.after ?? 0, sight: null },
      follow: ({ stir }) => {
        const ends = request.watched.map((operation) => this.parts.heads.follow(operation, stir));
        return () => {
          for (const end of ends) end();
        };
      },
      look: (place) => this.look(request, place),
    });
  }

  private async look<T>(request: TaskRequest<T>, place: Place): Promise<Step<Place, T>> {
    return this.parts.store.read(async (session) => {
      const reader = await request.readerNow(session);
      const head = await findHead(session, request.operation);
      if (!reader || !head) return { place, over: true };
      const task = await this.find(session, reader, request);
      const now = request.now();
      if (!task) {
        const after = place.after ?? 0;
        const gone = { reader, after, until: after, at: now, entries: [], task };
        return { place, value: await request.render(session, gone), over: true };
      }
      const sight = this.parts.needToKnow.sightOf(reader);
      // What was sent before was chosen by other rows of the tables: the task must be asked for anew.
      if (place.sight !== null && place.sight !== sight) return { place, over: true };
      const look = { session, request, reader, task, head: head.seq, sight };
      const step = await (place.after === null ? this.begin(look) : this.next(look, { ...place, after: place.after }));
      return { ...step, ...lookAt(reader.standing.until, now) };
    });
  }

  private async find(
    session: Session,
    reader: Reader,
    { operation, task }: TaskRequest<unknown>,
  ): Promise<TaskThing | null> {
    const definition = this.registry.findPrefix(prefixOf(task) ?? '');
    if (!definition || !isKind(definition)) return null;
    const [thing] = await findThings(session, definition, { operation, ids: [task] });
    return thing && isTask(thing) && this.parts.needToKnow.mayKnow(definition, thing, reader) ? thing : null;
  }

  /** The first message of a stream from now on: the task, and the place of the last that was done to it. */
  private async begin<T>(look: Look<T>): Promise<Step<Place, T>> {
    const [last] = await this.entries(look, { after: 0, limit: 1, backwards: true });
    const seq = last?.seq ?? 0;
    return {
      place: { after: seq, searched: look.head, sight: look.sight },
      value: await this.render(look, { after: seq, until: seq, entries: [] }),
    };
  }

  private async next<T>(look: Look<T>, { after, searched, sight }: Place & { after: number }): Promise<Step<Place, T>> {
    const rows = await this.entries(look, { after: searched, limit: RANGE_ENTRIES });
    const last = rows.at(-1);
    const reach = last && rows.length === RANGE_ENTRIES ? last.seq : look.head;
    const entries = await this.parts.log.known(look.session, look.reader, rows);
    const until = entries.at(-1)?.seq;
    if (until === undefined) return { place: { after, searched: reach, sight }, again: reach < look.head };
    return {
      place: { after: until, searched: reach, sight },
      value: await this.render(look, { after, until, entries }),
    };
  }

  private async entries<T>(
    { session, request, reader, head }: Look<T>,
    { after, ...how }: { after: number; limit: number; backwards?: boolean },
  ): Promise<ToldEntry[]> {
    const { operation, task } = request;
    const span = { operation, after, until: head };
    return this.parts.log.entries(session, reader, { ...how, span, filter: sql`e.task_id = ${task}` });
  }

  private async render<T>(
    { session, request, reader, task }: Look<T>,
    part: Pick<TaskRange, 'after' | 'until' | 'entries'>,
  ): Promise<T> {
    return request.render(session, { ...part, reader, at: request.now(), task });
  }
}
