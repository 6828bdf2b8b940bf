import type { Instant } from '../core/day.ts';
import { placesOf } from '../core/money.ts';
import type { Page } from './office.ts';

/** '1,234.50' as the person writes it, exact, with all of the currency's places. */
export function figure(amount: string, currency: string, { locale }: Pick<Page, 'locale'>): string {
  const places = placesOf(currency);
  // A text, not a number: the formatter then keeps every digit.
  return isNumeral(amount)
    ? new Intl.NumberFormat(locale, { minimumFractionDigits: places, maximumFractionDigits: Math.max(places, 8) }).format(amount)
    : amount;
}

export const sum = (amount: string, currency: string, page: Pick<Page, 'locale'>): string =>
  `${figure(amount, currency, page)} ${currency}`;

const isNumeral = (text: string): text is `${number}` => /^-?\d+(\.\d+)?$/.test(text);

export const whole = (count: number, { locale }: Pick<Page, 'locale'>): string => new Intl.NumberFormat(locale).format(count);

/**
 * '2026-11-21 14:03:22' in the person's time zone. Days and times are the same in every terminal, and a day can be typed back as it
 * stands: a terminal without a language would otherwise say the month first.
 */
export const timeText = (at: Instant, { timeZone }: Pick<Page, 'timeZone'>): string =>
  new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone }).format(at);

/** '1 document', '2 documents'. */
export const counted = (count: number, one: string, page: Pick<Page, 'locale'>, many = `${one}s`): string =>
  `${whole(count, page)} ${count === 1 ? one : many}`;

/** Ids begin with the instant; this much more tells two of the same instant apart. */
export const shortId = (id: string): string => id.slice(0, 16);

/** Kinds as bookkeepers say them. */
const kindWords: Readonly<Record<string, string>> = {
  creditNote: 'credit note',
  taxRate: 'tax rate',
  bankTransaction: 'bank transaction',
  balanceTransaction: 'balance transaction',
  statementLine: 'bank line',
};

export const kindText = (kind: string): string => kindWords[kind] ?? kind;
