import { collection, elementsOf } from './asking.ts';
import type { Ask, Payload } from './asking.ts';
import { dueOf, isBooked, isSalesCredit } from './balances.ts';
import { writeBatch } from './batch.ts';
import type { Written } from './batch.ts';
import { accountIn, requireForPayments } from './chart.ts';
import { creditNoteIn } from './credit-notes.ts';
import { centsIn, childIn, dayIn, flagIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { answerHistory } from './history.ts';
import { invoiceIn } from './invoices.ts';
import { requireOpen } from './locks.ts';
import { messages } from './messages.ts';
import type { Account, Payment, PaymentTarget } from './model.ts';
import { listPayments, paymentShape } from './payment-shapes.ts';
import { postPayment } from './postings.ts';
import { Invalid, Missing, WrongMethod } from './refusals.ts';
import { baseShare, partsTaken, takeOff, targetOf } from './settlement.ts';
import type { Settleable } from './settlement.ts';
import type { State } from './state.ts';
import { fromBase, toBase } from './totals.ts';
import { dayRate, sentRate } from './vouchers.ts';

export function answerPayments(ask: Ask): Payload {
  const [key, part] = ask.steps;
  if (ask.method === 'GET' && key === undefined) return listPayments(ask);
  const named = key === undefined ? null : requirePayment(ask.state, key);
  if (named && part === 'History') return answerHistory(ask, 'Payments', named.id);
  if (ask.method === 'GET' && named) return collection('Payments', [paymentShape(ask, named, 'single')]);
  if (ask.method !== 'PUT' && ask.method !== 'POST') throw new WrongMethod();
  return writeBatch(ask, {
    name: 'Payments',
    idName: 'PaymentID',
    elements: elementsOf(ask, 'Payments'),
    write: (fields) => writePayment(ask, fields, named),
  });
}

function requirePayment(state: State, id: string): Payment {
  const payment = state.tables.payments.get(id.toLowerCase());
  if (!payment) throw new Missing(messages.notFound);
  return payment;
}

function writePayment(ask: Ask, fields: Fields, named: Payment | null): Written {
  const id = textIn(fields, 'PaymentID');
  const existing = named ?? (ask.method === 'POST' && id ? requirePayment(ask.state, id) : null);
  if (existing === null) {
    const payment = makePayment(ask.state, fields);
    const isEarly = payment.date < (targetOf(ask.state, payment.target)?.date ?? payment.date);
    return { shape: paymentShape(ask, payment, 'written'), warnings: isEarly ? [messages.paymentBeforeInvoice] : [] };
  }
  if (textIn(fields, 'Status') !== 'DELETED') throw new Invalid(messages.paymentUpdate);
  if (existing.batchId !== null) throw new Invalid(messages.paymentInBatch);
  return { shape: paymentShape(ask, removePayment(ask.state, existing, ask.by), 'written') };
}

/** Pays an invoice or a bill, or gives back what is left of a credit note, an overpayment or a prepayment. */
export function makePayment(state: State, fields: Fields, batchId: string | null = null): Payment {
  const target = targetIn(state, fields);
  const document = requireTarget(state, target);
  const account = accountIn(state, childIn(fields, 'Account'), 'Code');
  if (!account) throw new Invalid(messages.accountNeeded);
  requireForPayments(account);
  const amount = centsIn(fields, 'Amount') ?? 0n;
  if (amount <= 0n) throw new Invalid(messages.paymentAmount);
  if (!isBooked(document)) throw new Invalid(messages.paymentStatus);
  if (amount > dueOf(document)) throw new Invalid(messages.paymentTooLarge);
  const date = dayIn(fields, 'Date') ?? state.today();
  requireOpen(state, date);
  const baseTaken = baseShare(document, amount);
  const payment = state.tables.payments.put({
    id: state.newId(),
    updatedAt: 0,
    type: typeOf(target, document),
    target,
    accountId: account.id,
    date,
    amount,
    ...moneyOf(state, fields, { document, account, amount }),
    reference: textIn(fields, 'Reference') ?? null,
    status: 'AUTHORISED',
    isReconciled: flagIn(fields, 'IsReconciled') ?? false,
    baseTaken,
    parts: document.type.endsWith('PREPAYMENT') && 'kind' in document ? partsTaken(state, document, { amount, base: baseTaken }) : [],
    batchId,
  });
  takeOff(state, target, { paid: amount, base: baseTaken, on: date });
  postOf(state, payment, document, account);
  return payment;
}

function targetIn(state: State, fields: Fields): PaymentTarget {
  const [invoice, creditNote] = [childIn(fields, 'Invoice'), childIn(fields, 'CreditNote')];
  const [prepayment, overpayment] = [childIn(fields, 'Prepayment'), childIn(fields, 'Overpayment')];
  if ([invoice, creditNote, prepayment, overpayment].filter((sent) => sent !== undefined).length !== 1)
    throw new Invalid(messages.paymentTargetNeeded);
  if (invoice) return { kind: 'invoice', id: invoiceIn(state, invoice).id };
  if (creditNote) return { kind: 'creditNote', id: creditNoteIn(state, creditNote).id };
  if (prepayment) return { kind: 'prepayment', id: (textIn(prepayment, 'PrepaymentID') ?? '').toLowerCase() };
  return { kind: 'overpayment', id: (textIn(overpayment ?? {}, 'OverpaymentID') ?? '').toLowerCase() };
}

function requireTarget(state: State, target: PaymentTarget): Settleable {
  const document = targetOf(state, target);
  const isRight = document !== undefined && (target.kind === 'invoice' || ('kind' in document && document.kind === target.kind));
  if (!isRight) throw new Invalid(messages.advanceUnknown(target.kind));
  return document;
}

const isSaleOf = (document: Settleable): boolean => ('kind' in document ? isSalesCredit(document) : document.type === 'ACCREC');

// Money comes in for a sales invoice, and when a supplier gives a credit back.
const isIncoming = (document: Settleable): boolean => ('kind' in document ? !isSalesCredit(document) : document.type === 'ACCREC');

function typeOf(target: PaymentTarget, document: Settleable): string {
  const side = isSaleOf(document) ? 'AR' : 'AP';
  if (target.kind === 'invoice') return side === 'AR' ? 'ACCRECPAYMENT' : 'ACCPAYPAYMENT';
  return `${side}${{ creditNote: 'CREDIT', overpayment: 'OVERPAYMENT', prepayment: 'PREPAYMENT' }[target.kind]}PAYMENT`;
}

interface Money {
  readonly document: Settleable;
  readonly account: Account;
  readonly amount: bigint;
}

/** The amount in the currency of the bank account, and what it is worth in the base currency at the rate of its day. */
function moneyOf(state: State, fields: Fields, { document, account, amount }: Money): Pick<Payment, 'bankAmount' | 'baseMoved' | 'rate'> {
  const base = state.facts.baseCurrency;
  const bankCurrency = account.currency ?? base;
  const chosen = sentRate(fields);
  if (document.currency !== base) {
    if (bankCurrency !== base && bankCurrency !== document.currency) throw new Invalid(messages.paymentCurrency);
    const rate = chosen ?? dayRate(state, document.currency);
    const baseMoved = toBase(amount, rate);
    return { rate, baseMoved, bankAmount: bankCurrency === base ? baseMoved : amount };
  }
  if (bankCurrency === base) return { rate: document.rate, baseMoved: amount, bankAmount: amount };
  const rate = chosen ?? dayRate(state, bankCurrency);
  return { rate, baseMoved: amount, bankAmount: fromBase(amount, rate) };
}

/** Deletes a payment on its own day; its document is open again by that much. */
export function removePayment(state: State, payment: Payment, by: Ask['by']): Payment {
  if (payment.status === 'DELETED') throw new Invalid(messages.paymentDeleted);
  if (payment.isReconciled && by === 'app' && state.settings().refuseReconciled) throw new Invalid(messages.reconciled);
  requireOpen(state, payment.date);
  const document = requireTarget(state, payment.target);
  const account = state.tables.accounts.get(payment.accountId);
  if (!account) throw new Missing(messages.notFound);
  const kept = state.tables.payments.put({ ...payment, status: 'DELETED', isReconciled: false });
  takeOff(state, payment.target, { paid: -payment.amount, base: -payment.baseTaken, on: payment.date });
  postOf(state, kept, document, account);
  return kept;
}

const postOf = (state: State, payment: Payment, document: Settleable, bank: Account): void =>
  postPayment(state, payment, { currency: document.currency, isSale: isSaleOf(document), isIncoming: isIncoming(document), bank });

/** Puts a payment into the books anew, when a company is taken back from what was saved. */
export function repostPayment(state: State, payment: Payment): void {
  const [document, bank] = [targetOf(state, payment.target), state.tables.accounts.get(payment.accountId)];
  if (document && bank) postOf(state, payment, document, bank);
}
