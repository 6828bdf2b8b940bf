import { utcMidnight } from '../../../core/day.ts';
import type { Ask, Payload } from './asking.ts';
import { collection } from './asking.ts';
import { dueOf } from './balances.ts';
import { commaList, flagOf, listed } from './listing.ts';
import type { Credit, CreditKind } from './model.ts';
import { creditShape } from './shapes.ts';
import type { Detail } from './shapes.ts';
import type { State } from './state.ts';
import { decimalOfCents } from './totals.ts';
import type { Columns } from './where.ts';

const names = { creditNote: 'CreditNotes', overpayment: 'Overpayments', prepayment: 'Prepayments' } as const;

/** GET /CreditNotes, /Overpayments and /Prepayments. The three share a table, so each list leaves the others out. */
export function listCredits(ask: Ask, kind: CreditKind): Payload {
  const { credits } = ask.state.tables;
  const references = commaList(ask, 'References');
  const { rows, paging } = listed(ask, {
    table: credits,
    columns: columnsOf(ask.state),
    condition: (credit) => credit.kind === kind && (references === null || references.includes(credit.reference ?? '')),
    lookups: {
      CreditNoteNumber: (text) => credits.by('number', text),
      CreditNoteID: (text) => [credits.get(text.toLowerCase())].filter((credit) => credit !== undefined),
      'Contact.ContactID': (text) => credits.by('contact', text.toLowerCase()),
    },
  });
  const detail: Detail = flagOf(ask, 'summaryOnly') ? 'summary' : paging ? 'page' : 'list';
  const elements = rows.map((credit) => creditShape(ask, credit, detail));
  return paging ? { kind: 'collection', name: names[kind], elements, paging } : collection(names[kind], elements);
}

const columnsOf = (state: State): Columns<Credit> => ({
  CreditNoteID: (credit) => credit.id,
  CreditNoteNumber: (credit) => credit.number ?? '',
  OverpaymentID: (credit) => credit.id,
  PrepaymentID: (credit) => credit.id,
  Type: (credit) => credit.type,
  Status: (credit) => credit.status,
  Reference: (credit) => credit.reference ?? '',
  Url: (credit) => credit.url,
  Date: (credit) => utcMidnight(credit.date),
  CurrencyCode: (credit) => credit.currency,
  Total: (credit) => decimalOfCents(credit.total),
  RemainingCredit: (credit) => decimalOfCents(dueOf(credit)),
  UpdatedDateUTC: (credit) => credit.updatedAt,
  'Contact.ContactID': (credit) => credit.contactId,
  'Contact.Name': (credit) => state.tables.contacts.get(credit.contactId)?.name ?? null,
});
