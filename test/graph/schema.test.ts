import { readFileSync } from 'node:fs';
import { installedRegistry } from '../../src/app';
import { printSchema } from '../../src/cli/schema';
import { Registry } from '../../src/core/registry';
import { defineKind } from '../../src/core/definition';
import { buildApiSchema } from '../../src/graph/schema';
import { arrestTrip } from '../../src/kinds/arrest-trip';
import { records } from '../../src/records/registry';

const schema = buildApiSchema(installedRegistry());
describe('the schema', () => {
  it('is the one that is committed', () => {
    expect(printSchema(schema)).toBe(readFileSync('schema/schema.graphql', 'utf8'));
  });

  it('has nullable mutations, so that one refusal never takes the others with it', () => {
    const fields = Object.values(schema.getMutationType()!.getFields());
    expect(fields.filter((field) => String(field.type).endsWith('!')).map((field) => field.name)).toEqual([]);
  });

  it('refuses a field without a class of visibility', () => {
    const { batch: _batch, ...fields } = arrestTrip.fields;
    const kind = defineKind({ ...arrestTrip, fields });
    expect(() => buildApiSchema(new Registry([...records, kind]))).toThrow(
      'ArrestTrip.batch has no class of visibility',
    );
  });

  it('refuses a class for a field that is not there', () => {
    const kind = defineKind({ ...arrestTrip, fields: { ...arrestTrip.fields, plate: 'PERSONAL' } });
    expect(() => buildApiSchema(new Registry([...records, kind]))).toThrow('ArrestTrip has a class for plate');
  });
});
