import type { Json } from '../core/canonical-json';
import { fieldsOf, partFieldsOf, partRulesOf, REMARK_FIELDS, type SubjectDefinition } from '../core/definition';
import { maskText } from '../core/mask';
import type { PartRules } from '../core/parts';
import { fieldRule, type FieldRule } from '../core/visibility';
import type { LevelOf } from './show-fields';

/** Details of the log's entries, by the levels at which their reader sees the thing that they are about. */

type Details = Readonly<Record<string, Json>>;

/** Details of an entry as one reader may see them. */
export interface ShownDetails {
  readonly details: Details;
  readonly withheld: readonly string[];
}

const remarkRules = Object.entries(REMARK_FIELDS).map(([name, rule]) => [name, fieldRule(rule)] as const);

/** Asked for every entry that is shown; a definition never changes. */
const known = new WeakMap<SubjectDefinition, ReadonlyMap<string, FieldRule>>();

/** What entries about a subject can tell: its fields, and what is remarked beside them. */
function toldFieldsOf(definition: SubjectDefinition): ReadonlyMap<string, FieldRule> {
  const kept = known.get(definition) ?? new Map([...remarkRules, ...fieldsOf(definition)]);
  known.set(definition, kept);
  return kept;
}

/** Each value at its level, and the names of all that would be hidden of any entry about the thing. */
export function showDetails(definition: SubjectDefinition, details: Details, levelOf: LevelOf): ShownDetails {
  const rules = toldFieldsOf(definition);
  const parts = partRulesOf(definition);
  const shown: Record<string, Json> = {};
  for (const [name, value] of Object.entries(details)) {
    const rule = rules.get(name) ?? fieldRule('PROOF');
    const part = parts[name];
    if (isKeptBack(rule, levelOf)) continue;
    if (part && Array.isArray(value)) shown[name] = showElements(value, part, levelOf);
    else shown[name] = levelOf(rule.class) === 'MASKED' ? maskJson(value) : value;
  }
  return { details: shown, withheld: withheldDetails(rules, parts, levelOf) };
}

/** Whether nothing of an entry's details is hidden or masked; what is sealed stands in it as a commitment. */
export function isShownWhole(definition: SubjectDefinition, details: Details, levelOf: LevelOf): boolean {
  const rules = toldFieldsOf(definition);
  const parts = partRulesOf(definition);
  const isShown = (rule: FieldRule | undefined): boolean =>
    rule?.sealed === true || levelOf(rule?.class ?? 'PROOF') === 'FULL';
  return Object.entries(details).every(([name, value]) => {
    const part = parts[name];
    if (!part || !Array.isArray(value)) return isShown(rules.get(name));
    return isShown(rules.get(name)) && [...partFieldsOf(part).values()].every(isShown);
  });
}

/** Whether the log keeps a value back: what is hidden, and what is sealed, since its reference would only name a row. */
function isKeptBack(rule: FieldRule, levelOf: LevelOf): boolean {
  return rule.sealed === true || levelOf(rule.class) === 'HIDDEN';
}

/** Elements of a part as the log tells them: each value by its own class. */
function showElements(elements: readonly Json[], part: PartRules, levelOf: LevelOf): Json[] {
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
function withheldDetails(
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

/** Text masked, lists element by element, anything else not at all shown. */
function maskJson(value: Json): Json {
  if (typeof value === 'string') return maskText(value);
  return Array.isArray(value) ? value.map(maskJson) : null;
}
