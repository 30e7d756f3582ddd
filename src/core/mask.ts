/**
 * Masks a text (脱敏): "*" in place of characters. Up to two characters keep none but the first; longer ones keep
 * the first and, from eight on, the last four, as on a bank's receipt. The length is kept.
 */
export function maskText(text: string): string {
  const characters = Array.from(text);
  const kept = characters.length >= 8 ? 4 : 0;
  return characters.map((each, i) => (i === 0 || i >= characters.length - kept ? each : '*')).join('');
}
