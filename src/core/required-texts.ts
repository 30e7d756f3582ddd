import { actionCode } from './action-table';
import { clocksOf, isKind } from './definition';
import type { Registry } from './registry';

/** Keys of the texts that what is installed cannot do without; the server does not start where one is missing. */
export function requiredTexts(registry: Registry): string[] {
  const codes = registry.actions().map(({ action }) => actionCode(action.name));
  const touched = registry
    .actions()
    .flatMap(({ action: { name, also = [] } }) => also.map((type) => `event.${actionCode(name)}.${type}`));
  return [
    ...touched,
    ...registry.definitions.flatMap(({ label, type }) => (label === undefined ? [] : [`type.${type}`])),
    ...registry.kinds.flatMap((kind) => clocksOf(kind).map((code) => `clock.${code}`)),
    ...codes.flatMap((code) => [`action.${code}`, `event.${code}`]),
    ...registry.definitions.flatMap((definition) => {
      const name = isKind(definition) ? definition.kind : definition.type;
      return Object.keys(definition.states).map((state) => `state.${name}.${state}`);
    }),
    ...registry.kinds.flatMap(({ kind, facts = [] }) => [
      `kind.${kind}`,
      ...facts.map(({ field }) => `fact.${kind}.${field}`),
    ]),
    ...registry.metrics().flatMap(({ metric, rules }) => [`metric.${metric}`, `unit.${rules.unit}`]),
  ];
}
