import { amount, decimal, isZero, subtract, sum } from '../core/decimal.ts';
import { daysBetween } from '../core/day.ts';
import { allocate, amountOf, money, sayAmount } from '../core/money.ts';
import type { Allocation, BankTransaction, Payment } from '../core/records.ts';
import type { BookingContext, Linked } from './context.ts';
import type { Desire, KeyName, Question, Want } from './desire.ts';
import { ask, lookAgain } from './questions.ts';

/**
 * Money received from a customer, booked under the key of the record that shows it (a payment, a processor's charge). One part
 * for each invoice it pays, because ledgers take a payment for one document, and the rest on the customer's account. Money is
 * booked on its own day: an invoice that is not there by the end of that day does not hold it up, the share goes on account and
 * is allocated when the invoice comes (law F10).
 */
export function bookReceived(
  record: Payment,
  { key, account }: { readonly key: KeyName; readonly account: string },
  context: BookingContext,
): Desire {
  const parts: Want[] = [];
  const reached = reachedBy(record);
  let onAccount = subtract(decimal(record.amount), sum(record.allocations.map((allocation) => decimal(allocation.amount))));
  const late: Payment['allocations'][number][] = [];
  for (const allocation of record.allocations) {
    const invoice = { kind: 'invoice', id: allocation.invoice } as const;
    const there = context.linked(invoice);
    const wasLate = context.linked(key, `allocation:${allocation.invoice}`) !== null || isBookedOnAccount(key, context, allocation.invoice);
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
    parts.push(...lateAllocations({ record, key, late }, context));
  }
  // Money that is on account is done for now, and not for good: when its invoice comes, it pays it.
  const missing = late
    .map(({ invoice }) => ({ kind: 'invoice', id: invoice }) as const)
    .find((name) => !context.linked(name) && !context.isExcluded(name));
  return { is: 'wanted', parts, awaits: missing ?? null };
}

/** Once a share went on account it stays there: it is allocated, never booked a second time as a payment. */
const isBookedOnAccount = (key: KeyName, context: BookingContext, invoice: string): boolean =>
  context.linked(key, 'onAccount') !== null && context.linked(key, `invoice:${invoice}`) === null;

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
  why: `payment of ${sayAmount(allocation.amount, record.currency)} on ${record.paidOn}`,
  needs: null,
  opens: false,
});

type OnAccount = { readonly want: Want } | { readonly question: Question } | { readonly waiting: Desire };

function onAccountPart(record: Payment, account: string, rest: string, context: BookingContext): OnAccount {
  if (record.contact === null) {
    return {
      question: ask(
        'no customer',
        `${sayAmount(rest, record.currency)} belong to no invoice, and the payment names no customer.`,
        { amount: sayAmount(rest, record.currency) },
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
      why: `${sayAmount(rest, record.currency)} received on ${record.paidOn} without an invoice to pay`,
      needs: null,
      opens: true,
    },
  };
}

const lateAllocations = (
  { record, key, late }: { readonly record: Payment; readonly key: KeyName; readonly late: Payment['allocations'] },
  context: BookingContext,
): readonly Want[] =>
  late.flatMap((allocation) => {
    const invoice = context.linked({ kind: 'invoice', id: allocation.invoice });
    const credit = context.linked(key, 'onAccount');
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
