import { setTimeout as pause } from 'node:timers/promises';

/** What waits is written so long after the first of it, and tried again so long after it failed. */
const WAIT_MS = 1_000;
/** So often it is tried at the end: before the usual wait is over. */
const LAST_TRIES_MS = 500;

/** What is written beside the requests, in batches, and again and again until it is there. */
export abstract class WriteBehind {
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  /** @param onFault told whenever it could not be written; it waits and is tried again */
  constructor(private readonly onFault: (fault: unknown) => void) {}

  /** How much is not written yet. */
  abstract get waiting(): number;

  /** Writes what waits; what could not be written waits on. Never runs twice at a time. */
  protected abstract write(): Promise<void>;

  /** Something waits. */
  protected writeSoon(): void {
    this.timer ??= setTimeout(() => void this.flush(), WAIT_MS).unref();
  }

  /** Writes what waits, and answers when it is there or has failed. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing
      .then(() => this.write())
      .catch((fault: unknown) => {
        this.writeSoon();
        this.onFault(fault);
      });
    await this.writing;
  }

  /** For the end: tries until everything is written or the time is over; gives how much is lost. */
  async writeOut(limitMs: number): Promise<number> {
    let isOver = false;
    let timer: NodeJS.Timeout | undefined;
    // A try itself may hang.
    const end = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, limitMs);
    });
    const tries = async (): Promise<void> => {
      await this.flush();
      while (this.waiting > 0 && !isOver) {
        await pause(LAST_TRIES_MS);
        await this.flush();
      }
    };
    await Promise.race([tries(), end]);
    isOver = true;
    clearTimeout(timer);
    clearTimeout(this.timer);
    return this.waiting;
  }
}
