import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installedRegistry } from '../../src/app';
import { actionCode } from '../../src/core/action-table';
import { isKind } from '../../src/core/definition';
import { TASK_PHASES } from '../../src/core/vocabulary';
import { inputTextKeys } from '../../src/graph/input-fields';
import { buildApiSchema } from '../../src/graph/schema';
import { Catalogue } from '../../src/text/catalogue';

const registry = installedRegistry();
const schema = buildApiSchema(registry);
const catalogue = new Catalogue(registry.texts());

const code = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readFileSync(join('src', path), 'utf8'))
  .join('\n');

/** Everything that the pattern's group finds in the sources, each once. */
function inSources(pattern: RegExp): string[] {
  const found = [...code.matchAll(pattern)].map(([, name]) => name!);
  expect(found.length).toBeGreaterThan(0);
  return [...new Set(found)];
}

/** Keys that have no text; a text in one language only would have stopped the catalogue. */
function missing(prefix: string, names: readonly string[]): string[] {
  return names.map((name) => `${prefix}.${name}`).filter((key) => !catalogue.has(key));
}

describe('the installed texts', () => {
  it('name every action, and say what has happened by it', () => {
    const codes = registry.actions().map(({ action }) => actionCode(action.name));
    expect([...missing('action', codes), ...missing('event', codes)]).toEqual([]);
  });

  it('name every kind, state, metric, unit and phase', () => {
    for (const kind of registry.definitions.filter(isKind)) {
      const states = Object.keys(kind.states).map((state) => `${kind.kind}.${state}`);
      const metrics = Object.entries(kind.metrics);
      expect([
        ...missing('kind', [kind.kind]),
        ...missing('state', states),
        ...missing(
          'metric',
          metrics.map(([name]) => name),
        ),
        ...missing(
          'unit',
          metrics.map(([, { unit }]) => unit),
        ),
      ]).toEqual([]);
    }
    expect(missing('phase', TASK_PHASES)).toEqual([]);
  });

  it('have a text for every error that a client is told', () => {
    const interfaceBody = /export interface ErrorDetails \{([^]*?)\n\}/.exec(code)?.[1] ?? '';
    const codes = [...interfaceBody.matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => name!);
    expect(codes).toContain('VERSION_CONFLICT');
    expect(missing('error', [...codes, 'INTERNAL'])).toEqual([]);
  });

  it('have a text for every denial of the table of actions', () => {
    const union = /export type DenialCode =([^;]*);/.exec(code)?.[1] ?? '';
    const codes = [...union.matchAll(/'([A-Z_]+)'/g)].map(([, name]) => name!);
    expect(codes).toContain('SEPARATE_DUTIES');
    expect(missing('denial', codes)).toEqual([]);
  });

  it('have a text for every denial and unmet condition that the sources name', () => {
    expect(missing('denial', inSources(/denial: \{[^}]*code: '([A-Z_]+)'/g))).toEqual([]);
    const unmet = [...code.matchAll(/unmet: \[\{ code: '([A-Z_]+)'/g)].map(([, name]) => name!);
    const guarded = inSources(/guard: .*\? '([A-Z_]+)'/g);
    expect(missing('denial', [...unmet, ...guarded])).toEqual([]);
  });

  it('have a text for every fault of an input that the sources name', () => {
    const refused = inSources(/\{ path[^{}]*code: '([A-Z_]+)'/g);
    const limited = inSources(/error: '([A-Z_]+)'/g);
    const added = inSources(/message: '([A-Z_]+)'/g);
    const translated = inSources(/(?:\? |: |\?\? |=> )'([A-Z]+_[A-Z_]+|REQUIRED|INVALID)'/g).filter((name) =>
      /^(REQUIRED|INVALID|WRONG_TYPE|TOO_\w+|UNKNOWN_FIELD|NOT_ALLOWED)$/.test(name),
    );
    expect(translated).toContain('TOO_SHORT');
    // Of a document that is no GraphQL the library's own words are told.
    const faults = [...refused, ...limited, ...added, ...translated].filter((name) => name !== 'DOCUMENT');
    expect(missing('fault', faults)).toEqual([]);
  });

  it('have a text for every limit', () => {
    expect(missing('limit', inSources(/'LIMIT_EXCEEDED', \{ limit: '(\w+)'/g))).toEqual([]);
  });

  it('have no text that nothing in the sources names', () => {
    const named = new Set([
      ...registry
        .actions()
        .flatMap(({ action }) => [`action.${actionCode(action.name)}`, `event.${actionCode(action.name)}`]),
      ...registry
        .actions()
        .flatMap(({ action }) => (action.also ?? []).map((type) => `event.${actionCode(action.name)}.${type}`)),
      ...registry.definitions.flatMap(({ type, states }) =>
        Object.keys(states).map((state) => `state.${type}.${state}`),
      ),
      ...registry.actions().flatMap(({ action }) => inputTextKeys(schema, action).flat()),
      ...registry.kinds.flatMap(({ kind, states, metrics, facts = [] }) => [
        `kind.${kind}`,
        ...facts.map(({ field }) => `fact.${kind}.${field}`),
        ...Object.keys(states).map((state) => `state.${kind}.${state}`),
        ...Object.entries(metrics).flatMap(([name, { unit }]) => [`metric.${name}`, `unit.${unit}`]),
      ]),
    ]);
    const keys = registry.definitions.flatMap((definition) => Object.keys(definition.text?.zh ?? {}));
    const idle = [...new Set(keys)].filter((key) => {
      const name = key.slice(key.indexOf('.') + 1);
      return !named.has(key) && !code.includes(`'${name}'`);
    });
    expect(idle).toEqual([]);
  });
});
