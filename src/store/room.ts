import { InstallationRow } from './rows/ledger.row';
import type { Session } from './session';

/** Writes in one transaction; fails where there is no room. */
type Write = (work: (session: Session) => Promise<void>) => Promise<void>;

/** About 250 KiB, more than a command writes: where there is just room for a look, there would be none for work. */
const ROWS = Array.from({ length: 1_000 }, (_, i) => ({ name: `room.${i}`, value: 'x'.repeat(200) }));

/**
 * Whether the database can write, which it cannot while its disk is full. Believed until a write says otherwise; from
 * then on who asks has it tried, one at a time. A transaction that committed is no proof: it may have written nothing.
 */
export class Room {
  private full = false;
  private trying: Promise<void> | null = null;

  constructor(private readonly write: Write) {}

  /** A transaction could not be written for want of room. */
  noteFull(): void {
    this.full = true;
  }

  /** Whether there is room now; never fails. */
  async isThere(): Promise<boolean> {
    if (!this.full) return true;
    this.trying ??= this.tryWriting()
      .then(
        () => {
          this.full = false;
        },
        // Whatever failed: it is tried again when somebody asks.
        () => undefined,
      )
      .finally(() => {
        this.trying = null;
      });
    await this.trying;
    return !(this.full as boolean);
  }

  private async tryWriting(): Promise<void> {
    const name = ROWS.map((row) => row.name);
    await this.write(async (session) => {
      await session.delete(InstallationRow, { name });
      await session.insert(InstallationRow, ROWS);
    });
    await this.write((session) => session.delete(InstallationRow, { name }));
  }
}
