import { bookedOn } from './records.ts';
import type { AnyRecord } from './records.ts';
import type { Amount } from './decimal.ts';
import type { Day } from './day.ts';

/** By what a record is found again without its id: the columns that the store keeps beside the body. */
export interface Lookup {
  /** A document's number, an item's code, a contact's name in plain letters. */
  readonly number: string | null;
  /** Whose it is: a document's customer; the document that a payment, refund or allocation is for. */
  readonly contact: string | null;
  readonly bookedOn: Day | null;
  readonly currency: string | null;
  readonly gross: Amount | null;
}

export function lookupOf(record: AnyRecord): Lookup {
  const on = bookedOn(record);
  const none: Lookup = { number: null, contact: null, bookedOn: on, currency: null, gross: null };
  switch (record.kind) {
    case 'invoice':
    case 'creditNote':
      return { ...none, number: record.number, contact: record.contact, currency: record.currency, gross: record.totals.gross };
    case 'payment':
      return { ...none, contact: record.allocations[0]?.invoice ?? record.contact, currency: record.currency, gross: record.amount };
    case 'refund':
      return { ...none, contact: record.creditNote, currency: record.currency, gross: record.amount };
    case 'allocation':
      return { ...none, contact: record.invoice, currency: record.currency, gross: record.amount };
    case 'bankTransaction':
      return { ...none, contact: record.contact, currency: record.currency, gross: record.totals.gross };
    case 'transfer':
    case 'statementLine':
      return { ...none, currency: record.currency, gross: record.amount };
    case 'journal':
      return { ...none, currency: record.currency };
    case 'contact':
      return { ...none, number: plainName(record.name) };
    case 'item':
      return { ...none, number: record.code };
    case 'balanceTransaction':
    case 'settlement':
    case 'payout':
    case 'dispute':
    case 'organisation':
    case 'account':
    case 'taxRate':
    case 'currency':
      return none;
  }
}

/** A name as people compare names: letters and digits, one case, single spaces. */
export const plainName = (name: string): string => name.normalize('NFKC').toLowerCase().replaceAll(/\s+/g, ' ').trim();
