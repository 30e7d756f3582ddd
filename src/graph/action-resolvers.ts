import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { isKind, type SubjectDefinition } from '../core/definition';
import { refuse } from '../core/errors';
import { drawSecret } from '../core/secret';
import type { RegisteredAction, Registry } from '../core/registry';
import { carryOut } from './carry-out';
import type { ApiContext } from './context';

type MutationResolver = (input: Readonly<Record<string, unknown>>, context: ApiContext) => Promise<object>;
type ApiClass = new () => object;

/**
 * A class of mutations built from the table of actions: one for each action that has an input class. What a mutation
 * may do is decided by the door; here its input is only handed on, and its answer looked up by the rights of now.
 */
export function actionResolvers(registry: Registry): new () => object {
  class ActionMutations {}
  for (const registered of registry.actions()) {
    const { action, definition } = registered;
    const payload = action.payload ?? definition.payload;
    if (!action.input || !payload || action.answersApart) continue;
    const input = action.input as ApiClass;
    const { name } = action;
    const descriptor = { value: mutationOf(registered), writable: true };
    Object.defineProperty(ActionMutations.prototype, name, descriptor);
    Mutation(() => payload as ApiClass, { nullable: true, description: mutationDescription(registered) })(
      ActionMutations.prototype,
      name,
      descriptor,
    );
    Arg('input', () => input, { description: 'What is to be done.' })(ActionMutations.prototype, name, 0);
    Ctx()(ActionMutations.prototype, name, 1);
  }
  Resolver()(ActionMutations);
  return ActionMutations;
}

/** Under which name a payload holds the thing: tasks as `task`, records by their type if no other is given. */
function payloadField(definition: SubjectDefinition): string {
  if (definition.payloadField !== undefined) return definition.payloadField;
  if (isKind(definition)) return 'task';
  return definition.type.charAt(0).toLowerCase() + definition.type.slice(1);
}

function mutationOf({ action, definition }: RegisteredAction): MutationResolver {
  return async (input, context) => {
    const { reading } = context;
    const drawn = action.draws ? drawSecret() : null;
    const command = { action: action.name, input: { ...input } };
    const result = await carryOut(context, drawn ? { ...command, secret: drawn.mark } : command);
    const shown = await reading.findSubject(result.subject);
    if (!shown) throw refuse('NOT_FOUND');
    const cursor = reading.cursorOf(result.operation, result.seq);
    const answer = { [payloadField(definition)]: shown, cursor };
    return drawn && !result.repeated ? { ...answer, secret: drawn.text } : answer;
  };
}

function mutationDescription({ action, definition, common }: RegisteredAction): string {
  if (common)
    return `Every task, whatever its kind; from which states \`${action.name}\` is possible tells \`taskKinds\`.`;
  const from = action.begins ? 'Begins' : `From ${action.from.join(', ')}`;
  const to = action.to.length === 0 ? 'the state stays' : `leads to ${action.to.join(', ')}`;
  return `${definition.type}: ${from}; ${to}.`;
}
