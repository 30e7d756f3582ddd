import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kind, parse, validate } from 'graphql';
import { installedRegistry } from '../../src/app';
import { buildApiSchema } from '../../src/graph/schema';
import { readDocument } from '../../src/http/documents';

/** Documents of our own: what people are shown as examples must be right. */

const folder = join(__dirname, '../../schema/operations');
const names = readdirSync(folder).map((file) => file.replace(/\.graphql$/, ''));
const schema = buildApiSchema(installedRegistry());

const kebab = (name: string): string => name.replace(/(?<=.)[A-Z]/g, '-$&').toLowerCase();

describe.each(names)('%s.graphql', (name) => {
  const { title, text } = readDocument(folder, name);
  const document = parse(text);

  it('holds against the schema', () => {
    expect(validate(schema, document)).toEqual([]);
  });

  it('is one operation, named as its file', () => {
    const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
    expect(operations.map((each) => 'name' in each && kebab(each.name.value))).toEqual([name]);
  });

  it('says what it does in both languages', () => {
    expect(title.zh).toMatch(/\p{Script=Han}/u);
    expect(title.en).toMatch(/^[A-Z][\x20-\x7e]+$/);
  });
});

it('are what the menu of GraphiQL offers', () => {
  const menu = JSON.parse(readFileSync(join(__dirname, '../../web/graphiql/menu.json'), 'utf8')) as string[];
  expect(new Set(menu).size).toBe(menu.length);
  for (const name of menu) expect(names).toContain(name);
});
