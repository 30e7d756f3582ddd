import type { Reader } from '../access/viewer';
import type { TaskThing } from '../core/thing';
import type { Instant } from '../core/time';
import { findHead } from '../store/log';
import type { LogEntryRow } from '../store/rows/log-entry.row';
import type { Session, Sql } from '../store/session';
import type { Store } from '../store/store';
import type { BoardReader } from './board';
import type { Heads } from './heads';
import type { VisibleLog } from './visible-log';

/** A range of the log as one reader may see it, with what it changed. */
export interface BoardRange {
  readonly reader: Reader;
  /** The range is (after, until]. */
  readonly after: number;
  readonly until: number;
  readonly at: Instant;
  readonly entries: readonly LogEntryRow[];
  readonly tasks: readonly TaskThing[];
}

/** What is followed, and by whom. */
export interface BoardRequest {
  readonly operation: string;
  /** Operations whose commits may change what is shown: its own, and SYSTEM where it is said who the reader is. */
  readonly watched: readonly string[];
  /** Left out: from now on. */
  readonly after: number | null;
  /** The reader's standing now; null ends the stream, since rights were taken away. */
  readonly readerNow: (session: Session) => Promise<Reader | null>;
  readonly filterFor: (session: Session, reader: Reader) => Promise<Sql>;
  readonly now: () => Instant;
}

/** Entries of one range at most; what is more follows at once. */
const RANGE_ENTRIES = 200;

/** Streams of changes of boards: contiguous ranges of the log, complete and in order. */
export class BoardFeed {
  constructor(private readonly parts: { store: Store; heads: Heads; log: VisibleLog; boards: BoardReader }) {}

  /** A stream; it costs nothing before its first `next` and leaves nothing behind after `return`. */
  follow(request: BoardRequest): AsyncIterableIterator<BoardRange> {
    return new BoardStream((place) => this.next(request, place), this.parts.heads, request);
  }

  private async next(request: BoardRequest, { after, searched }: Place): Promise<Found> {
    return this.parts.store.read(async (session) => {
      const reader = await request.readerNow(session);
      const head = await findHead(session, request.operation);
      if (!reader || !head) return 'OVER';
      const { operation } = request;
      if (after === null) return this.place(session, reader, request);
      const span = { operation, after: searched, until: head.seq };
      const entries = await this.parts.log.entries(session, reader, { span, limit: RANGE_ENTRIES });
      const last = entries.at(-1);
      if (!last) return { nothingUntil: head.seq };
      const ids = [...new Set(entries.flatMap((entry) => entry.task ?? []))];
      const scope = { operation, reader, filter: await request.filterFor(session, reader) };
      const tasks = await this.parts.boards.among(session, scope, ids);
      return { reader, after, until: last.seq, at: request.now(), entries, tasks };
    });
  }

  /** The first message of a stream from now on: empty, it tells the place. */
  private async place(session: Session, reader: Reader, { operation, now }: BoardRequest): Promise<BoardRange> {
    const seq = await this.parts.log.lastPosition(session, reader, operation);
    return { reader, after: seq, until: seq, at: now(), entries: [], tasks: [] };
  }
}

/** Where a stream stands: what was sent ends at `after`; up to `searched` there is nothing more to send. */
interface Place {
  readonly after: number | null;
  readonly searched: number;
}

/** A range that shows the reader something, how far there is none, or that rights were taken away. */
type Found = BoardRange | { readonly nothingUntil: number } | 'OVER';

type Read = (place: Place) => Promise<Found>;

/**
 * Written by hand, since `return()` of a generator waits for a pending `await` and a closed socket would leave its
 * follower behind.
 */
class BoardStream implements AsyncIterableIterator<BoardRange> {
  private place: Place;
  private unfollow: (() => void) | null = null;
  private over = false;
  private moved = true;
  private wake: (() => void) | null = null;

  constructor(
    private readonly read: Read,
    private readonly heads: Heads,
    private readonly request: BoardRequest,
  ) {
    this.place = { after: request.after, searched: request.after ?? 0 };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<BoardRange, undefined>> {
    try {
      return await this.nextRange();
    } catch (error) {
      // Nobody asks for more of a stream that has failed, nor ends it.
      return this.throw(error);
    }
  }

  async return(): Promise<IteratorResult<BoardRange, undefined>> {
    this.over = true;
    this.unfollow?.();
    this.wake?.();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<BoardRange, undefined>> {
    await this.return();
    throw error;
  }

  private async nextRange(): Promise<IteratorResult<BoardRange, undefined>> {
    this.unfollow ??= this.follow();
    while (!this.isOver()) {
      this.moved = false;
      const found = await this.read(this.place);
      if (this.isOver() || found === 'OVER') break;
      if (!('nothingUntil' in found)) {
        this.place = { after: found.until, searched: found.until };
        // There may be more of the range than one message takes.
        this.moved = true;
        return { done: false, value: found };
      }
      this.place = { ...this.place, searched: found.nothingUntil };
      await this.wait();
    }
    return this.return();
  }

  private follow(): () => void {
    const ends = this.request.watched.map((operation) =>
      this.heads.follow(operation, () => {
        this.stir();
      }),
    );
    return () => {
      for (const end of ends) end();
    };
  }

  private isOver(): boolean {
    return this.over;
  }

  private stir(): void {
    this.moved = true;
    this.wake?.();
  }

  private async wait(): Promise<void> {
    if (this.moved || this.over) return;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
    });
    this.wake = null;
  }
}
