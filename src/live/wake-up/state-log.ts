/** Where a line of the log goes. */
export interface LineLog {
  info(about: object, text: string): void;
  warn(about: object, text: string): void;
}

const EVERY_MS = 60_000;

/**
 * Tells operators how something fares that may fail a hundred times a second: what changes at once, and after that at
 * most one line a minute, so that what flaps fills no disk.
 */
export class StateLog {
  /** null: well; undefined: not known yet. */
  private latest: Error | null | undefined;
  private told: Error | null | undefined;
  private quiet: NodeJS.Timeout | undefined;
  private over = false;

  constructor(
    private readonly log: LineLog,
    private readonly texts: { readonly well: string; readonly ill: string },
  ) {}

  /** It works. */
  well(): void {
    this.note(null);
  }

  /** It does not. */
  ill(fault: Error): void {
    this.note(fault);
  }

  /** Says no more. */
  stop(): void {
    this.over = true;
    clearTimeout(this.quiet);
  }

  private note(state: Error | null): void {
    this.latest = state;
    if (this.quiet === undefined && !this.over) this.tell();
  }

  private tell(): void {
    const { latest } = this;
    if (latest === undefined || (latest === null && this.told === null)) return;
    this.told = latest;
    if (latest === null) this.log.info({}, this.texts.well);
    else this.log.warn({ err: latest }, this.texts.ill);
    this.quiet = setTimeout(() => {
      this.quiet = undefined;
      if (this.latest !== this.told) this.tell();
    }, EVERY_MS).unref();
  }
}
