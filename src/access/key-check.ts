import { createHash } from 'node:crypto';
import type { KeyRing } from '../core/key-ring';
import { InstallationRow } from '../store/rows/ledger.row';
import type { Store } from '../store/store';

const MARK = 'keys.check';

/**
 * Holds the key ring against the one that the database was begun with; the first start leaves the mark.
 * Throws where they differ: what is sealed could not be opened, and cursors and look-ups would not fit.
 */
export async function assertKeyRing(store: Store, keyRing: KeyRing): Promise<void> {
  const value = createHash('sha256').update(keyRing.derive('key-check')).digest('hex');
  const find = async (): Promise<InstallationRow | null> =>
    store.read((session) => session.findOne(InstallationRow, { name: MARK }));
  if ((await find()) === null) {
    // Of two that start at once, one is refused here and finds the other's mark.
    await store.write((session) => session.insert(InstallationRow, [{ name: MARK, value }])).catch(() => undefined);
  }
  if ((await find())?.value === value) return;
  throw new Error('this database was sealed with another key ring: put its own file back, or name it in SEAL_KEYS');
}
