import fc from 'fast-check';
import {
  dateIn,
  epochMsOf,
  fixedClock,
  instantOf,
  later,
  parseDate,
  parseInstant,
  plus,
  startOfDay,
  wallTimeIn,
} from '../../src/core/time';

const instant = (text: string) => parseInstant(text)!;
const date = (text: string) => parseDate(text)!;

describe('instantOf', () => {
  it('writes UTC with milliseconds in 24 characters', () => {
    expect(instantOf(0)).toBe('1970-01-01T00:00:00.000Z');
    expect(instantOf(-62_135_596_800_000)).toBe('0001-01-01T00:00:00.000Z');
    expect(instantOf(253_402_300_799_999)).toBe('9999-12-31T23:59:59.999Z');
  });

  it.each([-62_135_596_800_001, 253_402_300_800_000, 0.5, NaN, Infinity])('refuses %p', (epochMs) => {
    expect(() => instantOf(epochMs)).toThrow(RangeError);
  });

  it('orders as strings the way time runs, and is read back unchanged', () => {
    const epochMs = fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 });
    fc.assert(
      fc.property(epochMs, epochMs, (a, b) => {
        expect(instantOf(a) < instantOf(b)).toBe(a < b);
        expect(epochMsOf(instantOf(a))).toBe(a);
        expect(parseInstant(instantOf(a))).toBe(instantOf(a));
      }),
    );
  });
});

describe('parseInstant', () => {
  it.each([
    ['2015-11-16T08:00:00+08:00', '2015-11-16T00:00:00.000Z'],
    ['2015-11-16T00:00:00Z', '2015-11-16T00:00:00.000Z'],
    ['2015-11-15T19:30:00-04:30', '2015-11-16T00:00:00.000Z'],
    ['2015-11-16T00:00:00-00:00', '2015-11-16T00:00:00.000Z'],
    ['2015-11-16T00:00:00.1Z', '2015-11-16T00:00:00.100Z'],
    ['2015-11-16T00:00:00.123999999Z', '2015-11-16T00:00:00.123Z'],
    ['2016-02-29T23:59:59.999Z', '2016-02-29T23:59:59.999Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ])('reads %s', (text, expected) => {
    expect(parseInstant(text)).toBe(expected);
  });

  it('cuts a fraction before 1970 off towards the past, as the digits do', () => {
    expect(parseInstant('1969-12-31T23:59:59.9999Z')).toBe('1969-12-31T23:59:59.999Z');
  });

  it.each([
    '2015-02-30T00:00:00Z',
    '2015-02-29T00:00:00Z',
    '2015-13-01T00:00:00Z',
    '2015-00-01T00:00:00Z',
    '2015-01-00T00:00:00Z',
    '2015-11-16T24:00:00Z',
    '2015-11-16T23:60:00Z',
    '2015-06-30T23:59:60Z',
    '2015-11-16T00:00:00',
    '2015-11-16T00:00Z',
    '2015-11-16',
    '2015-11-16 00:00:00Z',
    '2015-11-16t00:00:00z',
    '2015-11-16T00:00:00.Z',
    '2015-11-16T00:00:00.1234567890Z',
    '2015-11-16T00:00:00+24:00',
    '2015-11-16T00:00:00+08:60',
    '2015-11-16T00:00:00+0800',
    '0000-12-31T00:00:00Z',
    '0001-01-01T00:00:00+00:01',
    '9999-12-31T23:59:59-00:01',
    '12015-11-16T00:00:00Z',
    '+002015-11-16T00:00:00Z',
    ' 2015-11-16T00:00:00Z',
    '2015-11-16T00:00:00Z\n',
    '２015-11-16T00:00:00Z',
    '',
  ])('refuses %j', (text) => {
    expect(parseInstant(text)).toBeNull();
  });
});

describe('parseDate', () => {
  it.each(['2015-11-16', '2016-02-29', '0001-01-01', '9999-12-31'])('reads %s', (text) => {
    expect(parseDate(text)).toBe(text);
  });

  it.each([
    '2015-02-29',
    '1900-02-29',
    '2015-04-31',
    '2015-1-1',
    '0000-01-01',
    '2015-13-01',
    '2015-11-16T00:00:00Z',
    '',
  ])('refuses %j', (text) => {
    expect(parseDate(text)).toBeNull();
  });
});

describe('plus', () => {
  it('adds up all parts of a step', () => {
    const moved = plus(instant('2015-11-16T00:00:00Z'), { days: 1, hours: 2, minutes: 3, seconds: 4, ms: 5 });
    expect(moved).toBe('2015-11-17T02:03:04.005Z');
  });

  it('goes back by negative parts and stays for an empty step', () => {
    expect(plus(instant('2015-11-16T00:00:00Z'), { ms: -1 })).toBe('2015-11-15T23:59:59.999Z');
    expect(plus(instant('2015-11-16T00:00:00Z'), {})).toBe('2015-11-16T00:00:00.000Z');
  });

  it('refuses to leave the year 9999', () => {
    expect(() => plus(instant('9999-12-31T00:00:00Z'), { days: 1 })).toThrow(RangeError);
  });
});

describe('later', () => {
  it('gives the later of two, in either order', () => {
    const [a, b] = [instant('2015-11-16T00:00:00Z'), instant('2015-11-16T00:00:00.001Z')];
    expect([later(a, b), later(b, a), later(a, a)]).toEqual([b, b, a]);
  });
});

describe('dateIn', () => {
  it.each([
    ['2015-11-15T15:59:59.999Z', 'Asia/Shanghai', '2015-11-15'],
    ['2015-11-15T16:00:00.000Z', 'Asia/Shanghai', '2015-11-16'],
    ['2015-11-16T00:00:00.000Z', 'America/New_York', '2015-11-15'],
    ['0100-03-01T12:00:00.000Z', 'UTC', '0100-03-01'],
    ['1500-03-01T12:00:00.000Z', 'UTC', '1500-03-01'],
  ])('at %s in %s shows %s', (text, timeZone, expected) => {
    expect(dateIn(instant(text), timeZone)).toBe(expected);
  });

  it('refuses a zone that does not exist and a day before the year 1', () => {
    expect(() => dateIn(instantOf(0), 'Asia/Atlantis')).toThrow(RangeError);
    expect(() => dateIn(instant('0001-01-01T00:00:00Z'), 'America/New_York')).toThrow(RangeError);
  });
});

describe('wallTimeIn', () => {
  it('shows day and minute by the clocks of the zone', () => {
    expect(wallTimeIn(instant('2025-11-30T16:05:59.999Z'), 'Asia/Shanghai')).toBe('2025-12-01 00:05');
    expect(wallTimeIn(instant('2025-11-30T16:05:00.000Z'), 'America/St_Johns')).toBe('2025-11-30 12:35');
  });

  it('refuses a zone that is none', () => {
    expect(() => wallTimeIn(instant('2025-11-30T16:05:00.000Z'), 'Asia/Yongkang')).toThrow(RangeError);
  });
});

describe('startOfDay', () => {
  it.each([
    ['2015-11-16', 'Asia/Shanghai', '2015-11-15T16:00:00.000Z'],
    ['2015-11-16', 'UTC', '2015-11-16T00:00:00.000Z'],
    ['1986-05-04', 'Asia/Shanghai', '1986-05-03T16:00:00.000Z'], // summer time begins at 02:00
    ['1991-09-15', 'Asia/Shanghai', '1991-09-14T15:00:00.000Z'], // summer time ends at 02:00
    ['2018-11-04', 'America/Sao_Paulo', '2018-11-04T03:00:00.000Z'], // 00:00 does not exist, the day begins at 01:00
    ['2018-02-18', 'America/Sao_Paulo', '2018-02-18T03:00:00.000Z'], // 23:00 to 24:00 of the day before comes twice
    ['2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'], // a day left out: the start of the 31st
    ['2011-12-31', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['2024-06-01', 'Pacific/Kiritimati', '2024-05-31T10:00:00.000Z'],
  ])('%s in %s begins at %s', (day, timeZone, expected) => {
    expect(startOfDay(date(day), timeZone)).toBe(expected);
  });

  it('is the first instant of its date, whatever the zone does to its clocks', () => {
    const zones = [
      'Asia/Shanghai',
      'America/Sao_Paulo',
      'Europe/Berlin',
      'Asia/Tehran',
      'Australia/Lord_Howe',
      'Asia/Beirut',
    ];
    const day = fc.integer({ min: 1950 * 366, max: 2050 * 365 }).map((n) => new Date((n - 719_528) * 86_400_000));
    fc.assert(
      fc.property(day, fc.constantFrom(...zones), (when, timeZone) => {
        const wanted = date(when.toISOString().slice(0, 10));
        const start = startOfDay(wanted, timeZone);
        expect(dateIn(start, timeZone)).toBe(wanted);
        expect(dateIn(plus(start, { ms: -1 }), timeZone) < wanted).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('fixedClock', () => {
  it('stands still until it is set or advanced', () => {
    const clock = fixedClock(instant('2015-11-16T00:00:00Z'));
    expect(clock.now()).toBe(clock.now());
    clock.advance({ hours: 24 });
    expect(clock.now()).toBe('2015-11-17T00:00:00.000Z');
    clock.set(instant('2020-01-01T00:00:00Z'));
    expect(clock.now()).toBe('2020-01-01T00:00:00.000Z');
  });
});
