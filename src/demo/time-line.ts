import { dateIn, instantOf, parseDate, parseInstant, plus, type CalendarDate, type Instant } from '../core/time';

/** The story is written in the dates of its source and told as if its last day were the day of the first start. */

/** The day of the source, which becomes the day of the installation's first start. */
export const STORY_DAY = '2015-11-16';

/** Where the story plays. */
export const STORY_ZONE = 'Asia/Shanghai';

/** Moves the whole story by whole days, so that distances and times of day stay as they were. */
export interface TimeLine {
  /** `2015-11-02T07:30`, as the clocks of the story show it. */
  instant(written: string): Instant;
  /** `2015-11-02`. */
  date(written: string): CalendarDate;
}

/** The time line on which `STORY_DAY` is `day`. Its parts throw RangeError for what is no time or day of the calendar. */
export function timeLineTo(day: CalendarDate): TimeLine {
  const days = (utcMidnight(day) - utcMidnight(STORY_DAY)) / 86_400_000;
  return {
    instant: (written) => plus(storyInstant(written), { days }),
    date: (written) => dateIn(plus(instantOf(utcMidnight(written)), { days }), 'UTC'),
  };
}

/** A time of the story so many minutes after another, or before it. */
export function minutesAfter(written: string, minutes: number): string {
  return instantOf(Date.parse(`${written}:00.000Z`) + minutes * 60_000).slice(0, 16);
}

function storyInstant(written: string): Instant {
  // China has had one offset since 1991, so moving by days keeps the time of day.
  const instant = parseInstant(`${written}:00+08:00`);
  if (instant === null) throw new RangeError(`no time of the story: "${written}"`);
  return instant;
}

function utcMidnight(date: string): number {
  if (parseDate(date) === null) throw new RangeError(`no day of the story: "${date}"`);
  return Date.parse(`${date}T00:00:00.000Z`);
}
