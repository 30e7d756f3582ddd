import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Catalogue, localeOf } from '../../src/text/catalogue';

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).map((path) => join('src', path));

/** The texts of every folder, as they stand in the files. */
const files = sources.filter((path) => /[\\/](zh-CN|en)\.json$/.test(path));

function catalogueOf(zh: Record<string, string>, en: Record<string, string>): Catalogue {
  return new Catalogue([{ zh, en }]);
}

describe('Catalogue', () => {
  it('refuses texts in one language only, and names them all', () => {
    expect(() => catalogueOf({ 'a.zh': '甲', both: '乙' }, { both: 'b', 'a.en': 'a' })).toThrow(
      'texts in one language only: a.zh, a.en',
    );
  });

  it('refuses to be without a text that is needed', () => {
    expect(() => new Catalogue([], ['action.FLY', 'error.NOT_FOUND'])).toThrow('missing: action.FLY');
  });

  it('takes the halves of a text from two folders', () => {
    const halves = [
      { zh: { half: '半' }, en: {} },
      { zh: {}, en: { half: 'half' } },
    ];
    expect(new Catalogue(halves).text('half', 'EN')).toBe('half');
  });

  it('gives the text of a key in each language', () => {
    const catalogue = catalogueOf({ hello: '你好' }, { hello: 'hello' });
    expect(catalogue.text('hello', 'ZH_CN')).toBe('你好');
    expect(catalogue.text('hello', 'EN')).toBe('hello');
  });

  it('throws for an unknown key, and says of each whether it is there', () => {
    const catalogue = new Catalogue([]);
    expect(catalogue.has('error.NOT_FOUND')).toBe(true);
    for (const key of ['error.NOTHING', '', 'constructor', '__proto__']) {
      expect(catalogue.has(key)).toBe(false);
      expect(() => catalogue.text(key, 'ZH_CN')).toThrow(`no text ${key}`);
    }
  });

  it('puts parameters into ICU messages, each language by its own rule', () => {
    const catalogue = catalogueOf(
      { trips: '{count} 批次,{place}' },
      { trips: '{count, plural, one {# trip} other {# trips}} to {place}' },
    );
    expect(catalogue.text('trips', 'EN', { count: 1, place: 'Binyang' })).toBe('1 trip to Binyang');
    expect(catalogue.text('trips', 'EN', { count: 3, place: 'Binyang' })).toBe('3 trips to Binyang');
    expect(catalogue.text('trips', 'ZH_CN', { count: 0, place: '宾阳' })).toBe('0 批次,宾阳');
  });

  it('takes a parameter for text, whatever it looks like', () => {
    const catalogue = catalogueOf({ quote: '“{title}”' }, { quote: '“{title}”' });
    for (const title of ['{title}', '{count, plural, one {#}}', '<b>x</b>', "it's '{0}'"]) {
      expect(catalogue.text('quote', 'EN', { title })).toBe(`“${title}”`);
    }
  });

  it('throws where a parameter is missing, and not before', () => {
    const catalogue = catalogueOf({ quote: '“{title}”' }, { quote: '“{title}”' });
    expect(() => catalogue.text('quote', 'EN')).toThrow('title');
  });
});

describe('the files of texts', () => {
  it.each(files)('%s holds each key once', (file) => {
    const keys = [...readFileSync(file, 'utf8').matchAll(/^\s*"((?:[^"\\]|\\.)+)"\s*:/gm)].map(([, key]) => key);
    expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
    expect(keys).toEqual(Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object));
  });

  it('name the same parameters in both languages', () => {
    const parametersOf = (text: string): string => [...new Set(text.match(/\{\w+/g))].sort().join();
    for (const file of files.filter((path) => path.endsWith('zh-CN.json'))) {
      const zh = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
      const en = JSON.parse(readFileSync(file.replace('zh-CN', 'en'), 'utf8')) as Record<string, string>;
      const differing = Object.keys(zh).filter((key) => parametersOf(zh[key]!) !== parametersOf(en[key]!));
      expect({ file, differing }).toEqual({ file, differing: [] });
    }
  });
});

describe('localeOf', () => {
  it.each([
    [undefined, 'ZH_CN'],
    ['', 'ZH_CN'],
    ['*', 'ZH_CN'],
    ['zh', 'ZH_CN'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'ZH_CN'],
    ['zh-Hant-TW', 'ZH_CN'],
    ['en', 'EN'],
    ['EN-us', 'EN'],
    ['en-GB,en;q=0.9,zh-CN;q=0.5', 'EN'],
    ['zh;q=0.5, en;q=0.8', 'EN'],
    ['en;q=0.5,zh;q=0.8', 'ZH_CN'],
    ['en ; q=0.8 , zh;q=0.2', 'EN'],
    ['zh;Q=0.5,en;q=0.8', 'EN'],
    ['fr,de;q=0.9', 'ZH_CN'],
    ['fr,en;q=0.3', 'EN'],
    ['fr;q=1.0, zh;q=0.1, en;q=0.2', 'EN'],
    ['en,zh', 'EN'],
    ['zh,en', 'ZH_CN'],
    ['en;q=0', 'ZH_CN'],
    ['zh;q=0,en;q=0.1', 'EN'],
    ['zha,en', 'EN'],
    ['enm', 'ZH_CN'],
    ['en;level=1;q=0.4,zh;q=0.3', 'EN'],
    [';;;,,,q=', 'ZH_CN'],
    ['en;q=abc', 'EN'],
  ])('reads "%s" as %s', (header, locale) => {
    expect(localeOf(header)).toBe(locale);
  });
});
