import type { Sandbox } from '../../src/contract/sandbox.ts';
import { cents, inner, listOf, text } from './fields.ts';
import type { Fields as Wire } from './fields.ts';

/**
 * The ledger's sales documents in a bookkeeper's notation, by day: what each is, whose, how much, and how it stands.
 *   2026-11-21 INV-7 Ada Ltd 120.00 GBP open
 *   2026-11-22 paid INV-7 50.00
 *   2026-11-23 CRN-1 Ada Ltd -20.00 GBP used
 *   2026-11-23 set CRN-1 against INV-7 20.00
 */
export function booksOf(ledger: Sandbox): readonly string[] {
  const numbers = new Map<string, string>();
  const credits = ledger.documents('creditNote');
  for (const invoice of ledger.documents('invoice')) numbers.set(text(invoice, 'InvoiceID'), text(invoice, 'InvoiceNumber'));
  for (const credit of credits) numbers.set(text(credit, 'CreditNoteID'), text(credit, 'CreditNoteNumber'));
  const lines = [
    ...ledger.documents('invoice').map(invoiceLine),
    ...credits.map(creditLine),
    ...credits.flatMap((credit) => allocationLines(credit)),
    ...ledger.documents('payment').map((payment) => paidLine(payment, 'paid', named(payment, 'Invoice', 'InvoiceNumber'))),
    ...ledger.documents('refund').map((refund) => paidLine(refund, 'refunded', named(refund, 'CreditNote', 'CreditNoteNumber'))),
    ...ledger.documents('bankTransaction').map(receivedLine),
  ];
  return lines.toSorted();
}

const invoiceLine = (invoice: Wire): string =>
  `${dayOf(invoice)} ${text(invoice, 'InvoiceNumber')} ${named(invoice, 'Contact', 'Name')} ${cents(invoice['Total'])} ${text(invoice, 'CurrencyCode')} ${standOf(invoice, 'AmountDue')}`;

const creditLine = (credit: Wire): string =>
  `${dayOf(credit)} ${text(credit, 'CreditNoteNumber')} ${named(credit, 'Contact', 'Name')} -${cents(credit['Total'])} ${text(credit, 'CurrencyCode')} ${standOf(credit, 'RemainingCredit')}`;

const allocationLines = (credit: Wire): readonly string[] =>
  listOf(credit, 'Allocations').map(
    (each) =>
      `${dayOf(each)} set ${text(credit, 'CreditNoteNumber')} against ${named(each, 'Invoice', 'InvoiceNumber')} ${cents(each['Amount'])}`,
  );

const paidLine = (payment: Wire, word: string, what: string): string =>
  `${dayOf(payment)} ${word} ${what} ${cents(payment['Amount'])}${text(payment, 'Status') === 'DELETED' ? ' deleted' : ''}`;

const receivedLine = (transaction: Wire): string =>
  `${dayOf(transaction)} ${text(transaction, 'Type')} ${named(transaction, 'Contact', 'Name')} ${cents(transaction['Total'])}${text(transaction, 'Status') === 'DELETED' ? ' deleted' : ''}`;

function standOf(document: Wire, left: string): string {
  const status = text(document, 'Status');
  if (status === 'VOIDED' || status === 'DELETED') return 'void';
  if (status === 'DRAFT' || status === 'SUBMITTED') return 'draft';
  if (status === 'PAID') return document['CreditNoteID'] === undefined ? 'paid' : 'used';
  return cents(document[left]) === cents(document['Total']) ? 'open' : `${cents(document[left])} left`;
}

/** '/Date(1763683200000+0000)/' is how Xero writes a day. */
export function dayOf(document: Wire): string {
  const at = /\((-?\d+)/.exec(text(document, 'Date'))?.[1] ?? '0';
  return new Date(Number(at)).toISOString().slice(0, 10);
}

const named = (wire: Wire, child: string, name: string): string => text(inner(wire, child), name);
