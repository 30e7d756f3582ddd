import type { Session } from '../store/session';
import type { Store } from '../store/store';
import type { Heads } from './heads';
import { LiveStream, type Step } from './live-stream';
import type { OperationWatch } from './operation-watch';

/** An operation as one viewer may see it, with a mark that differs once there is something to tell of it. */
export interface SeenOperation<T> {
  readonly mark: string;
  readonly value: T;
}

/** Whose operations are followed. */
export interface OperationRequest<T> {
  /** Operations whose commits may change who the viewer is. */
  readonly watched: readonly string[];
  /**
   * Those of the given operations that the viewer may know of, by their ids; of all, where none are given. Null ends
   * the stream.
   */
  readonly seen: (
    session: Session,
    ids: readonly string[] | null,
  ) => Promise<ReadonlyMap<string, SeenOperation<T>> | null>;
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
    const ids = place.told === null ? null : [...changed];
    changed.clear();
    const seen = await this.parts.store.read((session) => request.seen(session, ids));
    if (seen === null) return { place, over: true };
    const { told, news } = ids === null ? begin(seen) : compare(place.told ?? new Map(), { ids, seen });
    return { place: { told, waiting: news }, again: news.length > 0 };
  }
}

type Seen<T> = ReadonlyMap<string, SeenOperation<T>>;
interface Compared<T> {
  readonly told: ReadonlyMap<string, string>;
  readonly news: readonly T[];
}

/** What is there when a stream begins is no news. */
function begin<T>(seen: Seen<T>): Compared<T> {
  return { told: new Map([...seen].map(([id, { mark }]) => [id, mark])), news: [] };
}

function compare<T>(
  before: ReadonlyMap<string, string>,
  { ids, seen }: { ids: readonly string[]; seen: Seen<T> },
): Compared<T> {
  const told = new Map(before);
  const news: T[] = [];
  for (const id of ids) {
    const now = seen.get(id);
    if (now && told.get(id) !== now.mark) news.push(now.value);
    if (now) told.set(id, now.mark);
    else told.delete(id);
  }
  return { told, news };
}
