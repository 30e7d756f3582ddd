/**
 * Masks a text (脱敏): "*" in place of characters. The first is kept, unless it is all there is, and from eight on the
 * last four, as on a bank's receipt. The length is kept.
 */
export function maskText(text: string): string {
  const characters = Array.from(text);
  if (characters.length === 1) return '*';
  const kept = characters.length >= 8 ? 4 : 0;
  return characters.map((each, i) => (i === 0 || i >= characters.length - kept ? each : '*')).join('');
}
