import { unavailable } from '../core/errors';
import type { IdSource } from '../core/ids';
import type { Clock } from '../core/time';
import { AccessRow } from '../store/rows/access.row';
import type { Store } from '../store/store';
import { WriteBehind } from './write-behind';

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

/** Rows of one statement. */
const BATCH = 500;
/** So many may wait while they cannot be written; then nobody reads what would leave no trace. */
const MOST_WAITING = 50_000;

/**
 * Keeps who has read personal fields in clear (查阅留痕): one entry for each member, thing and document within a second,
 * written in batches beside the reads. On a stop everything is written; a process that is killed loses a second.
 */
export class AccessBook extends WriteBehind {
  private readonly noted = new Map<string, AccessRow & { fields: string[] }>();
  /** What is being written, or was when it failed: as it is, since it may be there. */
  private batch: readonly AccessRow[] = [];

  constructor(
    private readonly parts: { readonly store: Store; readonly clock: Clock; readonly newId: IdSource },
    onFault: (fault: unknown) => void,
  ) {
    super(onFault);
  }

  get waiting(): number {
    return this.noted.size + this.batch.length;
  }

  /** Notes a read. @throws Refusal UNAVAILABLE where too many could not be written */
  note({ memberId: member, document }: AccessBy, { operation, subject, field }: ReadField): void {
    const key = JSON.stringify([operation, subject, member, document]);
    const known = this.noted.get(key);
    if (known) {
      if (!known.fields.includes(field)) known.fields.push(field);
      return;
    }
    if (this.waiting >= MOST_WAITING) throw unavailable();
    const { clock, newId } = this.parts;
    const entry = { operation, id: newId('acc'), at: clock.now(), member, subject, fields: [field], document };
    this.noted.set(key, Object.assign(new AccessRow(), entry));
    this.writeSoon();
  }

  protected async write(): Promise<void> {
    while (this.waiting > 0) {
      if (this.batch.length === 0) this.batch = this.takeOldest();
      await this.insert(this.batch);
      this.batch = [];
    }
  }

  /** What is read from now on is an entry of its own. */
  private takeOldest(): readonly AccessRow[] {
    const oldest = [...this.noted].slice(0, BATCH);
    for (const [key] of oldest) this.noted.delete(key);
    return oldest.map(([, row]) => row);
  }

  private async insert(rows: readonly AccessRow[]): Promise<void> {
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
  }
}
