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

/** Whether the log keeps a value back: what is hidden, and what is sealed, since its reference would only name a row. */
export function isKeptBack(rule: FieldRule, levelOf: LevelOf): boolean {
  return rule.sealed === true || levelOf(rule.class) === 'HIDDEN';
}

/** Elements of a part as the log tells them: each value by its own class. */
export function showElements(elements: readonly Json[], part: PartRules, levelOf: LevelOf): Json[] {
  const rules = partFieldsOf(part);
  return elements.map((element) => {
    const shown: Record<string, Json> = {};
    for (const [key, value] of Object.entries(element as Record<string, Json>)) {
      // `key` says which element it is; where the key is a field of its own, that field's class counts.
      const rule = rules.get(key === 'key' ? part.key : key) ?? fieldRule('OPEN');
      if (!isKeptBack(rule, levelOf)) shown[key] = levelOf(rule.class) === 'MASKED' ? maskJson(value) : value;
    }
    return shown;
  });
}

/**
 * Names of what the log keeps back of a thing, sorted; of elements of lists that are shown, as `list.field`. It follows
 * from the rules and the levels alone, never from what an entry holds: to name what is hidden there would tell it.
 */
export function withheldDetails(
  rules: ReadonlyMap<string, FieldRule>,
  parts: Readonly<Record<string, PartRules>>,
  levelOf: LevelOf,
): string[] {
  const isNamed = (rule: FieldRule): boolean =>
    isKeptBack(rule, levelOf) && rule.unpublished !== true && rule.otherwise === undefined;
  const namesIn = (fields: ReadonlyMap<string, FieldRule>): string[] =>
    [...fields].filter(([, rule]) => isNamed(rule)).map(([name]) => name);
  const ofElements = Object.entries(parts)
    .filter(([name]) => levelOf(rules.get(name)?.class ?? 'PROOF') !== 'HIDDEN')
    .flatMap(([name, part]) => namesIn(partFieldsOf(part)).map((key) => `${name}.${key}`));
  return [...namesIn(rules), ...ofElements].sort();
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
