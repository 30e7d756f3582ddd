import { IntlMessageFormat } from 'intl-messageformat';
import type { TextParams } from '../core/errors';
import type { Texts } from '../core/definition';
import type { Locale } from '../core/vocabulary';
import en from './en.json';
import zh from './zh-CN.json';

const TAGS: Readonly<Record<Locale, string>> = { ZH_CN: 'zh-CN', EN: 'en' };

/** All texts for people, Chinese first, by key; ICU messages. A key without both languages fails the start. */
export class Catalogue {
  private readonly texts: Readonly<Record<Locale, ReadonlyMap<string, string>>>;
  private readonly formats = new Map<string, IntlMessageFormat>();

  /**
   * @param folders texts of the kinds' and records' folders, beside those that all share
   * @param required keys that must be there
   */
  constructor(folders: readonly Texts[], required: readonly string[] = []) {
    const all = [{ zh, en }, ...folders];
    this.texts = {
      ZH_CN: new Map(all.flatMap((texts) => Object.entries(texts.zh))),
      EN: new Map(all.flatMap((texts) => Object.entries(texts.en))),
    };
    const missing = [...this.oneSided('ZH_CN', 'EN'), ...this.oneSided('EN', 'ZH_CN')];
    if (missing.length > 0) throw new Error(`texts in one language only: ${missing.join(', ')}`);
    const lacking = required.filter((key) => !this.has(key));
    if (lacking.length > 0) throw new Error(`texts that are needed and missing: ${lacking.join(', ')}`);
  }

  /** Whether there is a text of this key. */
  has(key: string): boolean {
    return this.texts.ZH_CN.has(key);
  }

  /** The text of a key. An unknown key is a bug and throws. */
  text(key: string, locale: Locale, params: TextParams = {}): string {
    const message = this.texts[locale].get(key);
    if (message === undefined) throw new Error(`no text ${key}`);
    if (!message.includes('{')) return message;
    return String(this.format(`${locale} ${key}`, message, locale).format(params));
  }

  private format(id: string, message: string, locale: Locale): IntlMessageFormat {
    const known = this.formats.get(id);
    if (known) return known;
    const made = new IntlMessageFormat(message, TAGS[locale]);
    this.formats.set(id, made);
    return made;
  }

  private oneSided(one: Locale, other: Locale): string[] {
    return [...this.texts[one].keys()].filter((key) => !this.texts[other].has(key));
  }
}

/** The locale that a header like Accept-Language asks for; Chinese unless English is wanted more. */
export function localeOf(acceptLanguage: string | undefined): Locale {
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...rest] = part.trim().split(';');
      const q = rest.map((each) => /^\s*q=([01](?:\.\d+)?)\s*$/i.exec(each)?.[1]).find((each) => each !== undefined);
      return { language: tag.trim().toLowerCase().split('-')[0], q: q === undefined ? 1 : Number(q) };
    })
    // Weight 0 says what is not wanted.
    .filter(({ language, q }) => (language === 'zh' || language === 'en') && q > 0)
    .sort((a, b) => b.q - a.q)[0];
  return wanted?.language === 'en' ? 'EN' : 'ZH_CN';
}
