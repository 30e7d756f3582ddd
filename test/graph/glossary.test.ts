import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isInputObjectType, isInterfaceType, isObjectType, type GraphQLNamedType } from 'graphql';
import { installedRegistry } from '../../src/app';
import { buildApiSchema } from '../../src/graph/schema';

/** Who reads a Chinese term in the schema finds it in the glossary, by the same English name. */

const GLOSSARY = readFileSync(join(__dirname, '..', '..', 'docs', 'glossary.md'), 'utf8');

/** English terms by the Chinese one beside which they may stand. */
const terms = new Map(
  [...GLOSSARY.matchAll(/^\| ([a-z][^|]*) \| ([^|]*) \|/gm)].flatMap(([, english = '', chinese = '']) =>
    chinese.split(', ').map((term) => [term, english.split(', ')] as const),
  ),
);

function describedIn(type: GraphQLNamedType): (readonly [place: string, text: string])[] {
  const hasFields = isObjectType(type) || isInterfaceType(type) || isInputObjectType(type);
  const fields = hasFields ? Object.values(type.getFields()) : [];
  return [
    [type.name, type.description ?? ''],
    ...fields.map(({ name, description }) => [`${type.name}.${name}`, description ?? ''] as const),
  ];
}

/** Without the end that a plural or a verb changes: agencies, broken. */
function stemOf(term: string): string {
  return term.length > 4 ? term.slice(0, -1) : term;
}

describe('the glossary', () => {
  const uses = Object.values(buildApiSchema(installedRegistry()).getTypeMap())
    .flatMap(describedIn)
    .flatMap(([place, text]) => [...text.matchAll(/\p{Script=Han}+/gu)].map(([term]) => ({ place, text, term })));

  it('has every Chinese term of the schema', () => {
    expect(uses.length).toBeGreaterThan(50);
    expect(uses.filter(({ term }) => !terms.has(term)).map(({ place, term }) => `${place} ${term}`)).toEqual([]);
  });

  it('calls it in English as the schema does', () => {
    const others = uses.filter(
      ({ text, term }) => !terms.get(term)?.some((english) => text.toLowerCase().includes(stemOf(english))),
    );
    expect(others.map(({ place, term, text }) => `${place} ${term}: ${text}`)).toEqual([]);
  });
});
