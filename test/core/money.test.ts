import fc from 'fast-check';
import { formatMoney, parseMoney } from '../../src/core/money';

describe('parseMoney', () => {
  it.each([
    ['0.00', 0],
    ['0.05', 5],
    ['0.29', 29],
    ['1.10', 110],
    ['1150000.00', 115_000_000],
    ['90071992547409.91', Number.MAX_SAFE_INTEGER],
  ])('reads %s as %d fen', (text, fen) => {
    expect(parseMoney(text)).toBe(fen);
  });

  it.each([
    '90071992547409.92',
    '99999999999999999999.00',
    '-1.00',
    '+1.00',
    '01.00',
    '00.00',
    '.50',
    '1',
    '1.',
    '1.5',
    '1.500',
    '1,000.00',
    '1e3.00',
    ' 1.00',
    '1.00\n',
    '１.00',
    '¥1.00',
    '',
  ])('refuses %j', (text) => {
    expect(parseMoney(text)).toBeNull();
  });
});

describe('formatMoney', () => {
  it('writes every sum so that it is read back', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (fen) => {
        expect(parseMoney(formatMoney(fen))).toBe(fen);
      }),
    );
  });

  it('keeps two places', () => {
    expect([0, 5, 50, 100, 115_000_000, Number.MAX_SAFE_INTEGER].map(formatMoney)).toEqual([
      '0.00',
      '0.05',
      '0.50',
      '1.00',
      '1150000.00',
      '90071992547409.91',
    ]);
  });

  it.each([-1, 0.5, NaN, Infinity, Number.MAX_SAFE_INTEGER + 1])('refuses %p', (fen) => {
    expect(() => formatMoney(fen)).toThrow(RangeError);
  });
});
