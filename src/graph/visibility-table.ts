import { fieldsOf, partFieldsOf, partRulesOf, type SubjectDefinition } from '../core/definition';
import type { PartRules } from '../core/parts';
import { fieldRule, type FieldClass, type FieldRule, type Having, type Level, type Sight } from '../core/visibility';
import type { FieldVisibility, VisibilityRule } from './types/visibility';

/**
 * The need-to-know table of a type as it is in force, row by row, with the row of those whom none is about.
 * @param published names of the fields that the API's type has
 */
export function visibilityTable(definition: SubjectDefinition, published: readonly string[]): VisibilityRule[] {
  const classes = classesOf(fieldsOf(definition), published);
  const rows = definition.sight.map((sight) => ruleOf(definition.type, sight, classes));
  return definition.sight.some(isForEveryone) ? rows : [...rows, nothing(definition.type, classes)];
}

/**
 * The tables of elements of lists, or of what stands in these: for each type of thing that has such a list, its own rows
 * with their fields.
 */
export function partTables(
  definitions: readonly SubjectDefinition[],
  published: readonly string[],
  type: string,
): VisibilityRule[] {
  return definitions.flatMap((definition) =>
    Object.entries(partRulesOf(definition)).flatMap(([list, part]) => {
      const rules = elementRules(part, type);
      if (rules.size === 0) return [];
      const classes = classesOf(new Map([...rules, ['withheld', fieldRule('OPEN')]]), published);
      const of = fieldsOf(definition).get(list)?.class;
      const rows = definition.sight.map((sight) => {
        const sees = of !== undefined && levelIn(sight, of) !== 'HIDDEN';
        return Object.assign(ruleOf(definition.type, sight, classes), { sees });
      });
      return definition.sight.some(isForEveryone) ? rows : [...rows, nothing(definition.type, classes)];
    }),
  );
}

/** Rules of a type's fields by an element of a list: its own, or those that stand in another type. */
function elementRules(part: PartRules, type: string): ReadonlyMap<string, FieldRule> {
  const fields = partFieldsOf(part);
  if (part.type === type) return fields;
  const within = [...fields.values()].filter(({ shownIn }) => shownIn?.type === type);
  return new Map(within.map((rule) => [rule.shownIn?.field ?? '', rule]));
}

/** A type that tells only what the thing was shown to tell that it is read through. */
export function openTable(type: string, published: readonly string[]): VisibilityRule[] {
  const fields: FieldVisibility[] = [{ class: 'OPEN', names: [...published].sort(), level: 'FULL' }];
  return [{ ...everyone(type), relation: 'PARENT', sees: true, fields }];
}

/** Names of fields by their class. */
export type Classes = ReadonlyMap<FieldClass, readonly string[]>;

/** The published fields of a type by the classes of their rules. */
export function classesOf(rules: ReadonlyMap<string, FieldRule>, published: readonly string[]): Classes {
  const classes = new Map<FieldClass, string[]>();
  for (const name of published) {
    const of = rules.get(name)?.class;
    if (of !== undefined) classes.set(of, [...(classes.get(of) ?? []), name]);
  }
  return classes;
}

/** A row of a table, about a type of thing, with the fields of the type that is asked about. */
export function ruleOf(type: string, sight: Sight, classes: Classes): VisibilityRule {
  const { relation, states, types, roles, parts, having, via, tasksIn } = sight;
  const levelOf = (of: FieldClass): Level => levelIn(sight, of);
  return {
    ...{ type, relation, sees: true, fields: fieldsAt(classes, levelOf), metrics: [] },
    ...{ states: [...(states ?? [])], agencyTypes: [...(types ?? [])], roles: [...(roles ?? [])] },
    ...{
      parts: [...(parts ?? [])],
      via: via ?? null,
      tasksIn: [...(tasksIn ?? [])],
      having: having ? conditionOf(having) : null,
    },
  };
}

function conditionOf(having: Having): VisibilityRule['having'] {
  return 'is' in having
    ? { field: having.field, oneOf: [], is: having.is }
    : { field: having.field, oneOf: [...having.oneOf], is: null };
}

function levelIn({ shows }: Sight, of: FieldClass): Level {
  return of === 'OPEN' ? 'FULL' : (shows?.[of] ?? 'HIDDEN');
}

/** The row of those whom no other is about. */
export function nothing(type: string, classes: Classes): VisibilityRule {
  return { ...everyone(type), relation: 'OTHERS', sees: false, fields: fieldsAt(classes, () => 'HIDDEN') };
}

function everyone(type: string): Omit<VisibilityRule, 'relation' | 'sees' | 'fields'> {
  const anybody = { states: [], agencyTypes: [], roles: [], parts: [] };
  return { type, ...anybody, via: null, tasksIn: [], having: null, metrics: [] };
}

function fieldsAt(classes: Classes, levelOf: (of: FieldClass) => Level): FieldVisibility[] {
  return [...classes].map(([of, names]) => ({ class: of, names: [...names].sort(), level: levelOf(of) }));
}

function isForEveryone({ relation, types, roles, parts, states, having }: Sight): boolean {
  return relation === 'ANYONE' && [types, roles, parts, states, having].every((each) => each === undefined);
}
