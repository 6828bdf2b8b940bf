/** A calendar day as books see it: '2026-11-21'. No time, no zone. */
export type Day = string & { readonly brand?: 'Day' };

/** A moment as machines see it: milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

// There is no year 0000, and PostgreSQL refuses it.
const pattern = /^(?!0000)\d{4}-\d{2}-\d{2}$/;
const dayMilliseconds = 86_400_000;

/** Reads 'YYYY-MM-DD' and returns null for anything else, the 30th of February included. */
export function readDay(text: string): Day | null {
  if (!pattern.test(text)) return null;
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at) || isoDay(at) !== text ? null : text;
}

export const addDays = (from: Day, days: number): Day => isoDay(utcMidnight(from) + days * dayMilliseconds);

/** Whole days from one day to another; negative when `to` is earlier. */
export const daysBetween = (from: Day, to: Day): number => Math.round((utcMidnight(to) - utcMidnight(from)) / dayMilliseconds);

/** 'YYYY-MM' of a day: the period of a monthly proof. */
export const monthOf = (of: Day): string => of.slice(0, 7);

export const firstDayOf = (month: string): Day => `${month}-01`;

export function lastDayOf(month: string): Day {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return isoDay(Date.UTC(year, number, 0));
}

export const laterOf = (a: Day | null, b: Day | null): Day | null => (a === null ? b : b === null || a >= b ? a : b);

/** The instant at which a UTC day begins; for providers that write dates as UTC midnight. */
export const utcMidnight = (of: Day): Instant => Date.parse(`${of}T00:00:00Z`);

const zones = new Map<string, Intl.DateTimeFormat>();

/** The calendar day on which an instant falls in an IANA zone ('Europe/Berlin'). */
export function dayIn(zone: string, at: Instant): Day {
  let format = zones.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
    zones.set(zone, format);
  }
  return format.format(at);
}

/** Whether a text names an IANA zone. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    // The platform says so by a RangeError.
    return false;
  }
}

const isoDay = (at: Instant): Day => new Date(at).toISOString().slice(0, 10);
