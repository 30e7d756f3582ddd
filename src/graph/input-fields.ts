import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isRequiredInputField,
  type GraphQLEnumType,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLNamedInputType,
  type GraphQLSchema,
} from 'graphql';
import type { Json } from '../core/canonical-json';
import { actionCode, type ActionDefinition } from '../core/action-table';
import { DefinitionFault } from '../core/definition';
import type { Registry } from '../core/registry';
import type { Locale } from '../core/vocabulary';
import type { Catalogue } from '../text/catalogue';
import { isRequiredBy, limitsInside, valueLimits } from './types/limits';
import type { InputFieldInfo, InputOption } from './types/task-kind-info';

/**
 * Inputs of actions as a frontend draws them that has never seen them. Names, types and lists are those of the schema's
 * own input types; the action's limits add what is required beside, its declaration which codes stand in a catalogue.
 */

/** What `perform` has itself. */
const COMMON_FIELDS: readonly string[] = ['operationId', 'idempotencyKey', 'follows', 'occurredAt', 'expectedVersion'];

/** Where a field stands: of which action, in which type within its input, under which limits. */
interface Place {
  readonly action: ActionDefinition;
  /** Of an input within the action's input. */
  readonly within: string | null;
  readonly limits: unknown;
}

/** A field with what its label, options and own fields are found by. */
export interface InputFieldSource extends InputFieldInfo {
  /** Keys of its label; the first that there is tells. */
  readonly labelKeys: readonly string[];
  readonly namedType: GraphQLNamedInputType;
  readonly inside: Place;
}

/** The input of an action's mutation; null where it has none. */
export function findInputType(schema: GraphQLSchema, action: ActionDefinition): GraphQLInputObjectType | null {
  const mutation = schema.getMutationType()?.getFields()[action.name];
  const type = mutation && getNamedType(mutation.args.find((arg) => arg.name === 'input')?.type);
  return isInputObjectType(type) ? type : null;
}

/** Whether a field of an action's input is no field of its own: a common one, or the one that names the subject. */
export function isCommonField(action: ActionDefinition, name: string): boolean {
  return COMMON_FIELDS.includes(name) || (name === action.subject && action.founds !== true);
}

/** An action's own fields, in the order of its input. */
export function fieldsOfAction(schema: GraphQLSchema, action: ActionDefinition): InputFieldSource[] {
  const type = findInputType(schema, action);
  if (!type) return [];
  return fieldsIn(type, { action, within: null, limits: action.limits }).filter(
    ({ name }) => !isCommonField(action, name),
  );
}

/** The fields within a field; none where it is no input of its own. */
export function fieldsWithin({ namedType, inside }: InputFieldSource): InputFieldSource[] {
  return isInputObjectType(namedType) ? fieldsIn(namedType, inside) : [];
}

/** The values that a field can have, where they are few; in the order of the enum. */
export function optionsOf(field: InputFieldSource): InputOption[] {
  const { namedType } = field;
  if (!isEnumType(namedType)) return [];
  return namedType.getValues().map(({ name: value }) => ({ value, labelKeys: enumKeys(namedType, value) }));
}

/** The text of the first key that there is; a place without one does not get through the start. */
export function firstText(catalogue: Catalogue, keys: readonly string[], locale: Locale): string {
  const key = keys.find((each) => catalogue.has(each)) ?? keys.join(' or ');
  return catalogue.text(key, locale);
}

/** Enums whose values have texts of their own elsewhere. */
const NAMED_ELSEWHERE: Readonly<Record<string, string>> = {
  Action: 'action',
  Metric: 'metric',
  TaskKind: 'kind',
  TaskPhase: 'phase',
};

/** Keys of the label of an enum's value: its own, or that of the state of a record (`SuspectState`). */
export function enumKeys({ name }: GraphQLEnumType, value: string): string[] {
  const elsewhere =
    NAMED_ELSEWHERE[name] ?? (name.endsWith('State') ? `state.${name.slice(0, -'State'.length)}` : null);
  return [`enum.${name}.${value}`, ...(elsewhere === null ? [] : [`${elsewhere}.${value}`])];
}

/** The keys of every label that an action's input needs, for each those of which one would do. */
export function inputTextKeys(schema: GraphQLSchema, action: ActionDefinition): (readonly string[])[] {
  const fields = allFields(fieldsOfAction(schema, action), []);
  return fields.flatMap((field) => [field.labelKeys, ...optionsOf(field).map((option) => option.labelKeys)]);
}

/**
 * Refuses texts in which a field or an option of an installed action has no label, and a catalogue that is declared for
 * no field.
 * @throws DefinitionFault naming the keys that would do
 */
export function assertInputTexts(schema: GraphQLSchema, registry: Registry, catalogue: Catalogue): void {
  const faults = registry.actions().flatMap(({ action }) => {
    const lacking = inputTextKeys(schema, action).filter((each) => !each.some((key) => catalogue.has(key)));
    const known = new Set(allFields(fieldsOfAction(schema, action), []).map(({ name }) => name));
    const astray = Object.keys(action.catalogues ?? {}).filter((name) => !known.has(name));
    return [
      ...lacking.map((each) => `${action.name} needs a text ${each.join(' or ')}`),
      ...astray.map((name) => `${action.name} has a catalogue for ${name}, which is no field of its input`),
    ];
  });
  if (faults.length > 0) throw new DefinitionFault('An input', [...new Set(faults)]);
}

function allFields(fields: readonly InputFieldSource[], open: readonly string[]): InputFieldSource[] {
  return fields.flatMap((field) => {
    const { name } = field.namedType;
    return [field, ...(open.includes(name) ? [] : allFields(fieldsWithin(field), [...open, name]))];
  });
}

function fieldsIn(type: GraphQLInputObjectType, place: Place): InputFieldSource[] {
  return Object.values(type.getFields()).map((field) => fieldIn(field, place));
}

function fieldIn(field: GraphQLInputField, { action, within, limits }: Place): InputFieldSource {
  const { name } = field;
  const namedType = getNamedType(field.type);
  const code = actionCode(action.name);
  return {
    ...{ name, namedType, type: namedType.name, list: isListType(getNullableType(field.type)) },
    required: isRequiredInputField(field) || (field.defaultValue === undefined && isRequiredBy(limits, name)),
    catalogue: action.catalogues?.[name] ?? null,
    ...valueLimits(limits, name),
    defaultValue: (field.defaultValue ?? null) as Json,
    labelKeys: [`input.${code}.${name}`, ...(within === null ? [] : [`input.${within}.${name}`]), `input.${name}`],
    inside: { action, within: namedType.name, limits: limitsInside(limits, name) },
  };
}
