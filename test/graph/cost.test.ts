import { executeSync, getIntrospectionQuery, parse } from 'graphql';
import { installedRegistry } from '../../src/app';
import { costOf } from '../../src/graph/cost';
import { LIMITS } from '../../src/graph/limits';
import { buildApiSchema } from '../../src/graph/schema';

const schema = buildApiSchema(installedRegistry());

const cost = (source: string, variables: Record<string, unknown> = {}, operationName?: string): number =>
  costOf(schema, { document: parse(source), variables, operationName });

/** The same, of fields of an operation. */
const within = (fields: string): number => cost(`{ operation(id: "x") { ${fields} } }`) - 1;

const times = (count: number, each: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => each(i)).join(' ');

describe('what a document costs', () => {
  it('is one for each field', () => {
    expect(cost('{ serverTime viewer { locale member { code } } __typename }')).toBe(6);
  });

  it('is a page by its size, wherever it stands in its connection', () => {
    expect(within('suspects(first: 20) { totalCount nodes { id state } pageInfo { endCursor } }')).toBe(
      1 + 1 + 20 * 3 + 2,
    );
    expect(within('log(last: 20) { edges { cursor node { id } } }')).toBe(1 + 20 * 4);
    expect(cost('{ divisions(first: 300) { code } }')).toBe(600);
  });

  it('is 50 for a page that says nothing, or what the schema says', () => {
    expect(within('log { nodes { id } }')).toBe(1 + 50 * 2);
    expect(within('log(first: null) { nodes { id } }')).toBe(1 + 50 * 2);
    expect(cost('{ divisions { code } }')).toBe(200);
    expect(cost('{ board(operationId: "x") { columns { tasks { nodes { id } } } } }')).toBe(1 + 5 * (1 + 1 + 50 * 2));
  });

  it('is a list without pages as one of five, and of things by id as many as are named', () => {
    expect(cost('{ task(id: "x") { assignments { members { name } } } }')).toBe(1 + 5 * (1 + 5 * 2));
    expect(cost('{ metrics { unit } }')).toBe(10);
    expect(cost('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: ['a', 'b', 'c'] })).toBe(6);
  });

  it('is the product of pages in pages', () => {
    expect(within('log(last: 100) { nodes { task { timeline(last: 100) { nodes { id } } } } }')).toBe(
      1 + 100 * (1 + 1 + (1 + 100 * 2)),
    );
  });

  it('is told by the variables, and by what they are if left out', () => {
    const document = `query ($n: Int = 7, $all: Boolean!) { operation(id: "x") {
      log(first: $n) { nodes { id } } gangs(first: 100) @include(if: $all) { nodes { id } } } }`;
    expect(cost(document, { all: false })).toBe(2 + 7 * 2);
    expect(cost(document, { n: 30, all: false })).toBe(2 + 30 * 2);
    expect(cost(document, { n: 30, all: true })).toBe(2 + 30 * 2 + 1 + 100 * 2);
  });

  it('counts aliases each, and fragments where they are spread', () => {
    expect(within(times(3, (i) => `a${i}: log(last: 10) { nodes { id } }`))).toBe(3 * 21);
    const fragment = 'fragment Log on Operation { log(last: 10) { nodes { id } } }';
    expect(cost(`{ a: operation(id: "a") { ...Log } b: operation(id: "b") { ...Log ...Log } } ${fragment}`)).toBe(
      2 + 3 * 21,
    );
  });

  it('is, of types of which a thing has one, that of the dearest', () => {
    const gang = '... on Gang { suspects(first: 10) { nodes { id } } }';
    const operation = '... on Operation { log(first: 20) { nodes { id } } }';
    expect(cost(`{ node(id: "x") { id ${gang} ${operation} } }`)).toBe(2 + 41);
    expect(cost(`{ node(id: "x") { id ${gang} ... on Node { ... on Subject { version } } } }`)).toBe(3 + 21);
  });

  it('is a hundred for a command beside what it shows', () => {
    const perform = 'perform(input: { action: PLAN_ARREST_TRIP }) { cursor }';
    expect(cost(`mutation { a: ${perform} b: ${perform} }`)).toBe(202);
  });

  it('is that of the operation that is asked for', () => {
    const document = 'query A { serverTime } query B { viewer { locale } }';
    expect([cost(document, {}, 'A'), cost(document, {}, 'B'), cost(document, {}, 'C'), cost(document)]).toEqual([
      1, 2, 0, 0,
    ]);
  });

  it('takes an unheard-of page for no more than the most that a list gives', () => {
    expect(within('log(first: 2000000000) { nodes { id } }')).toBe(1 + 1_000 * 2);
    expect(within('log(first: -5) { nodes { id } }')).toBe(1 + 2);
  });

  it('leaves what is no document of the schema to who says so', () => {
    expect(cost('{ nothing { at { all } } ... on Nowhere { id } ...Unknown }')).toBe(0);
    expect(cost('{ viewer { ...A } } fragment A on Viewer { locale ...B } fragment B on Viewer { ...A }')).toBe(2);
    expect(cost('query ($n: Int!) { divisions(first: $n) { code } }', { n: 'many' })).toBe(0);
    expect(cost('query ($n: Nothing) { divisions(first: $n) { code } }')).toBe(0);
  });

  it('is what docs/frontend.md says', () => {
    expect(cost('{ operation(id: "x") { log(last: 100) { nodes { id event } } } }')).toBe(302);
    const task = times(20, (i) => `f${i}: title`);
    expect(cost(`{ board(operationId: "x") { columns { count tasks { nodes { ${task} } } } } }`)).toBe(5_266);
  });

  it('lets a tool read the whole schema, and nobody many times at once', () => {
    const whole = getIntrospectionQuery({
      ...{ descriptions: true, specifiedByUrl: true, directiveIsRepeatable: true },
      ...{ schemaDescription: true, inputValueDeprecation: true, oneOf: true },
    });
    expect(cost(whole)).toBeLessThan(LIMITS.cost / 5);
    const short = 'types { name fields(includeDeprecated: true) { name args { name } type { name } } }';
    expect(cost(`{ ${times(90, (i) => `a${i}: __schema { ${short} }`)} }`)).toBeGreaterThan(LIMITS.cost);
    const nested = 'fields { type { fields { type { ofType { name } } } } }';
    expect(cost(`{ ${times(90, (i) => `a${i}: __schema { types { ${nested} } }`)} }`)).toBeGreaterThan(LIMITS.cost);
  });

  it('counts a list of introspection for no less than what is shown', () => {
    const document = parse(
      '{ __schema { types { name fields { name args { name } } inputFields { name } enumValues { name } } } }',
    );
    const { data } = executeSync({ schema, document });
    const shown = JSON.stringify(data).split(':').length - 1;
    expect(costOf(schema, { document })).toBeGreaterThanOrEqual(shown);
  });

  it('is told in milliseconds, however dear', () => {
    const log = 'log(last: 100) { nodes { id task { timeline(last: 100) { nodes { id } } } } }';
    const aliases = parse(`{ operation(id: "x") { ${times(99, (i) => `a${i}: ${log}`)} } }`);
    // Each fragment spreads the next one twice: 2^60 spreads.
    const spread = times(60, (i) => `fragment F${i} on Node { ...F${i + 1} ... on Subject { ...F${i + 1} } }`);
    const fragments = parse(`{ node(id: "x") { ...F0 } } ${spread} fragment F60 on Node { id }`);
    const started = performance.now();
    expect(costOf(schema, { document: aliases })).toBeGreaterThan(20 * LIMITS.cost);
    expect(costOf(schema, { document: fragments })).toBeGreaterThan(LIMITS.cost);
    expect(performance.now() - started).toBeLessThan(200);
  });
});
