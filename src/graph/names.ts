import type { Shown } from '../access/need-to-know';
import type { Locale } from '../core/vocabulary';
import type { ApiContext } from './context';

type LabelContext = Pick<ApiContext, 'reading' | 'loaders' | 'services' | 'localeOf'>;

/** The name of a thing that has one in both languages; English falls back to Chinese. */
export function nameOf(shown: Shown, locale: Locale): string {
  const english = locale === 'EN' && typeof shown['nameEn'] === 'string' ? shown['nameEn'] : null;
  const own = [english, shown['nameZh'], shown['name']].find((each) => typeof each === 'string');
  return typeof own === 'string' ? own : shown.id;
}

/** What to call a subject in a list or an alert, masked as its fields are; one whose name is hidden by its type. */
export async function labelOf(subject: Shown, context: LabelContext, locale?: Locale): Promise<string> {
  if (typeof subject['title'] === 'string') return subject['title'];
  const { definition } = context.reading.originOf(subject);
  if (definition.label === undefined) return nameOf(subject, context.localeOf(locale));
  const text = await context.loaders.text(subject[definition.label]);
  return text ?? context.services.catalogue.text(`type.${definition.type}`, context.localeOf(locale));
}
