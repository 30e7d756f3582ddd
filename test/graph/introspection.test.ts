import { buildSchema, getIntrospectionQuery, parse, type ExecutionResult } from 'graphql';
import { IntrospectionAnswers } from '../../src/graph/introspection';

const schema = buildSchema('type Query { "What time it is." time: Int } type Other { name: String }');
const find = (text: string, operationName: string | null = null): ExecutionResult | null =>
  new IntrospectionAnswers(schema).find({ document: parse(text), operationName });

describe('IntrospectionAnswers', () => {
  it('answers what asks of the schema alone, once a document', () => {
    const answers = new IntrospectionAnswers(schema);
    const document = parse(getIntrospectionQuery());
    const first = answers.find({ document });
    expect(first?.data).toHaveProperty('__schema.queryType.name', 'Query');
    expect(answers.find({ document: parse(getIntrospectionQuery()) })).toBe(first);
  });

  it('chooses the operation that is named', () => {
    const text = 'query A { __type(name: "Other") { name } } query B { __typename }';
    expect(find(text, 'A')).toEqual({ data: { __type: { name: 'Other' } } });
    expect(find(text, 'B')).toEqual({ data: { __typename: 'Query' } });
    expect(find(text)).toBeNull();
  });

  it.each([
    ['something else', '{ time }'],
    ['something else beside', '{ __typename time }'],
    ['something in a fragment', '{ ...F } fragment F on Query { time }'],
    ['by a variable', 'query ($name: String!) { __type(name: $name) { name } }'],
    ['for what changes', 'mutation { __typename }'],
    ['for what follows', 'subscription { __typename }'],
  ])('leaves to others what asks %s', (_what, text) => {
    expect(find(text)).toBeNull();
  });

  it('keeps no more than a few', () => {
    const answers = new IntrospectionAnswers(schema);
    for (let i = 0; i < 100; i += 1) answers.find({ document: parse(`{ a${i}: __typename }`) });
    expect((Reflect.get(answers, 'kept') as Map<string, unknown>).size).toBe(20);
  });
});
