import type { SubjectDefinition } from './definition';

/** Mermaid stateDiagram-v2 of a kind, drawn from the table that runs. An action that keeps the state is left out. */
export function stateDiagram(definition: SubjectDefinition): string {
  const first = Object.keys(definition.states)[0] ?? '';
  const arrows = definition.actions.flatMap((action) =>
    action.begins
      ? action.to.map((to) => `    [*] --> ${to}: ${action.name}`)
      : action.from.flatMap((from) => action.to.map((to) => `    ${from} --> ${to}: ${action.name}`)),
  );
  const ends = Object.keys(definition.states).filter((state) => isFinal(definition, state) && state !== first);
  return ['stateDiagram-v2', ...arrows, ...ends.map((state) => `    ${state} --> [*]`)].join('\n');
}

/** A state that no action leads away from. */
export function isFinal(definition: SubjectDefinition, state: string): boolean {
  return !definition.actions.some((action) => action.from.includes(state) && action.to.some((to) => to !== state));
}
