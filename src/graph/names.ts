import type { Shown } from '../access/need-to-know';
import type { Locale } from '../core/vocabulary';
import type { ApiContext } from './context';

/** The name of a thing that has one in both languages; English falls back to Chinese. */
export function nameOf(shown: Shown, locale: Locale): string {
  const english = locale === 'EN' && typeof shown['nameEn'] === 'string' ? shown['nameEn'] : null;
  const own = [english, shown['nameZh'], shown['name']].find((each) => typeof each === 'string');
  return typeof own === 'string' ? own : shown.id;
}

/** What to call a subject in a list or an alert, masked as its fields are. */
export async function labelOf(
  subject: Shown,
  { localeOf }: Pick<ApiContext, 'localeOf'>,
  locale?: Locale,
): Promise<string> {
  return typeof subject['title'] === 'string' ? subject['title'] : nameOf(subject, localeOf(locale));
}
