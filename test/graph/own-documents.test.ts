import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kind, parse, validate } from 'graphql';
import { installedRegistry } from '../../src/app';
import { readOwnDocuments } from '../../src/graph/document-lists';
import { buildApiSchema } from '../../src/graph/schema';

/** Documents of our own: what people are shown as examples must be right. */

const documents = readOwnDocuments();
const schema = buildApiSchema(installedRegistry());

describe.each(documents)('$id', ({ id, text }) => {
  const document = parse(text);

  it('holds against the schema', () => {
    expect(validate(schema, document)).toEqual([]);
  });

  it('is one operation, named as its file', () => {
    const operations = document.definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION);
    expect(operations.map((each) => 'name' in each && each.name.value)).toEqual([id]);
  });

  it('says what it does in both languages', () => {
    expect(text).toMatch(/^# .*\p{Script=Han}.* \/ [A-Z][\x20-\x7e]+\n/u);
  });
});

it('are what the menu of GraphiQL offers', () => {
  const menu = JSON.parse(readFileSync(join(__dirname, '../../web/graphiql/menu.json'), 'utf8')) as string[];
  expect(new Set(menu).size).toBe(menu.length);
  expect(documents.map(({ id }) => id)).toEqual(expect.arrayContaining(menu));
});
