import { coerceInputValue, isObjectType, type GraphQLInputObjectType, type GraphQLSchema } from 'graphql';
import type { Shown } from '../access/need-to-know';
import type { CommandResult } from '../commands/command';
import type { ActionDefinition } from '../core/action-table';
import { badInput, isRefusal, type FaultSpec } from '../core/errors';
import type { RegisteredAction, Registry } from '../core/registry';
import { carryOut } from './carry-out';
import type { ApiContext } from './context';
import { findInputType, isCommonField } from './input-fields';
import type { PerformInput } from './types/perform';
import { valueFault } from './variable-fault';

/**
 * Any command by its action's code and values in JSON, for frontends that were written before it. The values are read
 * by the input type of the action's own mutation and go through the same door, which alone decides: so both ways mean,
 * refuse and repeat the same.
 */

type Values = Readonly<Record<string, unknown>>;

/** As many as a document's variables are told of: a long list of nothing must not be answered with a longer one. */
const MOST_FAULTS = 50;

/** How an action's input is made from that of `perform`. */
interface Form {
  readonly action: ActionDefinition;
  readonly type: GraphQLInputObjectType;
  /** The field of `perform` that names the action's subject. */
  readonly subjectField: 'subjectId' | 'operationId';
}

/** Does the command. @throws Refusal as the action's own mutation does, with paths in the input of `perform` */
export async function performCommand(
  input: PerformInput,
  context: ApiContext,
  schema: GraphQLSchema,
): Promise<CommandResult> {
  const form = formOf(input, { schema, registry: context.services.registry });
  const own = readInput(form, ownInput(form, input));
  try {
    return await carryOut(context, { action: form.action.name, operation: input.operationId, input: own });
  } catch (error) {
    if (!isRefusal(error) || error.code !== 'BAD_USER_INPUT') throw error;
    throw badInput(error.details.fields.map((fault) => ({ ...fault, path: placeOf(form, fault.path) })));
  }
}

function formOf(input: PerformInput, { schema, registry }: { schema: GraphQLSchema; registry: Registry }): Form {
  const registered = registry.findAction(input.action);
  const type = registered && findInputType(schema, registered.action);
  // Some actions have a code, for the log, and are done by no mutation.
  if (!registered || !type) throw badInput([{ path: 'action', code: 'NOT_PERFORMED' }]);
  // What founds an operation, or belongs to the administration, is done in no operation that could be named.
  if (registered.action.founds || registered.definition.ofSystem) {
    throw badInput([{ path: 'action', code: 'NOT_PERFORMED' }]);
  }
  if (!input.subjectId && !isOnOperation(registered)) throw badInput([{ path: 'subjectId', code: 'REQUIRED' }]);
  return { action: registered.action, type, subjectField: input.subjectId ? 'subjectId' : 'operationId' };
}

function isOnOperation({ action, definition }: RegisteredAction): boolean {
  return action.begins === true || definition.type === 'Operation';
}

/** The input of the action's own mutation, not yet read. @throws Refusal BAD_USER_INPUT for values that are not its own */
function ownInput({ action, type, subjectField }: Form, input: PerformInput): Values {
  const { values } = input;
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw badInput([{ path: 'values', code: 'WRONG_TYPE' }]);
  }
  const astray = Object.keys(values).filter((name) => isCommonField(action, name));
  if (astray.length > 0) throw badInput(astray.map((name) => ({ path: `values.${name}`, code: 'UNKNOWN_FIELD' })));
  const common = Object.entries(commonOf(input)).filter(([, value]) => value !== undefined && value !== null);
  const operation = 'operationId' in type.getFields() ? { operationId: input.operationId } : {};
  return { ...values, ...Object.fromEntries(common), ...operation, [action.subject]: input[subjectField] };
}

function commonOf({ idempotencyKey, follows, occurredAt, expectedVersion }: PerformInput): Values {
  return { idempotencyKey, follows, occurredAt, expectedVersion };
}

/** Reads an input as a document's variable is read: scalars, enums, lists of one, defaults. */
function readInput(form: Form, input: Values): Values {
  const faults: FaultSpec[] = [];
  const value = coerceInputValue(input, form.type, (path, _value, error) => {
    const { field, ...fault } = valueFault(error);
    const place = [...path, ...(field === undefined ? [] : [field])].join('.');
    faults.push({ path: placeOf(form, place), ...fault });
    // What is left is not looked at any more.
    if (faults.length === MOST_FAULTS) throw badInput(faults);
  }) as Values;
  if (faults.length > 0) throw badInput(faults);
  return value;
}

/** Where a fault of the action's own input lies in that of `perform`. */
function placeOf({ action, subjectField }: Form, path: string): string {
  const [name = ''] = path.split('.');
  if (name === '') return 'values';
  if (name === action.subject) return subjectField;
  return isCommonField(action, name) ? path : `values.${path}`;
}

/**
 * What a command has changed, as an answer can show it: parts of an operation that are no subjects of their own (an
 * entry of a catalogue) are answered by their operation. Null for what the viewer may no longer see.
 */
export async function subjectOf(
  { subject, operation }: CommandResult,
  { reading }: ApiContext,
  schema: GraphQLSchema,
): Promise<Shown | null> {
  const shown = await reading.findSubject(subject);
  if (!shown || isSubject(schema, shown.__typename)) return shown;
  return reading.findSubject(operation);
}

function isSubject(schema: GraphQLSchema, name: string): boolean {
  const type = schema.getType(name);
  return isObjectType(type) && type.getInterfaces().some((each) => each.name === 'Subject');
}
