import { getNamedType, isEnumType, isObjectType, type GraphQLSchema } from 'graphql';
import type { Shown } from '../access/need-to-know';
import type { KindDefinition } from '../core/definition';
import { findDivision, fullName } from '../core/divisions';
import { prefixOf } from '../core/ids';
import { formatMoney } from '../core/money';
import { parseDate, parseInstant, startOfDay, wallTimeIn, type Instant } from '../core/time';
import type { Locale } from '../core/vocabulary';
import type { ApiContext } from './context';
import { enumKeys, firstText } from './input-fields';
import { labelOf } from './names';
import type { Fact } from './types/fact';

/**
 * A task's facts: the kind's own fields in words, for a frontend that has never seen the kind. They are told from what
 * need-to-know has shown; a masked value is no longer of its form, and is told as it stands.
 */

const SEPARATORS: Readonly<Record<Locale, string>> = { ZH_CN: '、', EN: ', ' };

/** The facts of a shown task, in the order of its kind. */
export function factsOf(kind: KindDefinition, task: Shown): Fact[] {
  return (kind.facts ?? []).map(({ field: code, form }) => {
    const withheld = task.withheld.includes(code);
    return { code, form, withheld, task, value: withheld ? null : (task[code] ?? null) };
  });
}

/** The fact in words; null where there is nothing to tell or it is hidden. */
export async function factText(fact: Fact, { context, schema, locale }: Telling): Promise<string | null> {
  const values = valuesOf(fact);
  if (values.length === 0) return null;
  const tell = { context, schema, locale };
  const texts = await Promise.all(values.map((value) => valueText(fact, value, tell)));
  return texts.join(SEPARATORS[locale]);
}

/** The moment of an instant; of a date, its first. */
export async function factInstant(fact: Fact, context: ApiContext): Promise<Instant | null> {
  const { form, value } = fact;
  if (typeof value !== 'string') return null;
  if (form === 'INSTANT') return parseInstant(value);
  const date = form === 'DATE' ? parseDate(value) : null;
  return date === null ? null : startOfDay(date, await timeZoneOf(fact, context));
}

/** The one thing that a link leads to, as the viewer may see it. */
export async function factNode({ form, value }: Fact, { loaders }: ApiContext): Promise<Shown | null> {
  if (form !== 'LINK' || typeof value !== 'string') return null;
  return linked(value, loaders);
}

/** In which words a fact is told. */
export interface Telling {
  readonly context: ApiContext;
  readonly schema: GraphQLSchema;
  readonly locale: Locale;
}

function valuesOf({ value }: Fact): unknown[] {
  if (Array.isArray(value)) return value;
  return value === null || value === '' ? [] : [value];
}

async function valueText(fact: Fact, value: unknown, telling: Telling): Promise<string> {
  if (typeof value === 'string') return (TEXTS[fact.form] ?? enumText)(fact, value, telling);
  const { catalogue } = telling.context.services;
  if (typeof value !== 'number') return catalogue.text(`boolean.${String(value)}`, telling.locale);
  if (fact.form !== 'MONEY') return String(value);
  return catalogue.text('money.yuan', telling.locale, { sum: formatMoney(value) });
}

type TextOf = (fact: Fact, value: string, telling: Telling) => string | Promise<string>;

/** How a text of a form is told; what is not of the form is masked, or a place that is no division. */
const TEXTS: Readonly<Partial<Record<string, TextOf>>> = {
  PLACE: (_fact, value, { locale }) => (findDivision(value) === null ? value : fullName(value, locale)),
  INSTANT: async (fact, value, { context }) => {
    const instant = parseInstant(value);
    return instant === null ? value : wallTimeIn(instant, await timeZoneOf(fact, context));
  },
  LINK: async (_fact, value, { context, locale }) => {
    const node = await linked(value, context.loaders);
    return node === null ? value : labelOf(node, context, locale);
  },
};

/** A value of an enum by its label, any other text as it is. */
function enumText({ code, task }: Fact, value: string, { context, schema, locale }: Telling): string {
  const type = schema.getType(task.__typename);
  const field = isObjectType(type) ? type.getFields()[code] : undefined;
  const named = field && getNamedType(field.type);
  if (!isEnumType(named) || !named.getValue(value)) return value;
  return firstText(context.services.catalogue, enumKeys(named, value), locale);
}

/** Members and agencies that a shown thing names are shown with it; records by their own rules. */
async function linked(id: string, loaders: ApiContext['loaders']): Promise<Shown | null> {
  switch (prefixOf(id)) {
    case null:
      return null;
    case 'mbr':
      return (await loaders.member.load(id)) as unknown as Shown;
    case 'agy':
      return (await loaders.agency.load(id)) as unknown as Shown;
    default:
      return loaders.subject.load(id);
  }
}

/** Of the task's operation, which whoever sees a task may know. */
async function timeZoneOf({ task }: Fact, { loaders }: ApiContext): Promise<string> {
  return (await loaders.operation.load(task.operation))?.timeZone ?? 'UTC';
}
