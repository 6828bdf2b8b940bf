import { addDays, lastDayOf } from '../core/day.ts';
import type { Day } from '../core/day.ts';
import type { InvoiceDraft } from './book.ts';

/** An invoice that is made again and again: a retainer. What is null may be left open by the person who makes it. */
export interface RecurringDraft {
  /** What people call it: 'Ada Ltd, support'. */
  readonly name: string;
  readonly rhythm: Rhythm;
  /** The day of the first invoice; the others are counted from it. */
  readonly startsOn: Day;
  /** No invoice is dated later than this. */
  readonly endsOn: Day | null;
  /** Days from issue until it is due; null: no due day. */
  readonly dueAfterDays: number | null;
  /** Whether each is issued at once or waits as a draft for a person. */
  readonly issueAs: 'draft' | 'open';
  readonly invoice: RecurringContent;
}

/** `{month}` in a description, the reference or the notes becomes the month of the invoice: 'March 2026'. */
export type RecurringContent = Pick<InvoiceDraft, 'contact' | 'currency' | 'amountsAre' | 'lines' | 'discount' | 'reference' | 'notes'>;

export interface Rhythm {
  readonly every: number;
  readonly unit: 'week' | 'month' | 'year';
}

/**
 * The day of an invoice, counted from the first, which is number 0. Months are counted from the first day and not from the one
 * before, so that what began on the 31st is on the 28th of February and on the 31st of March again.
 */
export function dayOfNumber({ startsOn, rhythm }: Pick<RecurringDraft, 'startsOn' | 'rhythm'>, number: number): Day {
  const steps = number * rhythm.every;
  if (rhythm.unit === 'week') return addDays(startsOn, 7 * steps);
  return addMonths(startsOn, rhythm.unit === 'month' ? steps : 12 * steps);
}

/** The number and day of the first invoice that is dated on or after a day; null where it would be after the end. */
export function firstFrom(schedule: Pick<RecurringDraft, 'startsOn' | 'endsOn' | 'rhythm'>, from: Day): Occurrence | null {
  let number = 0;
  while (dayOfNumber(schedule, number) < from) number += 1;
  return occurrence(schedule, number);
}

/** As `firstFrom`, for the invoice that follows one that was made. */
export const following = (schedule: Pick<RecurringDraft, 'startsOn' | 'endsOn' | 'rhythm'>, number: number): Occurrence | null =>
  occurrence(schedule, number + 1);

export interface Occurrence {
  readonly number: number;
  readonly on: Day;
}

/** The next days on which invoices will be made, at most so many. */
export function nextDays(schedule: Pick<RecurringDraft, 'startsOn' | 'endsOn' | 'rhythm'>, from: number, atMost: number): readonly Day[] {
  const days: Day[] = [];
  for (let next = occurrence(schedule, from); next !== null && days.length < atMost; next = following(schedule, next.number))
    days.push(next.on);
  return days;
}

/** The invoice of a day. It takes the next number of the series, unless it waits as a draft. */
export function invoiceOf({ invoice, issueAs, dueAfterDays }: RecurringDraft, on: Day): InvoiceDraft {
  const month = monthFormat.format(new Date(`${on}T00:00:00Z`));
  const filled = (text: string): string => text.replaceAll('{month}', month);
  return {
    ...invoice,
    number: null,
    exchangeRate: null,
    issuedOn: on,
    dueOn: dueAfterDays === null ? null : addDays(on, dueAfterDays),
    state: issueAs,
    lines: invoice.lines.map((line) => ({ ...line, description: filled(line.description) })),
    reference: invoice.reference === null ? null : filled(invoice.reference),
    notes: invoice.notes === null ? null : filled(invoice.notes),
  };
}

const monthFormat = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

function occurrence(schedule: Pick<RecurringDraft, 'startsOn' | 'endsOn' | 'rhythm'>, number: number): Occurrence | null {
  const on = dayOfNumber(schedule, number);
  // The calendar of a book ends with the year 9999.
  if (!/^\d{4}-/.test(on)) return null;
  return schedule.endsOn !== null && on > schedule.endsOn ? null : { number, on };
}

function addMonths(from: Day, months: number): Day {
  const [year = 0, month = 0] = from.split('-').map(Number);
  const count = year * 12 + month - 1 + months;
  const last = lastDayOf(`${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}`);
  const wanted = `${last.slice(0, 8)}${from.slice(8)}`;
  return wanted < last ? wanted : last;
}
