import { isDeepStrictEqual } from 'node:util';

/** Values by name: a row, or what the log says it must be. */
export type Values = Readonly<Record<string, unknown>>;

/** Names under which two rows differ; what one does not have is null. */
export function differences(kept: Values, told: Values, leftOut: ReadonlySet<string>): string[] {
  const names = new Set([...Object.keys(kept), ...Object.keys(told)]);
  return [...names].filter((name) => !leftOut.has(name) && !isSame(name, kept[name] ?? null, told[name] ?? null));
}

/** Members stand in rows of their own, which have no order. */
function isSame(name: string, kept: unknown, told: unknown): boolean {
  if (name !== 'members' || !Array.isArray(kept) || !Array.isArray(told)) return isDeepStrictEqual(kept, told);
  return isDeepStrictEqual([...(kept as string[])].sort(), [...(told as string[])].sort());
}
