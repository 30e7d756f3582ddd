import { parseDate, type CalendarDate } from './time';

/**
 * Resident identity numbers 公民身份号码: 17 digits and a check digit (GB 11643-1999, ISO 7064 MOD 11-2). Only the province
 * is looked up: people keep the number of a county that is no longer there.
 */

/** What is wrong with a number; each has a text. */
export type ResidentIdFault = 'ID_LENGTH' | 'ID_REGION' | 'ID_BIRTH_DATE' | 'ID_CHECK_DIGIT';

const FORM = /^(\d{2})\d{4}(\d{4})(\d{2})(\d{2})\d{3}[\dX]$/;
const CHECK_DIGITS = '10X98765432';
/** Codes of the provinces, the regions and Taiwan, Hong Kong and Macao. */
const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '),
);

/** The normal form, in which a number is kept and looked up: without spaces around it, the X as a capital. */
export function normalResidentId(text: string): string {
  return text.trim().toUpperCase();
}

/** The first fault of a number in its normal form, or null. `today`: nobody was born after it. */
export function residentIdFault(id: string, today?: CalendarDate): ResidentIdFault | null {
  const [, province = '', year, month, day] = FORM.exec(id) ?? [];
  if (year === undefined) return 'ID_LENGTH';
  if (!PROVINCES.has(province)) return 'ID_REGION';
  if (!isBirthDate(`${year}-${month ?? ''}-${day ?? ''}`, today)) return 'ID_BIRTH_DATE';
  return checkDigitOf(id) === id.at(-1) ? null : 'ID_CHECK_DIGIT';
}

function isBirthDate(text: string, today: CalendarDate | undefined): boolean {
  const birth = parseDate(text);
  return birth !== null && (today === undefined || birth <= today);
}

/** The check digit of the first 17 digits. */
function checkDigitOf(id: string): string {
  // The weight of a place is 2 to the power of its distance from the end, modulo 11.
  const digits = Array.from(id.slice(0, 17), Number);
  const sum = digits.reduce((total, digit, i) => total + digit * (2 ** (17 - i) % 11), 0);
  return CHECK_DIGITS.charAt(sum % 11);
}
