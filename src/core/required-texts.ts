import { actionCode } from './action-table';
import { isKind } from './definition';
import type { Registry } from './registry';

/** Keys of the texts that what is installed cannot do without; the server does not start where one is missing. */
export function requiredTexts(registry: Registry): string[] {
  const codes = registry.actions().map(({ action }) => actionCode(action.name));
  return [
    ...codes.flatMap((code) => [`action.${code}`, `event.${code}`]),
    ...registry.definitions.flatMap((definition) => {
      const name = isKind(definition) ? definition.kind : definition.type;
      return Object.keys(definition.states).map((state) => `state.${name}.${state}`);
    }),
    ...registry.kinds.flatMap(({ kind, metrics, facts = [] }) => [
      `kind.${kind}`,
      ...facts.map(({ field }) => `fact.${kind}.${field}`),
      ...Object.entries(metrics).flatMap(([metric, { unit }]) => [`metric.${metric}`, `unit.${unit}`]),
    ]),
  ];
}
