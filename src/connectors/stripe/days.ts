import { dayIn, utcMidnight } from '../../core/day.ts';
import type { Day } from '../../core/day.ts';

/** The organisation's day of a moment that Stripe wrote in seconds. */
export const dayAt = (zone: string, seconds: number): Day => dayIn(zone, seconds * 1000);

/**
 * The day of a date that Stripe writes as midnight UTC (`arrival_date`). It is a date of the bank's calendar: in a zone it would
 * become the day before.
 */
export const dateOf = (seconds: number): Day => dayIn('UTC', seconds * 1000);

/** The first second of a day in a zone. Days begin in order, so it is found by halving; summer time needs no thought. */
export function beginningOf(zone: string, day: Day): number {
  let before = utcMidnight(day) / 1000 - 86_400;
  let from = utcMidnight(day) / 1000 + 86_400;
  while (from - before > 1) {
    const middle = Math.floor((before + from) / 2);
    if (dayAt(zone, middle) < day) before = middle;
    else from = middle;
  }
  return from;
}
