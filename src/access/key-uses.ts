import { plus, type Clock, type Instant } from '../core/time';
import { ApiKeyUseRow } from '../store/rows/api-key.row';
import type { Store } from '../store/store';
import { WriteBehind } from './write-behind';

/** Uses within this time of one that was noted are no news. */
const NEWS_AFTER = { minutes: 1 } as const;

/** Keeps when keys were last used, to the minute: at most one write a minute for each key, several in one. */
export class KeyUses extends WriteBehind {
  private readonly noted = new Map<string, Instant>();
  private readonly unwritten = new Map<string, Instant>();

  constructor(
    private readonly parts: { readonly store: Store; readonly clock: Clock },
    onFault: (fault: unknown) => void,
  ) {
    super(onFault);
  }

  get waiting(): number {
    return this.unwritten.size;
  }

  /** Notes that a key is used now. */
  note(key: string): void {
    const now = this.parts.clock.now();
    const before = this.noted.get(key);
    if (before !== undefined && now < plus(before, NEWS_AFTER)) return;
    this.noted.set(key, now);
    this.unwritten.set(key, now);
    this.writeSoon();
  }

  protected async write(): Promise<void> {
    const uses = [...this.unwritten];
    if (uses.length === 0) return;
    await this.parts.store.write(
      async (session) => {
        for (const [key, lastUsedAt] of uses) {
          const found = await session.update(ApiKeyUseRow, { key }, { lastUsedAt });
          if (found === 0) await session.insert(ApiKeyUseRow, [{ key, lastUsedAt }]);
        }
      },
      { repeatable: true },
    );
    // What was used meanwhile is newer, and waits on.
    for (const [key, at] of uses) if (this.unwritten.get(key) === at) this.unwritten.delete(key);
  }
}
