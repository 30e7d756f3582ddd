import type { ActionDefinition } from './action-table';
import type { KindDefinition, Texts } from './definition';

/**
 * What comes with every task, whatever its kind: a kind has it without a line of its own. The actions are made for each
 * kind, since only its table of states says from which of them one is possible.
 */
export interface EveryTask {
  /** The same names for each kind. */
  actionsOf(kind: KindDefinition): readonly ActionDefinition[];
  readonly text: Texts;
}

/** States of a kind in which there is still work to do. */
export function openStates(kind: KindDefinition): string[] {
  return Object.entries(kind.states)
    .filter(([, { phase }]) => phase !== 'DONE' && phase !== 'CANCELLED')
    .map(([state]) => state);
}
