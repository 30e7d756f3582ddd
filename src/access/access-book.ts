import { unavailable } from '../core/errors';
import type { IdSource } from '../core/ids';
import type { Clock } from '../core/time';
import { AccessRow } from '../store/rows/access.row';
import type { Store } from '../store/store';

/** A field that somebody has read in clear. */
export interface ReadField {
  readonly operation: string;
  readonly subject: string;
  /** As the API names it; of an element of a list, `list.field`. */
  readonly field: string;
}

/** Who reads, and by which document. */
export interface AccessBy {
  readonly memberId: string;
  readonly document: string | null;
}

/** Reads are written so long after the first of them. */
const WAIT_MS = 1_000;
/** Rows of one statement. */
const BATCH = 500;
/** So many may wait while they cannot be written; then nobody reads what would leave no trace. */
const MOST_WAITING = 50_000;

/**
 * Keeps who has read personal fields in clear (查阅留痕): one entry for each member, thing and document within a second,
 * written in batches beside the reads. On a stop everything is written; a process that is killed loses a second.
 */
export class AccessBook {
  private readonly waiting = new Map<string, AccessRow & { fields: string[] }>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();

  /** @param onFault told when a batch could not be written; it waits and is tried again */
  constructor(
    private readonly parts: { readonly store: Store; readonly clock: Clock; readonly newId: IdSource },
    private readonly onFault: (fault: unknown) => void,
  ) {}

  /** Notes a read. @throws Refusal UNAVAILABLE where too many could not be written */
  note({ memberId: member, document }: AccessBy, { operation, subject, field }: ReadField): void {
    const key = JSON.stringify([operation, subject, member, document]);
    const known = this.waiting.get(key);
    if (known) {
      if (!known.fields.includes(field)) known.fields.push(field);
      return;
    }
    if (this.waiting.size >= MOST_WAITING) throw unavailable();
    const { clock, newId } = this.parts;
    const entry = { operation, id: newId('acc'), at: clock.now(), member, subject, fields: [field], document };
    this.waiting.set(key, Object.assign(new AccessRow(), entry));
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
    while (this.waiting.size > 0 && (await this.writeBatch())) {
      // One after the other.
    }
  }

  /** Writes the oldest; false where they could not be written, and wait again. */
  private async writeBatch(): Promise<boolean> {
    const batch = [...this.waiting].slice(0, BATCH);
    const rows = batch.map(([, row]) => row);
    // What is read meanwhile is an entry of its own.
    for (const [key] of batch) this.waiting.delete(key);
    try {
      await this.parts.store.write(async (session) => {
        // Some may be there: of an earlier attempt whose answer was lost.
        const key = { operation: [...new Set(rows.map((row) => row.operation))], id: rows.map((row) => row.id) };
        const written = await session.find(AccessRow, key);
        const there = new Set(written.map(({ id }) => id));
        await session.insert(
          AccessRow,
          rows.filter(({ id }) => !there.has(id)),
        );
      });
      return true;
    } catch (fault) {
      for (const row of rows) this.waiting.set(row.id, row);
      this.timer ??= setTimeout(() => void this.flush(), WAIT_MS).unref();
      this.onFault(fault);
      return false;
    }
  }
}
