/** Instants, calendar dates and clocks. Pure: whoever needs to know what time it is, is given a `Clock`. */

declare const instantBrand: unique symbol;
declare const calendarDateBrand: unique symbol;

/**
 * A moment, as ISO 8601 text in UTC with milliseconds: `2015-11-16T00:00:00.000Z`. Years 0001 to 9999.
 * Always 24 characters, so two instants compare as strings in the order of time.
 */
export type Instant = string & { readonly [instantBrand]: true };

/**
 * A day of the calendar without a zone: `2015-11-16`. Years 0001 to 9999; compares as a string in the order of time.
 */
export type CalendarDate = string & { readonly [calendarDateBrand]: true };

/**
 * An exact length of time; the parts add up and may be negative. A day is 86,400 s here, whatever a zone's clocks do.
 */
export interface Step {
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
  ms?: number;
}

/** Tells the present moment; the only way by which core learns it. */
export interface Clock {
  now(): Instant;
}

/** A clock that stands still until it is told otherwise; for tests and rehearsals. */
export interface FixedClock extends Clock {
  set(instant: Instant): void;
  advance(step: Step): void;
}

const MS_PER_SECOND = 1_000;
const MS_PER_MINUTE = 60 * MS_PER_SECOND;
const MS_PER_HOUR = 60 * MS_PER_MINUTE;
const MS_PER_DAY = 24 * MS_PER_HOUR;
const EARLIEST_MS = Date.parse('0001-01-01T00:00:00.000Z');
const LATEST_MS = Date.parse('9999-12-31T23:59:59.999Z');

const INSTANT_SHAPE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const DATE_SHAPE = /^\d{4}-\d\d-\d\d$/;
const RFC_3339 =
  /^(\d{4}-\d\d-\d\d)T((?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d)(?:\.(\d{1,9}))?(Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * The instant of a number of milliseconds since 1970-01-01T00:00Z. Throws RangeError unless whole and in years
 * 0001–9999.
 */
export function instantOf(epochMs: number): Instant {
  if (Number.isInteger(epochMs) && epochMs >= EARLIEST_MS && epochMs <= LATEST_MS) {
    const text = new Date(epochMs).toISOString();
    if (hasInstantShape(text)) return text;
  }
  throw new RangeError(`not an instant between the years 0001 and 9999: ${epochMs} ms`);
}

/** Milliseconds since 1970-01-01T00:00Z. */
export function epochMsOf(instant: Instant): number {
  return Date.parse(instant);
}

/**
 * Reads RFC 3339 text: `T` and `Z` as capitals, seconds and an offset are required; a fraction of 1 to 9 digits is
 * cut off at the millisecond. Null for anything else: a day that is not in the calendar, 24:00:00, a leap second
 * (:60), which epoch time cannot hold, or a moment whose UTC year is outside 0001–9999.
 */
export function parseInstant(text: string): Instant | null {
  const [, date, time, fraction = '', offset] = RFC_3339.exec(text) ?? [];
  if (date === undefined || time === undefined || offset === undefined || parseDate(date) === null) return null;
  const localMs = Date.parse(`${date}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}Z`);
  const epochMs = localMs - writtenOffsetMs(offset);
  return epochMs >= EARLIEST_MS && epochMs <= LATEST_MS ? instantOf(epochMs) : null;
}

/** Reads `YYYY-MM-DD`; null unless it is a day of the (proleptic Gregorian) calendar in the years 0001–9999. */
export function parseDate(text: string): CalendarDate | null {
  if (!hasDateShape(text) || text.startsWith('0000')) return null;
  const midnight = new Date(`${text}T00:00:00.000Z`);
  // Date.parse lets 02-30 run over into March, so only a date that comes back unchanged exists.
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(text) ? text : null;
}

/**
 * The instant moved by a step. Throws RangeError when the step is no whole number of ms or leaves the years 0001–9999.
 */
export function plus(instant: Instant, step: Step): Instant {
  const { days = 0, hours = 0, minutes = 0, seconds = 0, ms = 0 } = step;
  const stepMs = days * MS_PER_DAY + hours * MS_PER_HOUR + minutes * MS_PER_MINUTE + seconds * MS_PER_SECOND + ms;
  return instantOf(epochMsOf(instant) + stepMs);
}

/** Longer than any timer takes. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** For a timer that is to run at a moment: at least 1 ms, since it counts by another clock and may be early. */
export function timerMsUntil(moment: Instant, now: Instant): number {
  return Math.min(Math.max(1, epochMsOf(moment) - epochMsOf(now)), MAX_TIMER_MS);
}

/** The later of two instants. */
export function later(a: Instant, b: Instant): Instant {
  return a >= b ? a : b;
}

/** The day that the calendar on the wall of an IANA time zone shows. Throws RangeError for an unknown zone. */
export function dateIn(instant: Instant, timeZone: string): CalendarDate {
  const date = parseDate(wallClock(epochMsOf(instant), timeZone).slice(0, 10));
  if (date === null) throw new RangeError(`no calendar date for ${instant} in ${timeZone}`);
  return date;
}

/** Day and minute as the clocks of an IANA time zone show them: `2015-11-16 08:00`. Throws RangeError for an unknown zone. */
export function wallTimeIn(instant: Instant, timeZone: string): string {
  return wallClock(epochMsOf(instant), timeZone).slice(0, 16).replace('T', ' ');
}

/**
 * The first instant of a day in an IANA time zone: 00:00, or later where clocks go forward at midnight; for a day
 * that a zone left out (Samoa, 2011-12-30), the start of the next. Throws RangeError for an unknown zone.
 */
export function startOfDay(date: CalendarDate, timeZone: string): Instant {
  const utcMidnightMs = Date.parse(`${date}T00:00:00.000Z`);
  // No zone was ever more than 16 h from UTC, so one day on either side gives the offsets before and after any change
  // that falls on this midnight; the offset that does not hold there leads to a moment of the day before, or to a
  // later one.
  const first = [utcMidnightMs - MS_PER_DAY, utcMidnightMs + MS_PER_DAY]
    .map((nearbyMs) => utcMidnightMs - offsetMsAt(nearbyMs, timeZone))
    .sort((a, b) => a - b)
    .find((candidateMs) => wallClock(candidateMs, timeZone) >= date);
  if (first === undefined) throw new RangeError(`no start of ${date} in ${timeZone}`);
  return instantOf(first);
}

/** A clock that shows `start` until it is set or advanced. */
export function fixedClock(start: Instant): FixedClock {
  let current = start;
  return {
    now: () => current,
    set: (instant) => {
      current = instant;
    },
    advance: (step) => {
      current = plus(current, step);
    },
  };
}

function hasInstantShape(text: string): text is Instant {
  return INSTANT_SHAPE.test(text);
}

function hasDateShape(text: string): text is CalendarDate {
  return DATE_SHAPE.test(text);
}

/** Of `Z`, `+08:00` or `-04:30`. */
function writtenOffsetMs(offset: string): number {
  if (offset === 'Z') return 0;
  const size = Number(offset.slice(1, 3)) * MS_PER_HOUR + Number(offset.slice(4)) * MS_PER_MINUTE;
  return offset.startsWith('-') ? -size : size;
}

function offsetMsAt(epochMs: number, timeZone: string): number {
  const wholeSecondMs = Math.floor(epochMs / MS_PER_SECOND) * MS_PER_SECOND;
  const shown = wallClock(wholeSecondMs, timeZone);
  // Clocks already show year 10000 where the last day of 9999 ends before it does in UTC.
  const iso = shown.startsWith('10000') ? `+0${shown}Z` : `${shown}Z`;
  return Date.parse(iso) - wholeSecondMs;
}

/** `YYYY-MM-DDTHH:MM:SS` as the zone's clocks show it. */
function wallClock(epochMs: number, timeZone: string): string {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of formatterOf(timeZone).formatToParts(epochMs)) parts[type] = value;
  const { era, year = '', month = '', day = '', hour = '', minute = '', second = '' } = parts;
  // A zone west of UTC is still in 1 BC, year 0, when the first year begins.
  return `${era === 'AD' ? year.padStart(4, '0') : '0000'}-${month}-${day}T${hour}:${minute}:${second}`;
}

// Making a formatter costs some 50 µs and several kB; the zones of a deployment are few.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const formatter = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory', // and not iso8601, which ICU lets turn Julian before 1582
    numberingSystem: 'latn',
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formatters.set(timeZone, formatter);
  return formatter;
}
