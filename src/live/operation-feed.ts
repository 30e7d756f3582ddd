import type { Session } from '../store/session';
import type { Store } from '../store/store';
import type { Heads } from './heads';
import type { Instant } from '../core/time';
import { LiveStream, lookAt, type Step } from './live-stream';
import type { OperationWatch } from './operation-watch';

/** An operation as one viewer may see it, with a mark that differs once there is something to tell of it. */
export interface SeenOperation<T> {
  readonly mark: string;
  readonly value: T;
}

/** What a viewer may know of operations now. */
export interface SeenOperations<T> {
  /** Those that were asked about, and those that had not been told of before. */
  readonly operations: ReadonlyMap<string, SeenOperation<T>>;
  /** All that the viewer may know of. */
  readonly known: ReadonlySet<string>;
  /** When that may change by itself. */
  readonly until: Instant | undefined;
}

/** Whose operations are followed. */
export interface OperationRequest<T> {
  /** Operations whose commits may change who the viewer is. */
  readonly watched: readonly string[];
  /** Asks about some operations, whatever was told of them before, and about all that was not told yet. Null ends it. */
  readonly seen: (
    session: Session,
    asked: { readonly changed: readonly string[]; readonly told: ReadonlySet<string> },
  ) => Promise<SeenOperations<T> | null>;
  readonly now: () => Instant;
}

/** What a stream has told, and what it has yet to tell. */
interface Place<T> {
  /** Marks by operation; null before the first look. */
  readonly told: ReadonlyMap<string, string> | null;
  readonly waiting: readonly T[];
}

/** Streams of changes of operations themselves: whichever the viewer may know of, also such as it learns of meanwhile. */
export class OperationFeed {
  constructor(
    private readonly parts: { readonly store: Store; readonly heads: Heads; readonly watch: OperationWatch },
  ) {}

  /** A stream from now on: an operation each time that its mark changes, or that it comes into sight. */
  follow<T>(request: OperationRequest<T>): AsyncIterableIterator<T> {
    const changed = new Set<string>();
    return new LiveStream<Place<T>, T>({
      start: { told: null, waiting: [] },
      follow: ({ stir }) => {
        const ends = request.watched.map((operation) => this.parts.heads.follow(operation, stir));
        ends.push(
          this.parts.watch.follow((operations) => {
            for (const operation of operations) changed.add(operation);
            stir();
          }),
        );
        return () => {
          for (const end of ends) end();
        };
      },
      look: (place) => this.look(request, place, changed),
    });
  }

  private async look<T>(
    request: OperationRequest<T>,
    place: Place<T>,
    changed: Set<string>,
  ): Promise<Step<Place<T>, T>> {
    const [value, ...waiting] = place.waiting;
    if (value !== undefined) return { place: { ...place, waiting }, value };
    const asked = { changed: [...changed], told: new Set(place.told?.keys()) };
    changed.clear();
    const seen = await this.parts.store.read((session) => request.seen(session, asked));
    if (seen === null) return { place, over: true };
    const told = new Map([...(place.told ?? [])].filter(([id]) => seen.known.has(id)));
    const news = [...seen.operations].filter(([id, { mark }]) => told.get(id) !== mark);
    for (const [id, { mark }] of news) told.set(id, mark);
    // What is there when a stream begins is no news.
    const waits = place.told === null ? [] : news.map(([, operation]) => operation.value);
    const again = waits.length > 0;
    return { place: { told, waiting: waits }, again, ...lookAt(seen.until, request.now()) };
  }
}
