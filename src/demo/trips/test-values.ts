/**
 * Numbers that are well-formed and nobody's. An ID number has a birth date that no living person has, an account
 * number begins with 999, which no bank has.
 */

const BORN = '19000101';
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_DIGITS = '10X98765432';

/** The last character of an ID number from the 17 digits before it, by GB 11643 (ISO 7064 MOD 11-2). */
export function idCheckDigit(digits: string): string {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(digits[i]), 0);
  return CHECK_DIGITS.charAt(sum % 11);
}

/** The ID number of a suspect, by number, who comes from a division. */
export function testIdNumber(number: string, division: string): string {
  const digits = `${division}${BORN}${number.padStart(3, '0')}`;
  return digits + idCheckDigit(digits);
}

/** The last digit of an account number from those before it, by Luhn. */
export function luhnDigit(digits: string): string {
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, i) => {
      const weighted = Number(digit) * (i % 2 === 0 ? 2 : 1);
      return total + (weighted > 9 ? weighted - 9 : weighted);
    }, 0);
  return String((10 - (sum % 10)) % 10);
}

/** The account number of a suspect, by number. */
export function testAccountNumber(number: string): string {
  const digits = `999${number.padStart(15, '0')}`;
  return digits + luhnDigit(digits);
}

/** What a suspect is called. */
export function suspectName(number: string): string {
  return `嫌疑人${number}`;
}
