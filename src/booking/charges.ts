import { absolute, amount, decimal, isZero, negate, subtract, sum } from '../core/decimal.ts';
import type { Decimal } from '../core/decimal.ts';
import { sayAmount } from '../core/money.ts';
import type { BalanceMove, BalanceTransaction } from '../core/processor-records.ts';
import type { LineTax, Payment } from '../core/records.ts';
import { accountForSale } from '../mapping/apply.ts';
import {
  accountFor,
  customerOf,
  entryOf,
  heldBy,
  isKnownOtherThanBank,
  moneyOf,
  moveOf,
  needsBank,
  together,
  untaxed,
  waitingFor,
  wanted,
  wantOf,
} from './balance.ts';
import type { Balance } from './balance.ts';
import type { BookingContext } from './context.ts';
import type { Desire, Question, Want } from './desire.ts';
import { ownInvoice } from './own-invoice.ts';
import { ask, lookAgain } from './questions.ts';
import { bookReceived } from './received.ts';
import { saleTaxes, taxesOfReturn } from './sale-tax.ts';
import { shareOf, sumOfTaxes } from './shares.ts';

export const isRefund = (does: BalanceMove): boolean => does === 'refund' || does === 'refundFailure';
export const isSale = (does: BalanceMove): boolean => does === 'charge' || does === 'chargeFailure' || isRefund(does);

/** What a customer paid: the invoices that are booked one by one, or a sale of its own. */
export function chargeParts(record: BalanceTransaction, balance: Balance): Desire {
  if (paysBookedInvoices(record, balance.context)) return invoicesPaid(record, balance);
  const isForeign = record.presented !== null && record.presented.currency !== record.currency;
  if (isForeign && balance.processor.presented === 'documents') return foreignSale(record, balance);
  return ownSale(record, balance, isForeign);
}

const paysBookedInvoices = (record: Pick<BalanceTransaction, 'invoices'>, { mapping }: BookingContext): boolean =>
  record.invoices.length > 0 && mapping.kinds.includes('invoice');

/** The charge as a payment: in the currency that the customer saw, reaching the balance in its own (laws F25, F53). */
function invoicesPaid(record: BalanceTransaction, balance: Balance): Desire {
  const isForeign = record.presented !== null && record.presented.currency !== record.currency;
  const seen = isForeign && record.presented !== null ? record.presented : record;
  const payment: Payment = {
    kind: 'payment',
    id: record.id,
    contact: record.contact,
    paidOn: record.madeOn,
    amount: seen.amount,
    currency: seen.currency,
    account: balance.clearing,
    accountAmount: isForeign ? { amount: record.amount, currency: record.currency } : null,
    method: null,
    reference: balance.reference,
    allocations: record.invoices,
    isReconciled: null,
    state: 'made',
  };
  const rest = subtract(decimal(payment.amount), sum(record.invoices.map((each) => decimal(each.amount))));
  if (rest.units < 0n) {
    const evidence = { amount: payment.amount, over: amount(negate(rest)) };
    return heldBy(ask('parts differ', 'The charge pays more of its invoices than it amounts to.', evidence, [lookAgain('Look again')]));
  }
  const booked = bookReceived(payment, { key: { kind: 'balanceTransaction', id: record.id }, account: balance.clearing }, balance.context);
  if (booked.is !== 'wanted' || !isForeign || !booked.parts.some(({ part }) => part === 'onAccount')) return booked;
  const text = `${sayAmount(record.amount, record.currency)} came for ${sayAmount(seen.amount, seen.currency)}, and not all of its invoices are in the ledger.`;
  const fixes = [lookAgain('Its invoices are in the ledger: look again')];
  return heldBy(ask('no rate', text, { amount: record.amount, currency: record.currency }, fixes));
}

/** A sale without a document: received straight into the balance, gross, with its tax. */
function ownSale(record: BalanceTransaction, balance: Balance, isForeign: boolean): Desire {
  const gross = decimal(record.amount);
  const customer = customerOf(balance, record.contact);
  if ('is' in customer) return customer;
  const tax = saleTaxes(gross, record.currency, record.taxes, balance.context);
  if ('question' in tax) return heldBy(tax.question);
  // Law F25: output tax is never worked out at the processor's rate, which has its margin in it.
  if (isForeign && !isZero(sumOfTaxes(tax.taxes))) {
    const text = 'The sale was made in another currency and has tax in it, so its rate must be the ledger’s own.';
    const fixes = [lookAgain('The mapping now has processor.presented: documents: look again')];
    return heldBy(ask('no rate', text, { currency: record.presented?.currency ?? '' }, fixes));
  }
  const leg = { account: accountForSale(balance.context.mapping, null), description: saleText(record), by: gross, taxes: tax.taxes };
  return wanted([moneyOf(balance, [leg], { part: 'main', contact: customer.id })]);
}

function saleText({ description, presented, currency, id }: BalanceTransaction): string {
  const said = description ?? `Sale ${id}`;
  return presented === null || presented.currency === currency ? said : `${said} (${sayAmount(presented.amount, presented.currency)})`;
}

/** A sale in another currency: an invoice in it at the ledger's rate, and its payment at what reached the balance. */
function foreignSale(record: BalanceTransaction, balance: Balance): Desire {
  const { context } = balance;
  const { presented } = record;
  if (presented === null) throw new Error('a sale is foreign by the currency that the customer saw');
  if (context.mapping.exchangeRates.source === 'document') {
    const text = `The sale is in ${presented.currency}, and a processor’s rate has its margin in it.`;
    const fixes = [lookAgain('The mapping now has exchangeRates.source: ledger: look again')];
    return heldBy(ask('no rate', text, { currency: presented.currency }, fixes));
  }
  const customer = customerOf(balance, record.contact);
  if ('is' in customer) return customer;
  const gross = decimal(presented.amount);
  const tax = saleTaxes(gross, presented.currency, record.taxes, context);
  if ('question' in tax) return heldBy(tax.question);
  const description = record.description ?? `Sale ${record.id}`;
  const legs = [{ account: accountForSale(context.mapping, null), description, by: gross, taxes: tax.taxes }];
  const invoice = ownInvoice(record, { contact: customer.id, currency: presented.currency, legs, part: 'invoice' }, balance);
  const issued: Want = {
    ...wantOf(invoice, 'invoice', `sale of ${sayAmount(presented.amount, presented.currency)} on ${record.madeOn}`),
    opens: true,
  };
  const there = context.linked({ kind: 'balanceTransaction', id: record.id }, 'invoice');
  if (!there) return wanted([issued]);
  const payment: Payment = {
    kind: 'payment',
    id: '',
    contact: null,
    paidOn: record.madeOn,
    amount: presented.amount,
    currency: presented.currency,
    account: balance.clearing,
    accountAmount: { amount: record.amount, currency: record.currency },
    method: null,
    reference: balance.reference,
    allocations: [{ invoice: there.id, amount: presented.amount }],
    isReconciled: null,
    state: 'made',
  };
  const paid: Want = {
    ...wantOf(payment, 'payment', `${sayAmount(record.amount, record.currency)} reached the balance for it`),
    needs: 'invoice',
  };
  return wanted([issued, paid]);
}

/**
 * A payment that came back after it had succeeded. What it paid was a fact, so nothing is taken away (law F8). Of booked invoices:
 * the money leaves by "returned payments", and an invoice over that makes the customer owe it again (law F9).
 */
export function failedCharge(record: BalanceTransaction, balance: Balance): Desire {
  const { context } = balance;
  if (!paysBookedInvoices(record, context)) return returnedSale(record, balance, accountForSale(context.mapping, null));
  const found = accountFor(balance, 'returnedPayments');
  if ('is' in found) return found;
  if (record.contact === null) {
    const text = 'A payment came back, and the source does not say whose it was.';
    return heldBy(
      ask('no customer', text, { amount: sayAmount(record.amount, record.currency) }, [lookAgain('It now names its customer: look again')]),
    );
  }
  const contact = context.linked({ kind: 'contact', id: record.contact });
  if (!contact) return waitingFor('contact', record.contact, 'its customer is not in the ledger yet');
  const names = record.invoices.map(({ invoice }) => invoice).join(', ');
  const description = `Returned payment ${names}`;
  const leg = { account: found.account, description, by: decimal(record.amount), taxes: [] };
  const legs = [{ account: found.account, description, by: absolute(decimal(record.amount)), taxes: untaxed(context) }];
  const owed = ownInvoice(record, { contact: contact.id, currency: record.currency, legs, part: 'owed' }, balance);
  return together(
    wanted([moveOf(balance, leg, 'main')], found.asks),
    wanted([wantOf(owed, 'owed', `${sayAmount(owed.totals.gross, record.currency)} are owed again since ${record.madeOn}`)]),
  );
}

/** Money that goes back to a customer (or comes back again) without a document: coded as the sale was, tax and all. */
export function returnedSale(record: BalanceTransaction, balance: Balance, account: string): Desire {
  const customer = customerOf(balance, record.contact);
  if ('is' in customer) return customer;
  const gross = decimal(record.amount);
  const tax = taxesSettled(record, balance);
  if ('question' in tax) return heldBy(tax.question);
  const leg = { account, description: record.description ?? `Refund ${record.about ?? record.id}`, by: gross, taxes: tax.taxes };
  if (isKnownOtherThanBank(balance.clearing, balance.context)) {
    return isZero(sumOfTaxes(tax.taxes)) ? wanted([entryOf(balance, [leg], 'main')]) : heldBy(needsBank(balance.clearing));
  }
  const want = moneyOf(balance, [leg], { part: 'main', contact: customer.id });
  return wanted([tax.loss === null ? want : { ...want, losses: [tax.loss] }]);
}

type Settled = { readonly taxes: readonly LineTax[]; readonly loss: Want['losses'][number] | null } | { readonly question: Question };

/** The platform says the tax in the customer's currency; what goes back is booked in the balance's, at what it came to there. */
function taxesSettled(record: BalanceTransaction, { context }: Balance): Settled {
  const gross = decimal(record.amount);
  const { presented } = record;
  if (presented === null || presented.currency === record.currency) {
    const tax = taxesOfReturn(record, record.currency, gross, context);
    return 'question' in tax ? tax : { taxes: tax.taxes, loss: null };
  }
  const seen = gross.units < 0n ? negate(decimal(presented.amount)) : decimal(presented.amount);
  const tax = taxesOfReturn(record, presented.currency, seen, context);
  if ('question' in tax) return tax;
  const taxes = tax.taxes.map(({ rate, amount: said }) => ({ rate, amount: amount(scaled(said, presented.amount, record)) }));
  const before = tax.taxes.map(({ amount: said }) => sayAmount(said, presented.currency)).join(', ');
  const after = taxes.map(({ amount: by }) => sayAmount(by, record.currency)).join(', ');
  return { taxes, loss: { field: 'tax', before, after, why: 'converted at what the money came to in the balance' } };
}

function scaled(tax: string, whole: string, { amount: by, currency }: BalanceTransaction): Decimal {
  const size = shareOf(amount(absolute(decimal(tax))), { whole, before: '0', now: absolute(decimal(by)) }, currency);
  return decimal(tax).units < 0n ? negate(size) : size;
}
