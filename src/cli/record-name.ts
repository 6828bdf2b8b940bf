import type { Recognised } from '../engine/overview-port.ts';
import { kindText, sum } from './figures.ts';
import type { Page } from './office.ts';

/**
 * What a person calls a record: its kind and number; without one its day, amount and customer ('payment of 2026-03-12, 40.00 EUR, Ada
 * Ltd'), as in the web. Its id is shown only where nothing else is known of it.
 */
export function recordName(record: Recognised & { readonly kind: string; readonly id: string }, page: Pick<Page, 'locale'>): string {
  const { kind, id, number, day, party, gross, currency } = record;
  const of = [day, gross === null || currency === null ? null : sum(gross, currency, page)].filter((part) => part !== null).join(', ');
  if (number !== null) return `${kindText(kind)} ${number}`;
  if (of === '') return `${kindText(kind)} ${party ?? id}`;
  return [`${kindText(kind)} of ${of}`, ...(party === null ? [] : [party])].join(', ');
}
