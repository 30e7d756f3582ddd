import { DefinitionFault } from '../../src/core/definition';
import { Registry } from '../../src/core/registry';
import { closeSample, openSample, sampleAction, sampleKind, sampleRecord } from './sample';

const found = sampleAction({ name: 'createOperation', from: [], to: ['DRAFT'], begins: true, founds: true });
const start = sampleAction({ name: 'startOperation', from: ['DRAFT'], to: [] });
const operation = sampleRecord({ type: 'Operation', idPrefix: 'op', states: { DRAFT: {} }, actions: [found, start] });
const kind = sampleKind();
const record = sampleRecord();
const registry = new Registry([operation, kind, record]);

describe('Registry', () => {
  it('refuses two definitions of one type, one prefix of ids or one action', () => {
    const other = { type: 'Other', idPrefix: 'other', actions: [] };
    expect(() => new Registry([record, sampleRecord({ ...other, type: 'Note' })])).toThrow(DefinitionFault);
    expect(() => new Registry([record, sampleRecord({ ...other, idPrefix: 'note' })])).toThrow(
      'note is not whole:\n  - is registered twice',
    );
    const again = sampleRecord({ ...other, actions: record.actions });
    expect(() => new Registry([record, again])).toThrow('KEEP_NOTE is not whole');
  });

  it('finds a definition by its type, its kind and the prefix of its ids', () => {
    expect(registry.findType('Sample')).toBe(kind);
    expect(registry.getType('Note')).toBe(record);
    expect(registry.getKind('SAMPLE')).toBe(kind);
    expect(registry.findPrefix('note')).toBe(record);
  });

  it('finds a metric by its name with what counts it, kinds before records', () => {
    const counted = { N: { form: 'COUNTER', unit: 'things' } } as const;
    const counting = new Registry([
      sampleRecord({ metrics: { NOTES: counted.N } }),
      sampleKind({ metrics: { SAMPLES: counted.N } }),
    ]);
    expect(counting.metrics().map(({ metric, kind: of }) => [metric, of])).toEqual([
      ['SAMPLES', 'SAMPLE'],
      ['NOTES', ''],
    ]);
    expect(counting.findMetric('NOTES')?.definition.type).toBe('Note');
    expect(counting.findMetric('toString')).toBeNull();
    const other = sampleRecord({ type: 'Other', idPrefix: 'other', actions: [], metrics: { SAMPLES: counted.N } });
    expect(() => new Registry([other, ...counting.definitions])).toThrow('SAMPLES is not whole');
  });

  it('finds nothing under a name that is not registered, and refuses where it must be', () => {
    expect(registry.findType('Nothing')).toBeNull();
    expect(registry.findPrefix('nothing')).toBeNull();
    expect(registry.findAction('nothing')).toBeNull();
    expect(() => registry.getType('Nothing')).toThrow('no subject of type Nothing');
    expect(() => registry.getKind('NOTHING')).toThrow('no kind NOTHING');
    for (const name of ['constructor', '__proto__', 'toString']) {
      expect(registry.findType(name) ?? registry.findPrefix(name) ?? registry.findAction(name)).toBeNull();
    }
  });

  it('finds an action by its name and by its code, with what it acts on', () => {
    for (const name of ['closeSample', 'CLOSE_SAMPLE']) {
      expect(registry.findAction(name)).toEqual({ action: closeSample, definition: kind });
    }
  });

  it('lists kinds, and all actions in the order of registration', () => {
    expect(registry.kinds).toEqual([kind]);
    expect(registry.actions().map(({ action }) => action.name)).toEqual([
      'createOperation',
      'startOperation',
      'openSample',
      'closeSample',
      'keepNote',
    ]);
  });

  it('lists on a thing its own actions, without those that begin one', () => {
    expect(registry.actionsOn(kind)).toEqual([closeSample]);
    expect(registry.actionsOn(record)).toEqual([]);
  });

  it('lists on the operation whatever begins something there', () => {
    const names = registry.actionsOn(operation).map((action) => action.name);
    expect(names).toContain(openSample.name);
    expect(names).toEqual(['startOperation', 'openSample', 'keepNote']);
  });
});
