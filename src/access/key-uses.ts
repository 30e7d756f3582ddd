import { plus, type Clock, type Instant } from '../core/time';
import { ApiKeyUseRow } from '../store/rows/api-key.row';
import type { Store } from '../store/store';

/** Uses within this time of one that was noted are no news. */
const NEWS_AFTER = { minutes: 1 } as const;
/** Uses are written so long after the first of them. */
const WAIT_MS = 1_000;

/** Keeps when keys were last used, to the minute: at most one write a minute for each key, several in one. */
export class KeyUses {
  private readonly noted = new Map<string, Instant>();
  private readonly waiting = new Map<string, Instant>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  /** @param onFault told when a batch could not be written; it waits and is tried again */
  constructor(
    private readonly parts: { readonly store: Store; readonly clock: Clock },
    private readonly onFault: (fault: unknown) => void,
  ) {}

  /** Notes that a key is used now. */
  note(key: string): void {
    const now = this.parts.clock.now();
    const before = this.noted.get(key);
    if (before !== undefined && now < plus(before, NEWS_AFTER)) return;
    this.noted.set(key, now);
    this.waiting.set(key, now);
    this.timer ??= setTimeout(() => void this.flush(), WAIT_MS).unref();
  }

  /** Writes what waits, and answers when it is there or has failed. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.writing = this.writing.then(() => this.write());
    await this.writing;
  }

  private async write(): Promise<void> {
    const uses = [...this.waiting];
    if (uses.length === 0) return;
    this.waiting.clear();
    try {
      await this.parts.store.write(
        async (session) => {
          for (const [key, lastUsedAt] of uses) {
            const found = await session.update(ApiKeyUseRow, { key }, { lastUsedAt });
            if (found === 0) await session.insert(ApiKeyUseRow, [{ key, lastUsedAt }]);
          }
        },
        { repeatable: true },
      );
    } catch (fault) {
      // What was used meanwhile is newer.
      for (const [key, at] of uses) this.waiting.set(key, this.waiting.get(key) ?? at);
      this.timer ??= setTimeout(() => void this.flush(), WAIT_MS).unref();
      this.onFault(fault);
    }
  }
}
