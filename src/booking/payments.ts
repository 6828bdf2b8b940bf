import { amount, decimal, isZero, subtract, sum } from '../core/decimal.ts';
import { daysBetween } from '../core/day.ts';
import { allocate, amountOf, money, readMoney } from '../core/money.ts';
import type { Allocation, BankTransaction, Payment, Refund } from '../core/records.ts';
import { accountForPayment } from '../mapping/apply.ts';
import type { BookingContext, Linked } from './context.ts';
import type { Desire, Question, Want } from './desire.ts';
import { ask, finerQuestion, lookAgain } from './questions.ts';

/**
 * Money received. One part for each invoice it pays, because ledgers take a payment for one document, and the rest on the
 * customer's account. Money is booked on its own day: an invoice that is not there by the end of that day does not hold it
 * up, the share goes on account and is allocated when the invoice comes (law F10).
 */
export function desirePayment(record: Payment, context: BookingContext): Desire {
  const figures = [record.amount, ...record.allocations.map((allocation) => allocation.amount)];
  const broken = wholeQuestion(record.amount, record.currency) ?? firstFiner(figures, record, context);
  if (broken) return { is: 'held', question: broken };
  if (context.targetRole === 'platform') return paymentForPlatform(record, context);
  // What stands for it is taken back; what it would have paid, and whose it was, is no question any more.
  if (record.state === 'void') return { is: 'wanted', parts: [] };
  const account = accountForPayment(context.mapping, record.currency);
  if (account === null) return { is: 'held', question: noAccount(record.currency) };
  const parts: Want[] = [];
  const reached = reachedBy(record);
  let onAccount = subtract(decimal(record.amount), sum(record.allocations.map((allocation) => decimal(allocation.amount))));
  const late: Payment['allocations'][number][] = [];
  for (const allocation of record.allocations) {
    const invoice = { kind: 'invoice', id: allocation.invoice } as const;
    const there = context.linked(invoice);
    const wasLate =
      context.linked({ kind: 'payment', id: record.id }, `allocation:${allocation.invoice}`) !== null ||
      isBookedOnAccount(record, context, allocation.invoice);
    if (there && !wasLate) {
      parts.push(paymentPart(record, account, there, { ...allocation, reached: reached.get(allocation) ?? null }));
      continue;
    }
    // The ledger may have its invoice already, and then this money too: that question comes first, or it would be booked twice.
    if (!there && context.isDoubted(invoice))
      return { is: 'waiting', for: invoice, why: 'which document of the ledger its invoice is, is being asked' };
    if (!there && daysBetween(record.paidOn, context.today) < 1 && !context.isExcluded(invoice)) {
      return { is: 'waiting', for: invoice, why: 'its invoice is not in the ledger yet; by the end of the day the money goes on account' };
    }
    late.push(allocation);
    onAccount = subtract(onAccount, { units: -decimal(allocation.amount).units, scale: decimal(allocation.amount).scale });
  }
  if (!isZero(onAccount)) {
    const rest = onAccountPart(record, account, amount(onAccount), context);
    if ('question' in rest) return { is: 'held', question: rest.question };
    if ('waiting' in rest) return rest.waiting;
    parts.push(rest.want);
    parts.push(...lateAllocations(record, late, context));
  }
  // Money that is on account is done for now, and not for good: when its invoice comes, it pays it.
  const missing = late
    .map(({ invoice }) => ({ kind: 'invoice', id: invoice }) as const)
    .find((name) => !context.linked(name) && !context.isExcluded(name));
  return { is: 'wanted', parts, awaits: missing ?? null };
}

/** Once a share went on account it stays there: it is allocated, never booked a second time as a payment. */
const isBookedOnAccount = (record: Payment, context: BookingContext, invoice: string): boolean =>
  context.linked({ kind: 'payment', id: record.id }, 'onAccount') !== null &&
  context.linked({ kind: 'payment', id: record.id }, `invoice:${invoice}`) === null;

type Share = Payment['allocations'][number];
type Reached = NonNullable<Payment['accountAmount']>;

/** Law F53: what reached the account is split like the payment, and its parts sum to it. */
function reachedBy({ accountAmount, amount: whole, currency, allocations }: Payment): ReadonlyMap<Share, Reached> {
  if (accountAmount === null) return new Map();
  const rest = subtract(decimal(whole), sum(allocations.map((each) => decimal(each.amount))));
  const weights = [...allocations.map((each) => each.amount), amount(rest)].map((each) => money(each, currency).minor);
  const parts = allocate(money(accountAmount.amount, accountAmount.currency), weights);
  return new Map(
    allocations.flatMap((each, index) =>
      parts[index] ? [[each, { amount: amountOf(parts[index]), currency: accountAmount.currency }]] : [],
    ),
  );
}

const paymentPart = (
  record: Payment,
  account: string,
  invoice: Linked,
  allocation: Share & { readonly reached: Reached | null },
): Want => ({
  part: `invoice:${allocation.invoice}`,
  record: {
    ...record,
    id: '',
    amount: allocation.amount,
    account,
    allocations: [{ invoice: invoice.id, amount: allocation.amount }],
    isReconciled: null,
    accountAmount: allocation.reached,
  },
  losses: [],
  why: `payment of ${allocation.amount} ${record.currency} on ${record.paidOn}`,
  needs: null,
  opens: false,
});

type OnAccount = { readonly want: Want } | { readonly question: Question } | { readonly waiting: Desire };

function onAccountPart(record: Payment, account: string, rest: string, context: BookingContext): OnAccount {
  if (record.contact === null) {
    return {
      question: ask(
        'no customer',
        `${rest} ${record.currency} belong to no invoice, and the payment names no customer.`,
        { amount: rest },
        [lookAgain('The payment now names its customer: look again')],
      ),
    };
  }
  const name = { kind: 'contact', id: record.contact } as const;
  const contact = context.linked(name);
  if (!contact) return { waiting: { is: 'waiting', for: name, why: 'its customer is not in the ledger yet' } };
  const transaction: BankTransaction = {
    kind: 'bankTransaction',
    id: '',
    does: 'receiveOnAccount',
    contact: contact.id,
    account,
    madeOn: record.paidOn,
    currency: record.currency,
    amountsAre: 'noTax',
    lines: [
      {
        id: null,
        description: 'Received on account',
        quantity: '1',
        unitPrice: rest,
        discount: null,
        amount: rest,
        taxes: [],
        account: null,
        item: null,
      },
    ],
    totals: { net: rest, tax: '0', gross: rest },
    remaining: rest,
    reference: record.reference,
    isReconciled: null,
    state: record.state,
  };
  return {
    want: {
      part: 'onAccount',
      record: transaction,
      losses: [],
      why: `${rest} ${record.currency} received on ${record.paidOn} without an invoice to pay`,
      needs: null,
      opens: true,
    },
  };
}

const lateAllocations = (record: Payment, late: Payment['allocations'], context: BookingContext): readonly Want[] =>
  late.flatMap((allocation) => {
    const invoice = context.linked({ kind: 'invoice', id: allocation.invoice });
    const credit = context.linked({ kind: 'payment', id: record.id }, 'onAccount');
    if (!invoice || !credit) return [];
    const set: Allocation = {
      kind: 'allocation',
      id: '',
      from: { kind: 'onAccount', id: credit.id },
      invoice: invoice.id,
      amount: allocation.amount,
      currency: record.currency,
      allocatedOn: context.today,
      state: record.state,
    };
    return [
      {
        part: `allocation:${allocation.invoice}`,
        record: set,
        losses: [],
        why: 'its invoice has come: the money on account pays it',
        needs: 'onAccount',
        opens: false,
      },
    ];
  });

/** Payment back (engine rule 7): only what pays a document that both sides know. */
function paymentForPlatform(record: Payment, context: BookingContext): Desire {
  const allocations: { invoice: string; amount: string }[] = [];
  for (const allocation of record.allocations) {
    const there = context.linked({ kind: 'invoice', id: allocation.invoice });
    if (!there) return { is: 'excluded', rule: 'not one of ours', why: 'it pays an invoice that did not come from here' };
    allocations.push({ invoice: there.id, amount: allocation.amount });
  }
  const contact = record.contact === null ? null : context.linked({ kind: 'contact', id: record.contact });
  const back: Payment = {
    ...record,
    id: '',
    contact: contact?.id ?? null,
    allocations,
    account: null,
    isReconciled: null,
    accountAmount: null,
  };
  return {
    is: 'wanted',
    parts: [
      { part: 'main', record: back, losses: [], why: `payment recorded in the ledger on ${record.paidOn}`, needs: null, opens: false },
    ],
  };
}

export function desireRefund(record: Refund, context: BookingContext): Desire {
  const broken = wholeQuestion(record.amount, record.currency) ?? finerQuestion(record.amount, record, context);
  if (broken) return { is: 'held', question: broken };
  const account = accountForPayment(context.mapping, record.currency);
  if (account === null) return { is: 'held', question: noAccount(record.currency) };
  if (record.creditNote === null) {
    return {
      is: 'held',
      question: ask(
        'no customer',
        'The refund names no credit note, so the ledger has nothing to pay out against.',
        { amount: record.amount },
        [lookAgain('It now names its credit note: look again')],
      ),
    };
  }
  const name = { kind: 'creditNote', id: record.creditNote } as const;
  const credit = context.linked(name);
  if (!credit) return { is: 'waiting', for: name, why: 'its credit note is not in the ledger yet' };
  const want: Refund = { ...record, id: '', contact: null, account, creditNote: credit.id, isReconciled: null };
  return {
    is: 'wanted',
    parts: [
      {
        part: 'main',
        record: want,
        losses: [],
        why: `refund of ${record.amount} ${record.currency} on ${record.refundedOn}`,
        needs: null,
        opens: false,
      },
    ],
  };
}

export function desireAllocation(record: Allocation, context: BookingContext): Desire {
  const broken = finerQuestion(record.amount, record, context);
  if (broken) return { is: 'held', question: broken };
  const from =
    record.from.kind === 'creditNote'
      ? ({ kind: 'creditNote', id: record.from.id } as const)
      : ({ kind: 'payment', id: record.from.id } as const);
  const part = record.from.kind === 'creditNote' ? 'main' : 'onAccount';
  const credit = context.linked(from, part);
  const name = { kind: 'invoice', id: record.invoice } as const;
  const invoice = context.linked(name);
  const out = [from, name].find((other) => !context.linked(other, other === from ? part : 'main') && context.isExcluded(other));
  if (out)
    return {
      is: 'excluded',
      rule: 'of a document that is left out',
      why: `the ${out.kind === 'invoice' ? 'invoice' : 'credit'} is not carried over`,
    };
  if (!credit) return { is: 'waiting', for: from, why: 'the credit is not in the ledger yet' };
  if (!invoice) return { is: 'waiting', for: name, why: 'the invoice is not in the ledger yet' };
  const want: Allocation = { ...record, id: '', from: { kind: record.from.kind, id: credit.id }, invoice: invoice.id };
  return {
    is: 'wanted',
    parts: [
      {
        part: 'main',
        record: want,
        losses: [],
        why: `credit of ${record.amount} ${record.currency} set against its invoice`,
        needs: null,
        opens: false,
      },
    ],
  };
}

const firstFiner = (figures: readonly string[], record: Payment, context: BookingContext): Question | null =>
  figures.map((figure) => finerQuestion(figure, record, context)).find((question) => question !== null) ?? null;

const wholeQuestion = (figure: string, currency: string): Question | null =>
  readMoney(figure, currency) !== null
    ? null
    : ask('not whole', `The amount is ${figure} ${currency}, which is not a whole number of its smallest unit.`, { amount: figure }, [
        lookAgain('It was corrected at the source: look again'),
      ]);

const noAccount = (currency: string): Question =>
  ask('no account', `The mapping names no account that receives payments in ${currency}.`, { currency }, [
    lookAgain('The mapping now has accounts.payments for it: look again'),
  ]);
