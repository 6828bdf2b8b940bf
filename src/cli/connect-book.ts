import type { BookSettings } from '../billing/book.ts';
import { isTimeZone } from '../core/day.ts';
import { Complaint } from './run.ts';

/** What may be said with `tieout connect billing` of the book that it opens. */
export interface BookOptions {
  readonly company?: string;
  readonly currency?: string;
  readonly country?: string;
  readonly timeZone?: string;
}

/** How the book is to be kept; what the person left out is as in Great Britain. Complains of what is none before anything is kept. */
export function bookAsked(organisation: string, options: BookOptions): BookSettings {
  const { company = organisation, currency = 'GBP', country = 'GB', timeZone = 'Europe/London' } = options;
  if (!/^[A-Z]{3}$/.test(currency)) throw new Complaint(`'${currency}' is not a currency: write three letters, such as EUR.`);
  if (!/^[A-Z]{2}$/.test(country)) throw new Complaint(`'${country}' is not a country: write two letters, such as GB.`);
  if (!isTimeZone(timeZone)) throw new Complaint(`'${timeZone}' is not a time zone: write one such as Europe/London.`);
  return {
    name: company,
    country,
    baseCurrency: currency,
    timeZone,
    roundsTax: 'perLine',
    series: { invoice: { prefix: 'INV-', digits: 4 }, creditNote: { prefix: 'CRN-', digits: 4 } },
  };
}
