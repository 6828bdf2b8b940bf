import { utcMidnight } from '../../../core/day.ts';
import { collection } from './asking.ts';
import type { Ask, Payload } from './asking.ts';
import { dueOf } from './balances.ts';
import { contactInBrief } from './contact-shapes.ts';
import { listed } from './listing.ts';
import type { Payment } from './model.ts';
import { targetOf } from './settlement.ts';
import { creditShape, invoiceShape } from './shapes.ts';
import type { State } from './state.ts';
import { decimalOfCents } from './totals.ts';
import type { Columns } from './where.ts';
import { wireCents, wireDay, wireDecimal, wireInstant } from './wire.ts';

export function paymentShape(ask: Ask, payment: Payment, detail: 'written' | 'single' | 'list'): object {
  const account = ask.state.tables.accounts.get(payment.accountId);
  return {
    PaymentID: payment.id,
    ...(payment.batchId === null ? {} : { BatchPaymentID: payment.batchId }),
    Date: wireDay(payment.date),
    BankAmount: wireCents(payment.bankAmount),
    Amount: wireCents(payment.amount),
    ...(payment.reference === null ? {} : { Reference: payment.reference }),
    CurrencyRate: wireDecimal(payment.rate),
    PaymentType: payment.type,
    Status: payment.status,
    UpdatedDateUTC: wireInstant(payment.updatedAt),
    HasAccount: true,
    IsReconciled: payment.isReconciled,
    Account: {
      AccountID: payment.accountId,
      ...(account?.code ? { Code: account.code } : {}),
      ...(detail === 'list' ? {} : { Name: account?.name ?? '' }),
    },
    ...targetShape(ask, payment, detail),
    HasValidationErrors: false,
  };
}

// A refund of a credit note shows that credit note under `Invoice`, with the type ACCRECCREDIT.
function targetShape(ask: Ask, payment: Payment, detail: 'written' | 'single' | 'list'): object {
  const { state } = ask;
  if (payment.target.kind === 'invoice') {
    const invoice = state.tables.invoices.get(payment.target.id);
    if (!invoice) return {};
    return { Invoice: detail === 'list' ? briefShape(state, payment) : invoiceShape(ask, invoice, detail === 'written' ? 'page' : 'list') };
  }
  const credit = state.tables.credits.get(payment.target.id);
  if (!credit) return {};
  if (payment.target.kind === 'creditNote')
    return {
      Invoice: briefShape(state, payment),
      CreditNote: detail === 'list' ? briefCredit(payment, credit.number) : creditShape(ask, credit, 'list'),
    };
  return payment.target.kind === 'prepayment'
    ? { Prepayment: creditShape(ask, credit, 'list') }
    : { Overpayment: creditShape(ask, credit, 'list') };
}

const briefCredit = (payment: Payment, number: string | null): object => ({
  CreditNoteID: payment.target.id,
  CreditNoteNumber: number ?? '',
});

function briefShape(state: State, payment: Payment): object {
  const document = targetOf(state, payment.target);
  if (!document) return {};
  return {
    Type: document.type,
    InvoiceID: document.id,
    InvoiceNumber: document.number ?? '',
    Payments: [],
    CreditNotes: [],
    Prepayments: [],
    Overpayments: [],
    AmountDue: wireCents(dueOf(document)),
    HasErrors: false,
    IsDiscounted: false,
    InvoicePaymentServices: [],
    Contact: contactInBrief(state.tables.contacts.get(document.contactId)),
    LineItems: [],
    CurrencyCode: document.currency,
  };
}

/** GET /Payments. Deleted ones show only to those who ask for them, or for what changed. */
export function listPayments(ask: Ask): Payload {
  const { payments } = ask.state.tables;
  const asksForDeleted = /status/i.test(ask.query.get('where') ?? '') || ask.headers['if-modified-since'] !== undefined;
  const { rows, paging } = listed(ask, {
    table: payments,
    columns: columnsOf(ask.state),
    condition: asksForDeleted ? null : (payment) => payment.status !== 'DELETED',
    lookups: {
      'Invoice.InvoiceID': (text) => payments.by('target', text.toLowerCase()),
      'CreditNote.CreditNoteID': (text) => payments.by('target', text.toLowerCase()),
      PaymentID: (text) => [payments.get(text.toLowerCase())].filter((payment) => payment !== undefined),
    },
  });
  const elements = rows.map((payment) => paymentShape(ask, payment, 'list'));
  return paging ? { kind: 'collection', name: 'Payments', elements, paging } : collection('Payments', elements);
}

const columnsOf = (state: State): Columns<Payment> => ({
  PaymentID: (payment) => payment.id,
  Date: (payment) => utcMidnight(payment.date),
  Amount: (payment) => decimalOfCents(payment.amount),
  Reference: (payment) => payment.reference ?? '',
  Status: (payment) => payment.status,
  PaymentType: (payment) => payment.type,
  IsReconciled: (payment) => payment.isReconciled,
  UpdatedDateUTC: (payment) => payment.updatedAt,
  'Invoice.InvoiceID': (payment) => payment.target.id,
  'Invoice.InvoiceNumber': (payment) => targetOf(state, payment.target)?.number ?? null,
  'Invoice.Contact.ContactID': (payment) => targetOf(state, payment.target)?.contactId ?? null,
  'CreditNote.CreditNoteID': (payment) => (payment.target.kind === 'creditNote' ? payment.target.id : null),
  'Account.AccountID': (payment) => payment.accountId,
  'Account.Code': (payment) => state.tables.accounts.get(payment.accountId)?.code ?? null,
});
