import { getOperationAST, Kind, OperationTypeNode, type DocumentNode, type SelectionSetNode } from 'graphql';
import type { Viewer } from '../access/viewer';
import { refuse } from '../core/errors';

/** A command's answer: its position may be asked for there, what it changed stands deeper. */
const ANSWER_DEPTH = 2;

/**
 * Holds a key that may not read to commands, and to what they answer by themselves: through the thing that a command
 * changed one would reach all that its member sees. Which commands, the table of actions says.
 * @throws Refusal FORBIDDEN NOT_FOR_KEY
 */
export function assertReads({ key }: Viewer, document: DocumentNode, operationName: string | null | undefined): void {
  if (!key || key.reads) return;
  const operation = getOperationAST(document, operationName);
  // What cannot be executed is told with all that is wrong with it by who executes it.
  if (!operation) return;
  const isCommand = operation.operation === OperationTypeNode.MUTATION;
  if (isCommand && depthOf(operation.selectionSet) <= ANSWER_DEPTH) return;
  throw refuse('FORBIDDEN', { denial: { code: 'NOT_FOR_KEY' } });
}

/** How deep fields stand in one another. Named fragments are followed nowhere: they count as too deep. */
function depthOf({ selections }: SelectionSetNode): number {
  const depths = selections.map((selection): number => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return ANSWER_DEPTH + 1;
    const below = selection.selectionSet ? depthOf(selection.selectionSet) : 0;
    return selection.kind === Kind.FIELD ? 1 + below : below;
  });
  return Math.max(0, ...depths);
}
