import { maskText } from '../core/mask';
import type { FieldClass, FieldRule, Level } from '../core/visibility';

/** How much of each class of fields of one thing a reader sees. */
export type LevelOf = (of: FieldClass) => Level;

/** Each field at its level, and the names of those that are hidden, sorted. */
export function showFields(
  rules: ReadonlyMap<string, FieldRule>,
  values: Readonly<Record<string, unknown>>,
  levelOf: LevelOf,
): { shown: Record<string, unknown>; withheld: string[]; hidden: string[] } {
  const shown: Record<string, unknown> = {};
  const hidden: string[] = [];
  for (const [name, rule] of rules) {
    const level = levelOf(rule.class);
    const stands = rule.otherwise !== undefined && level !== 'FULL' ? values[rule.otherwise] : undefined;
    if (level === 'HIDDEN' && stands === undefined) hidden.push(name);
    shown[name] = stands ?? valueAt(level, rule, values[name]);
  }
  const withheld = hidden.filter((name) => rules.get(name)?.unpublished !== true);
  return { shown, withheld: withheld.sort(), hidden };
}

function valueAt(level: Level, rule: FieldRule, value: unknown): unknown {
  if (level === 'HIDDEN') return rule.list ? [] : (rule.hiddenAs ?? null);
  if (rule.sealed) return typeof value === 'string' ? { ref: value, masked: level === 'MASKED' } : null;
  return level === 'FULL' ? (value ?? null) : maskValue(value);
}

function maskValue(value: unknown): unknown {
  if (typeof value === 'string') return maskText(value);
  return Array.isArray(value) ? value.map(maskValue) : null;
}
