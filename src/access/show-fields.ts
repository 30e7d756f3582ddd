import type { Json } from '../core/canonical-json';
import { partFieldsOf } from '../core/definition';
import { maskText } from '../core/mask';
import type { PartRules } from '../core/parts';
import { fieldRule, type FieldClass, type FieldRule, type Level } from '../core/visibility';

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
    if (level === 'HIDDEN') hidden.push(name);
    shown[name] = valueAt(level, rule, values[name]);
  }
  const withheld = hidden.filter((name) => rules.get(name)?.unpublished !== true);
  return { shown, withheld: withheld.sort(), hidden };
}

function valueAt(level: Level, rule: FieldRule, value: unknown): unknown {
  if (level === 'HIDDEN') return rule.list ? [] : (rule.hiddenAs ?? null);
  if (rule.sealed) return typeof value === 'string' ? { ref: value, masked: level === 'MASKED' } : null;
  return level === 'FULL' ? (value ?? null) : maskValue(value);
}

/** Elements of a part as the log tells them: each value by its own class, sealed ones not at all. */
export function showElements(
  elements: readonly Json[],
  { name, part, levelOf, withheld }: { name: string; part: PartRules; levelOf: LevelOf; withheld: string[] },
): Json[] {
  const rules = partFieldsOf(part);
  return elements.map((element) => {
    const shown: Record<string, Json> = {};
    for (const [key, value] of Object.entries(element as Record<string, Json>)) {
      // `key` says which element it is; where the key is a field of its own, that field's class counts.
      const rule = rules.get(key === 'key' ? part.key : key) ?? fieldRule('OPEN');
      const level = levelOf(rule.class);
      if (level === 'HIDDEN' || rule.sealed === true) withheld.push(`${name}.${key}`);
      else shown[key] = level === 'MASKED' ? maskJson(value) : value;
    }
    return shown;
  });
}

function maskValue(value: unknown): unknown {
  if (typeof value === 'string') return maskText(value);
  return Array.isArray(value) ? value.map(maskValue) : null;
}

/** Text masked, lists element by element, anything else not at all shown. */
export function maskJson(value: Json): Json {
  if (typeof value === 'string') return maskText(value);
  return Array.isArray(value) ? value.map(maskJson) : null;
}
