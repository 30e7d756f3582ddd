import type { Shown } from '../access/need-to-know';
import type { Locale } from '../core/vocabulary';

/** What to call a shown thing: tasks by their title, records by their name. */
export function labelOf(shown: Shown, locale: Locale): string {
  return typeof shown['title'] === 'string' ? shown['title'] : nameOf(shown, locale);
}

/** The name of a thing that has one in both languages; English falls back to Chinese. */
export function nameOf(shown: Shown, locale: Locale): string {
  const english = locale === 'EN' && typeof shown['nameEn'] === 'string' ? shown['nameEn'] : null;
  const own = [english, shown['nameZh'], shown['name']].find((each) => typeof each === 'string');
  return typeof own === 'string' ? own : shown.id;
}
