import { timerMsUntil, type Instant } from '../core/time';

/** What a stream's owner is told to do: look again, or say something even if there is nothing. */
interface Signals {
  /** The log may have moved on. */
  readonly stir: () => void;
  /** A fixed time has come. */
  readonly beat: () => void;
}

/** One look: where the stream stands after it, what is to be sent if there is anything, and whether that is the end. */
export interface Step<P, T> {
  readonly place: P;
  readonly value?: T;
  /** Nothing of this part was to be sent, and there is more to look at. */
  readonly again?: boolean;
  readonly over?: boolean;
  /** When to look again though nothing has stirred: in so many milliseconds. */
  readonly lookInMs?: number;
}

/** When to look again: at a moment that is known beforehand, such as the end of an agency's part. */
export function lookAt(moment: Instant | undefined, now: Instant): Pick<Step<never, never>, 'lookInMs'> {
  return moment === undefined ? {} : { lookInMs: timerMsUntil(moment, now) };
}

/** Where a stream's values come from. */
export interface Source<P, T> {
  /** Where the stream begins. */
  readonly start: P;
  /** Begins to listen; what it gives back ends that, and is called once. */
  follow(signals: Signals): () => void;
  /** Looks what there is to send. `beaten`: a fixed time has come since the last look. */
  look(place: P, beaten: boolean): Promise<Step<P, T>>;
}

/**
 * A stream that looks whenever it is stirred. It costs nothing before its first `next` and leaves nothing behind after
 * `return`. Written by hand, since `return()` of a generator waits for a pending `await`, and a closed socket would
 * leave its follower behind.
 */
export class LiveStream<P, T> implements AsyncIterableIterator<T> {
  private place: P;
  private unfollow: (() => void) | null = null;
  private over = false;
  private moved = true;
  private beaten = false;
  private wake: (() => void) | null = null;

  constructor(private readonly source: Source<P, T>) {
    this.place = source.start;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<T, undefined>> {
    try {
      return await this.nextValue();
    } catch (error) {
      // Nobody asks for more of a stream that has failed, nor ends it.
      return this.throw(error);
    }
  }

  async return(): Promise<IteratorResult<T, undefined>> {
    this.over = true;
    this.unfollow?.();
    this.unfollow = null;
    this.wake?.();
    return { done: true, value: undefined };
  }

  async throw(error: unknown): Promise<IteratorResult<T, undefined>> {
    await this.return();
    throw error;
  }

  private async nextValue(): Promise<IteratorResult<T, undefined>> {
    if (!this.isOver()) this.unfollow ??= this.follow();
    while (!this.isOver()) {
      const { beaten } = this;
      this.moved = this.beaten = false;
      const { place, value, again = false, over = false, lookInMs } = await this.source.look(this.place, beaten);
      if (this.isOver()) break;
      this.place = place;
      if (over) await this.return();
      if (value !== undefined) {
        // There may be more than one message takes.
        this.moved = true;
        return { done: false, value };
      }
      if (!again) await this.wait(lookInMs);
    }
    return this.return();
  }

  private follow(): () => void {
    return this.source.follow({
      stir: () => {
        this.moved = true;
        this.wake?.();
      },
      beat: () => {
        this.beaten = true;
        this.wake?.();
      },
    });
  }

  /** A method, since it changes while `look` is awaited. */
  private isOver(): boolean {
    return this.over;
  }

  private async wait(atMostMs?: number): Promise<void> {
    if (this.moved || this.beaten || this.over) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      if (atMostMs !== undefined) timer = setTimeout(resolve, atMostMs).unref();
    });
    clearTimeout(timer);
    this.wake = null;
  }
}
