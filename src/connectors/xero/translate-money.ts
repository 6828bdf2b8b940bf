import { decimal, equal } from '../../core/decimal.ts';
import type { Allocation, Payment, Refund } from '../../core/records.ts';
import type { Seen } from '../../contract/connector.ts';
import { accountOf, moneyAccount } from './accounts.ts';
import { rateBetween } from './rates.ts';
import { appended, parted } from '../../core/reference-text.ts';
import {
  childOf,
  figureOf,
  flagOf,
  idIn,
  isNoId,
  isSet,
  isWire,
  needDay,
  needFigure,
  needText,
  number,
  textOf,
  versionOf,
} from './wire.ts';
import type { Outgoing, Wire } from './wire.ts';

/** What a payment's own answer does not say: the currency of its document where that is left out, and of its account. */
export interface PaymentFacts {
  readonly baseCurrency: string;
}

/** Customers' payments on invoices. Payments to suppliers, and on credit notes, are no payments of this kind. */
export const isCustomerPayment = (wire: Wire): boolean => textOf(wire, 'PaymentType') === 'ACCRECPAYMENT';

const refundTypes = new Set(['ARCREDITPAYMENT', 'AROVERPAYMENTPAYMENT', 'ARPREPAYMENTPAYMENT']);
export const isCustomerRefund = (wire: Wire): boolean => refundTypes.has(textOf(wire, 'PaymentType') ?? '');

export function fromPayment(wire: Wire, facts: PaymentFacts): Seen<Payment> {
  const invoice = childOf(wire, 'Invoice') ?? {};
  const { text, reference } = parted(textOf(wire, 'Reference'));
  const paid = needFigure(wire, 'Amount');
  const reached = figureOf(wire, 'BankAmount') ?? paid;
  const record: Payment = {
    kind: 'payment',
    id: needText(wire, 'PaymentID'),
    contact: idIn(invoice, 'Contact', 'ContactID'),
    paidOn: needDay(wire, 'Date'),
    amount: paid,
    currency: currencyOf(wire, textOf(invoice, 'CurrencyCode'), facts),
    account: accountOf(childOf(wire, 'Account')),
    // A payment in two currencies has the base currency on one side: Xero takes no other account for a foreign document.
    accountAmount: equal(decimal(paid), decimal(reached)) ? null : { amount: reached, currency: facts.baseCurrency },
    method: null,
    reference: text,
    allocations: [{ invoice: needText(invoice, 'InvoiceID'), amount: paid }],
    isReconciled: flagOf(wire, 'IsReconciled'),
    state: textOf(wire, 'Status') === 'DELETED' ? 'void' : 'made',
  };
  return { record, version: versionOf(wire), reference };
}

/**
 * A payment on a credit note stands under `CreditNote`, or under `Invoice` with the type of a credit note, or under both; lists
 * then show the customer under one of them only.
 */
export function fromRefund(wire: Wire, facts: PaymentFacts): Seen<Refund> {
  const documents = ['CreditNote', 'Invoice', 'Overpayment', 'Prepayment'].map((name) => wire[name]).filter(isWire);
  const first = <T>(read: (document: Wire) => T | null): T | null => documents.map(read).find((value) => value !== null) ?? null;
  const { text, reference } = parted(textOf(wire, 'Reference'));
  const isOnCredit = textOf(wire, 'PaymentType') === 'ARCREDITPAYMENT';
  const record: Refund = {
    kind: 'refund',
    id: needText(wire, 'PaymentID'),
    contact: first((document) => idIn(document, 'Contact', 'ContactID')),
    refundedOn: needDay(wire, 'Date'),
    amount: needFigure(wire, 'Amount'),
    currency: currencyOf(
      wire,
      first((document) => textOf(document, 'CurrencyCode')),
      facts,
    ),
    account: accountOf(childOf(wire, 'Account')),
    creditNote: isOnCredit ? first((document) => textOf(document, 'CreditNoteID') ?? textOf(document, 'InvoiceID')) : null,
    reference: text,
    isReconciled: flagOf(wire, 'IsReconciled'),
    state: textOf(wire, 'Status') === 'DELETED' ? 'void' : 'made',
  };
  return { record, version: versionOf(wire), reference };
}

function currencyOf(wire: Wire, said: string | null, facts: PaymentFacts): string {
  if (said !== null) return said;
  const rate = figureOf(wire, 'CurrencyRate');
  if (rate === null || rate === '1' || rate === '0') return facts.baseCurrency;
  throw new Error(`Xero answered payment ${needText(wire, 'PaymentID')} at the rate ${rate} without the currency of its document`);
}

/** One payment settles one invoice; money for several, or on account, is several documents in Xero. */
export function toPayment(payment: Payment, reference: string): Outgoing {
  const [allocation, ...others] = payment.allocations;
  if (!allocation || others.length > 0 || !equal(decimal(allocation.amount), decimal(payment.amount))) {
    throw new Error(
      `a Xero payment settles exactly one invoice with its whole amount; this one has ${payment.allocations.length} allocations`,
    );
  }
  return {
    Invoice: { InvoiceID: allocation.invoice },
    ...toMoney(payment.account, payment.paidOn, payment.amount),
    // The amount that reached the account is the fact; the rate follows from it (law F53).
    ...(payment.accountAmount === null
      ? {}
      : { CurrencyRate: number(rateBetween(decimal(payment.amount), decimal(payment.accountAmount.amount))) }),
    Reference: appended(payment.reference, reference),
  };
}

export function toRefund(refund: Refund, reference: string): Outgoing {
  if (refund.creditNote === null) throw new Error('a refund in Xero pays out a credit note, and this one names none');
  return {
    CreditNote: { CreditNoteID: refund.creditNote },
    ...toMoney(refund.account, refund.refundedOn, refund.amount),
    Reference: appended(refund.reference, reference),
  };
}

function toMoney(account: string | null, on: string, figure: string): Outgoing {
  if (account === null) throw new Error('a payment needs the account that the money reached');
  return { Account: moneyAccount(account), Date: on, Amount: number(figure) };
}

/** The documents that hold allocations, by the name of their collection. */
export const allocationParents = ['CreditNotes', 'Overpayments', 'Prepayments'] as const;
export type AllocationParent = (typeof allocationParents)[number];

export const parentId: Readonly<Record<AllocationParent, string>> = {
  CreditNotes: 'CreditNoteID',
  Overpayments: 'OverpaymentID',
  Prepayments: 'PrepaymentID',
};

/**
 * An allocation's id is its path, 'CreditNotes/<id>/Allocations/<id>': it can only be read and removed through its parent.
 * It carries no reference of ours; what it says is proven by reading the parent.
 */
export function fromAllocation(
  wire: Wire,
  parent: Wire,
  of: { readonly list: AllocationParent; readonly from: Allocation['from'] },
): Seen<Allocation> {
  const id = textOf(wire, 'AllocationID') ?? textOf(wire, 'AllocationId') ?? '';
  const record: Allocation = {
    kind: 'allocation',
    id: isNoId(id) ? '' : `${of.list}/${needText(parent, parentId[of.list])}/Allocations/${id}`,
    from: of.from,
    invoice: needText(childOf(wire, 'Invoice') ?? {}, 'InvoiceID'),
    amount: needFigure(wire, 'Amount'),
    currency: needText(parent, 'CurrencyCode'),
    allocatedOn: needDay(wire, 'Date'),
    state: isSet(wire, 'IsDeleted') ? 'void' : 'made',
  };
  return { record, version: `${record.amount} ${record.allocatedOn} ${record.state}`, reference: null };
}

export const toAllocation = (allocation: Allocation): Outgoing => ({
  Invoice: { InvoiceID: allocation.invoice },
  Amount: number(allocation.amount),
  Date: allocation.allocatedOn,
});
