import type { NeedToKnow } from '../access/need-to-know';
import type { Reader } from '../access/viewer';
import type { TaskThing } from '../core/thing';
import type { Instant } from '../core/time';
import { findHead } from '../store/log';
import type { Session } from '../store/session';
import type { Store } from '../store/store';
import type { Beat } from './beat';
import type { BoardFigures, BoardReader, BoardScope } from './board';
import type { Heads } from './heads';
import { LiveStream, lookAt, type Step } from './live-stream';
import type { ShownTally, TallyReader } from './tally-reader';
import type { ToldEntry, VisibleLog } from './visible-log';

/** A range of the log as one reader may see it, with what it changed. */
export interface BoardRange {
  readonly reader: Reader;
  /** The range is (after, until]. */
  readonly after: number;
  readonly until: number;
  readonly at: Instant;
  readonly entries: readonly ToldEntry[];
  readonly tasks: readonly TaskThing[];
  /** Ids of tasks that were shown at `after` and are not at `until`. */
  readonly removed: readonly string[];
  /** Of the whole board at `until`. */
  readonly figures: BoardFigures;
  readonly sums: readonly ShownTally[];
  /** False: more follows at once. */
  readonly final: boolean;
}

/** What is followed, and by whom. */
export interface BoardRequest<T> {
  readonly operation: string;
  /** Operations whose commits may change what is shown: its own, and SYSTEM where it is said who the reader is. */
  readonly watched: readonly string[];
  /** Left out: from now on. */
  readonly after: number | null;
  /** The reader by the rights of now; null ends the stream: it may see nothing of the operation. */
  readonly readerNow: (session: Session) => Promise<Reader | null>;
  /** What it asks of tasks, for that reader. */
  readonly filterFor: (session: Session, reader: Reader) => Promise<Pick<BoardScope, 'filter' | 'filterAmong'>>;
  /** Makes the message of a range, in the snapshot that the range was read from. */
  readonly render: (session: Session, range: BoardRange) => Promise<T>;
  readonly now: () => Instant;
}

/** What feeds are made of. */
export interface FeedParts {
  readonly store: Store;
  readonly heads: Heads;
  readonly needToKnow: NeedToKnow;
  readonly log: VisibleLog;
}

/** What the feed of boards is made of. */
export interface BoardFeedParts extends FeedParts {
  readonly beat: Beat;
  readonly boards: BoardReader;
  readonly tallies: TallyReader;
}

/** Where a stream stands: what was sent ends at `after`; up to `searched` there is nothing more to send. */
interface Place {
  readonly after: number | null;
  readonly searched: number;
  /** By which rows of the tables the reader sees; null before the first look. */
  readonly sight: string | null;
}

/** A look in one snapshot. */
interface Look<T> {
  readonly session: Session;
  readonly request: BoardRequest<T>;
  readonly scope: BoardScope;
  readonly head: number;
}

/** Entries of one range at most; what is more follows at once. */
const RANGE_ENTRIES = 200;

/** Streams of changes of boards: contiguous ranges of the log, complete and in order. */
export class BoardFeed {
  constructor(
    private readonly parts: BoardFeedParts,
    private readonly rangeEntries = RANGE_ENTRIES,
  ) {}

  /** A stream; it costs nothing before its first `next` and leaves nothing behind after `return`. */
  follow<T>(request: BoardRequest<T>): AsyncIterableIterator<T> {
    const { heads, beat } = this.parts;
    return new LiveStream<Place, T>({
      start: { after: request.after, searched: request.after ?? 0, sight: null },
      follow: (signals) => {
        const ends = request.watched.map((operation) => heads.follow(operation, signals.stir));
        ends.push(beat.follow(signals.beat));
        return () => {
          for (const end of ends) end();
        };
      },
      look: (place, beaten) => this.look(request, place, beaten),
    });
  }

  private async look<T>(request: BoardRequest<T>, place: Place, beaten: boolean): Promise<Step<Place, T>> {
    return this.parts.store.read(async (session) => {
      const { operation } = request;
      const reader = await request.readerNow(session);
      const head = await findHead(session, operation);
      if (!reader || !head) return { place, over: true };
      const sight = this.parts.needToKnow.sightOf(reader);
      // What was sent before was chosen by other rows of the tables: the board must be asked for anew.
      if (place.sight !== null && place.sight !== sight) return { place, over: true };
      const scope = { operation, reader, ...(await request.filterFor(session, reader)) };
      const look = { session, request, scope, head: head.seq };
      const { after, searched } = place;
      const step =
        after === null ? await this.begin(look, sight) : await this.next(look, { after, searched, sight }, beaten);
      return { ...step, ...lookAt(reader.standing.until, request.now()) };
    });
  }

  /** The first message of a stream from now on: empty, it tells the place. */
  private async begin<T>(look: Look<T>, sight: string): Promise<Step<Place, T>> {
    const { session, scope, head } = look;
    const { operation, reader } = scope;
    const seq = await this.parts.log.lastPosition(session, reader, { operation, until: head });
    const value = await this.render(look, { ...NOTHING, after: seq, until: seq });
    return { place: { after: seq, searched: head, sight }, value };
  }

  private async next<T>(
    look: Look<T>,
    place: Place & { readonly after: number },
    beaten: boolean,
  ): Promise<Step<Place, T>> {
    const { after, searched, sight } = place;
    const found = await this.find(look, searched);
    const { entries, removed, reach, final } = found;
    const lastEntry = entries.at(-1)?.seq ?? 0;
    if (entries.length > 0 || removed.length > 0) {
      const until = final ? Math.max(lastEntry, ...removed.map(({ seq }) => seq)) : reach;
      const value = await this.render(look, { after, until, entries, removed: removed.map(({ id }) => id), final });
      return { place: { after: until, searched: reach, sight }, value };
    }
    const empty = { place: { after, searched: reach, sight } };
    if (!final) return { ...empty, again: true };
    return beaten ? { ...empty, value: await this.render(look, { ...NOTHING, after, until: after }) } : empty;
  }

  /** What is for the reader after a position: of a long range, its first part. */
  private async find<T>({ session, scope, head }: Look<T>, after: number): Promise<Found> {
    const { log, boards } = this.parts;
    const { operation, reader } = scope;
    const span = { operation, after, until: head };
    const rows = await log.entries(session, reader, { span, limit: this.rangeEntries + 1 });
    const final = rows.length <= this.rangeEntries;
    const part = rows.slice(0, this.rangeEntries);
    const reach = final ? head : (part.at(-1)?.seq ?? head);
    const removed = await boards.removed(session, scope, { after, until: reach });
    return { entries: await log.known(session, reader, part), removed, reach, final };
  }

  /** Reads what else a message has, and makes it. */
  private async render<T>({ session, request, scope }: Look<T>, part: RangePart): Promise<T> {
    const { boards, tallies } = this.parts;
    const { operation, reader } = scope;
    const { entries, until, final } = part;
    const then = { ...scope, at: until };
    const changed = [...new Set(entries.flatMap((entry) => entry.task ?? []))];
    // As it stands now, but only what was there at the range's end: what came later is told later.
    const ids = final ? changed : [...(await boards.shownAt(session, then, changed))];
    const tasks = await boards.among(session, scope, ids);
    const figures = await boards.figures(session, final ? scope : then);
    const metrics = tallies.changed(reader, entries);
    const sums = await tallies.readLive(session, { operation, reader, metrics });
    return request.render(session, { ...part, reader, at: request.now(), tasks, figures, sums });
  }
}

/** What a look has found before anything else of it is read. */
type RangePart = Pick<BoardRange, 'after' | 'until' | 'entries' | 'removed' | 'final'>;

interface Found extends Pick<BoardRange, 'entries' | 'final'> {
  readonly removed: readonly { readonly id: string; readonly seq: number }[];
  /** Up to here it has looked. */
  readonly reach: number;
}

const NOTHING = { entries: [], removed: [], final: true } as const;
