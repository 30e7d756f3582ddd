import { readFileSync } from 'node:fs';
import { SETTINGS, settingsSchema, type Setting } from '../../src/config/settings';
import { printSettings } from '../../src/config/print-settings';

describe('SETTINGS', () => {
  it.each(Object.entries<Setting>(SETTINGS))(
    'tells of %s in both languages, with an example that is taken',
    (...of) => {
      const [, { meaning, otherwise, schema, example }] = of;
      for (const { zh, en } of otherwise ? [meaning, otherwise] : [meaning]) {
        expect(zh).toMatch(/[一-鿿]/);
        expect(en).toMatch(/^[\x20-\x7e…]+$/);
      }
      expect(schema.safeParse(example).success).toBe(true);
      // What holds where it is left out is said by the schema or in words, never by both or neither.
      expect(schema.parse(undefined) === undefined).toBe(otherwise !== undefined);
    },
  );

  it('are what the environment is read by', () => {
    expect(Object.keys(settingsSchema.shape)).toEqual(Object.keys(SETTINGS));
    expect(settingsSchema.parse({ PORT: '80', OTHER: 'x' })).toMatchObject({ PORT: 80, HOST: '127.0.0.1' });
  });
});

describe('printSettings', () => {
  it('has a row of four cells for each setting', () => {
    const rows = printSettings()
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    expect(rows.map((row) => /`(\w+)`/.exec(row)?.[1])).toEqual(Object.keys(SETTINGS));
    for (const row of rows) expect(row.split('|')).toHaveLength(6);
  });

  it('leaves out nothing that the README sets', () => {
    const block = /```text\n(HOST=[^`]+)```/.exec(readFileSync('README.md', 'utf8'))?.[1] ?? '';
    const names = block
      .trim()
      .split('\n')
      .map((line) => line.split('=')[0]);
    expect(names).toHaveLength(6);
    for (const name of names) expect(SETTINGS).toHaveProperty(name ?? '');
  });
});
