import { requiredTexts } from '../../src/core/required-texts';
import type { KindDefinition } from '../../src/core/definition';
import { Registry } from '../../src/core/registry';
import {
  assertInputTexts,
  fieldsOfAction,
  fieldsWithin,
  firstText,
  inputTextKeys,
  optionsOf,
} from '../../src/graph/input-fields';
import { buildApiSchema } from '../../src/graph/schema';
import { arrestTrip } from '../../src/kinds/arrest-trip';
import { records } from '../../src/records/registry';
import { Catalogue } from '../../src/text/catalogue';
import { secondKind } from '../support/second-kind';

const second = secondKind();
const [action] = second.actions;
const registry = new Registry([...records, arrestTrip, second]);
const schema = buildApiSchema(registry);

const LABELS = ['first', 'others', 'metric', 'phase', 'count', 'divisions', 'modusCode', 'companion', 'plate'];

/** The installed texts with those of the second kind, and what is given. */
function catalogueWith(given: Readonly<Record<string, string>>, without: readonly string[] = []): Catalogue {
  const own = {
    ...Object.fromEntries(LABELS.map((name) => [`input.${name}`, name])),
    'action.BEGIN_SECOND': 'begin',
    'input.nickname': 'nickname',
    'input.categoryCode': 'category',
    ...given,
  };
  const texts = Object.fromEntries(Object.entries(own).filter(([key]) => !without.includes(key)));
  return new Catalogue([...registry.definitions.flatMap(({ text }) => text ?? []), { zh: texts, en: texts }]);
}

describe('the fields of an action', () => {
  const fields = fieldsOfAction(schema, action!);
  const named = (name: string) => fields.find((field) => field.name === name)!;

  it('are those of its input type, in order, without what every command has', () => {
    expect(fields.map(({ name, type, required, list }) => [name, type, required, list])).toEqual([
      ['first', 'CompanionInput', true, false],
      ['others', 'CompanionInput', false, true],
      ['priority', 'Priority', false, false],
      ['metric', 'Metric', false, false],
      ['phase', 'TaskPhase', false, false],
      ['count', 'Int', false, false],
      ['divisions', 'DivisionCode', true, true],
      // May be left out of the type, and is asked for by the action's limits.
      ['modusCode', 'String', true, false],
    ]);
  });

  it('have fields within them, as deep as one asks, with the limits of their place', () => {
    for (const field of [named('first'), named('others')]) {
      const within = fieldsWithin(field);
      expect(within.map(({ name, required }) => [name, required])).toEqual([
        ['nickname', true],
        ['categoryCode', false],
        ['plate', true],
        ['companion', false],
      ]);
      const deeper = fieldsWithin(within[3]!);
      expect(deeper.map(({ name, required }) => [name, required])).toContainEqual(['plate', false]);
    }
    expect(fieldsWithin(named('modusCode'))).toEqual([]);
  });

  it('say which catalogue their codes are of, within others too', () => {
    expect(named('modusCode').catalogue).toBe('FRAUD_MODUS');
    expect(fieldsWithin(named('others'))[1]).toMatchObject({ name: 'categoryCode', catalogue: 'TARGET_PERSON' });
    expect(named('divisions').catalogue).toBeNull();
  });

  it('are called by the most particular text that there is', () => {
    const nickname = fieldsWithin(named('first'))[0]!;
    const particular = { 'input.BEGIN_SECOND.nickname': 'of this action' };
    const ofType = { 'input.CompanionInput.nickname': 'of companions' };
    const told = (given: Record<string, string>): string => firstText(catalogueWith(given), nickname.labelKeys, 'EN');
    expect([told({ ...ofType, ...particular }), told(ofType), told({})]).toEqual([
      'of this action',
      'of companions',
      'nickname',
    ]);
  });

  it('name options of enums, by the texts that these have elsewhere too', () => {
    const told = (name: string): string[] =>
      optionsOf(named(name)).map(({ labelKeys }) => firstText(catalogueWith({}), labelKeys, 'EN'));
    expect(told('priority')).toEqual(['Low', 'Normal', 'High', 'Urgent']);
    expect(told('phase')).toContain('Waiting');
    expect(told('metric')).toContain(arrestTrip.text!.en['metric.TRIPS_SENT']);
    expect(optionsOf(named('divisions'))).toEqual([]);
  });
});

describe('the start', () => {
  const start =
    (catalogue: Catalogue, of: KindDefinition = second) =>
    () =>
      assertInputTexts(schema, new Registry([...records, arrestTrip, of]), catalogue);

  it('goes on with texts for every field and option', () => {
    expect(start(catalogueWith({}))).not.toThrow();
    expect(inputTextKeys(schema, action!)).toContainEqual(['enum.Priority.HIGH']);
  });

  it.each(['input.others', 'input.nickname'])('is refused without %s, at whatever depth', (key) => {
    expect(start(catalogueWith({}, [key]))).toThrow(`beginSecond needs a text input.BEGIN_SECOND.${key.slice(6)}`);
  });

  it('is refused with a catalogue for a field that is not there', () => {
    const astray = { ...action!, catalogues: { plateCode: 'VIOLATION' as const } };
    expect(start(catalogueWith({}), secondKind({ actions: [astray] }))).toThrow(
      'beginSecond has a catalogue for plateCode, which is no field of its input',
    );
  });

  it('is refused without a label for a fact', () => {
    const told = new Registry([secondKind({ facts: [{ field: 'departOn', form: 'DATE' }] })]);
    expect(requiredTexts(told)).toContain('fact.SECOND.departOn');
  });
});
