/** Sums of money as whole fen, and their text in yuan. */

/**
 * 分: a sum of money as an integer number of fen (1 yuan = 100 fen), 0 ≤ fen ≤ Number.MAX_SAFE_INTEGER. Never negative.
 */
export type Fen = number;

const YUAN_TEXT = /^(0|[1-9]\d{0,13})\.(\d\d)$/;

/**
 * Reads yuan with exactly two places, such as `1150000.00` or `0.05`, into fen. Null for anything else: a sign, spaces,
 * separators, leading zeros, or a sum above Number.MAX_SAFE_INTEGER fen.
 */
export function parseMoney(text: string): Fen | null {
  const [, yuan, cents] = YUAN_TEXT.exec(text) ?? [];
  if (yuan === undefined || cents === undefined) return null;
  const fen = Number(yuan + cents);
  return Number.isSafeInteger(fen) ? fen : null;
}

/** Yuan with exactly two places, which `parseMoney` reads back. Throws RangeError for what is not a `Fen`. */
export function formatMoney(fen: Fen): string {
  if (!Number.isSafeInteger(fen) || fen < 0) throw new RangeError(`not a sum in whole fen: ${fen}`);
  // By digits and not by division: 9007199254740991 / 100 has no exact double.
  const digits = String(fen).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
