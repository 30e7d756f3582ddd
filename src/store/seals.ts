import type { KeyRing } from '../core/key-ring';
import { SealedValueRow } from './rows/ledger.row';
import type { Session } from './session';

/** What the log and the row hold in place of a sealed value. */
export interface SealMark {
  readonly ref: string;
  /** HMAC of the value with a salt that is kept with it: proves the value, tells nothing. */
  readonly commitment: string;
}

/** Seals a value at rest. `blind`: purpose of a keyed index for exact look-up. */
export async function sealValue(
  session: Session,
  keyRing: KeyRing,
  { operation, ref, value, blind }: { operation: string; ref: string; value: string; blind?: string },
): Promise<SealMark> {
  const sealed = keyRing.seal(value, ref);
  const blindIndex = blind === undefined ? null : keyRing.blindIndex(blind, value);
  await session.insert(SealedValueRow, [{ operation, ref, ...sealed, blindIndex }]);
  return { ref, commitment: keyRing.commitment(sealed.salt, value) };
}

/** Opens sealed values by their references; what is erased is left out. */
export async function openValues(
  session: Session,
  keyRing: KeyRing,
  refs: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await session.find(SealedValueRow, { ref: refs });
  return new Map(rows.map((row) => [row.ref, keyRing.open(row, row.ref)]));
}

/** References of an operation's sealed values that equal one of these, by the value; by the keyed index alone. */
export async function findSealed(
  session: Session,
  keyRing: KeyRing,
  { operation, purpose, values }: { operation: string; purpose: string; values: readonly string[] },
): Promise<ReadonlyMap<string, readonly string[]>> {
  const byIndex = new Map(values.map((value) => [keyRing.blindIndex(purpose, value), value]));
  const found = new Map<string, string[]>();
  for (const row of await session.find(SealedValueRow, { operation, blindIndex: [...byIndex.keys()] })) {
    const value = byIndex.get(row.blindIndex ?? '') ?? '';
    found.set(value, [...(found.get(value) ?? []), row.ref]);
  }
  return found;
}
