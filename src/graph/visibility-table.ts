import { fieldsOf, partFieldsOf, partRulesOf, type SubjectDefinition } from '../core/definition';
import { fieldRule, type FieldClass, type FieldRule, type Level, type Sight } from '../core/visibility';
import type { FieldVisibility, VisibilityRule } from './types/visibility';

/**
 * The need-to-know table of a type as it is in force, row by row, with the row of those whom none is about.
 * @param published names of the fields that the API's type has
 */
export function visibilityTable(definition: SubjectDefinition, published: readonly string[]): VisibilityRule[] {
  const classes = classesOf(fieldsOf(definition), published);
  const rows = definition.sight.map((sight) => ruleOf(definition, sight, classes));
  return definition.sight.some(isForEveryone) ? rows : [...rows, nothing(definition.type, classes)];
}

/** The tables of elements of lists: for each type of thing that has such a list, its own rows with their fields. */
export function partTables(
  definitions: readonly SubjectDefinition[],
  type: string,
  published: readonly string[],
): VisibilityRule[] {
  return definitions.flatMap((definition) =>
    Object.entries(partRulesOf(definition)).flatMap(([list, part]) => {
      if (part.type !== type) return [];
      const classes = classesOf(new Map([...partFieldsOf(part), ['withheld', fieldRule('OPEN')]]), published);
      const of = fieldsOf(definition).get(list)?.class;
      const rows = definition.sight.map((sight) => {
        const sees = of !== undefined && levelIn(sight, of) !== 'HIDDEN';
        return Object.assign(ruleOf(definition, sight, classes), { sees });
      });
      return definition.sight.some(isForEveryone) ? rows : [...rows, nothing(definition.type, classes)];
    }),
  );
}

/** A type that tells only what the thing was shown to tell that it is read through. */
export function openTable(type: string, published: readonly string[]): VisibilityRule[] {
  const fields: FieldVisibility[] = [{ class: 'OPEN', names: [...published].sort(), level: 'FULL' }];
  return [{ ...everyone(type), relation: 'PARENT', sees: true, fields }];
}

type Classes = ReadonlyMap<FieldClass, readonly string[]>;

function classesOf(rules: ReadonlyMap<string, FieldRule>, published: readonly string[]): Classes {
  const classes = new Map<FieldClass, string[]>();
  for (const name of published) {
    const of = rules.get(name)?.class;
    if (of !== undefined) classes.set(of, [...(classes.get(of) ?? []), name]);
  }
  return classes;
}

function ruleOf(definition: SubjectDefinition, sight: Sight, classes: Classes): VisibilityRule {
  const { relation, states, types, roles, parts, having, via, tasksIn } = sight;
  const levelOf = (of: FieldClass): Level => levelIn(sight, of);
  return {
    ...{ type: definition.type, relation, sees: true, fields: fieldsAt(classes, levelOf) },
    ...{ states: [...(states ?? [])], agencyTypes: [...(types ?? [])], roles: [...(roles ?? [])] },
    ...{
      parts: [...(parts ?? [])],
      via: via ?? null,
      tasksIn: [...(tasksIn ?? [])],
      having: having ? { field: having.field, oneOf: [...having.oneOf] } : null,
    },
  };
}

function levelIn({ shows }: Sight, of: FieldClass): Level {
  return of === 'OPEN' ? 'FULL' : (shows?.[of] ?? 'HIDDEN');
}

function nothing(type: string, classes: Classes): VisibilityRule {
  return { ...everyone(type), relation: 'OTHERS', sees: false, fields: fieldsAt(classes, () => 'HIDDEN') };
}

function everyone(type: string): Omit<VisibilityRule, 'relation' | 'sees' | 'fields'> {
  return { type, states: [], agencyTypes: [], roles: [], parts: [], via: null, tasksIn: [], having: null };
}

function fieldsAt(classes: Classes, levelOf: (of: FieldClass) => Level): FieldVisibility[] {
  return [...classes].map(([of, names]) => ({ class: of, names: [...names].sort(), level: levelOf(of) }));
}

function isForEveryone({ relation, types, roles, parts, states, having }: Sight): boolean {
  return relation === 'ANYONE' && [types, roles, parts, states, having].every((each) => each === undefined);
}
