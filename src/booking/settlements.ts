import { amount, decimal, isZero, negate, subtract, sum } from '../core/decimal.ts';
import { firstDayOf, monthOf } from '../core/day.ts';
import type { BalanceMove, Settlement, SettlementGroup } from '../core/processor-records.ts';
import { accountForSale } from '../mapping/apply.ts';
import { accountIn } from '../mapping/processor.ts';
import {
  accountFor,
  balanceOf,
  entryOf,
  heldBy,
  isKnownOtherThanBank,
  missingAccount,
  moneyOf,
  moveOf,
  partsDiffer,
  together,
  unfitFigures,
  untaxed,
  wanted,
} from './balance.ts';
import type { Balance, Leg } from './balance.ts';

import { isRefund, isSale } from './charges.ts';
import type { BookingContext } from './context.ts';
import type { Desire, Want } from './desire.ts';
import { ownInvoice } from './own-invoice.ts';
import { feeParts } from './processor-fees.ts';
import { ask, leaveSo, lookAgain } from './questions.ts';
import { summedSale } from './sale-tax.ts';

/**
 * The sums of a day or of a payout's members, through the mirror of the balance all the same (law F11): sales and refunds keep
 * their side of the tax return (law F24), fees stand by themselves (law F23), and a payout is a move of its own.
 */
export function desireSettlement(record: Settlement, context: BookingContext): Desire {
  const { processor } = context.mapping;
  if (processor !== null && processor.book !== record.of)
    return { is: 'excluded', rule: 'booked otherwise', why: `the mapping books ${processor.book}`, elsewhere: true };
  const figures = record.groups.flatMap((group) => [group.amount, group.net, ...group.fees.map((fee) => fee.amount)]);
  const broken =
    unfitFigures([record.net, ...figures], record.currency) ??
    partsDiffer('The sum', decimal(record.net), sum(record.groups.map((group) => decimal(group.net)))) ??
    groupsDiffer(record) ??
    startsWithin(record, context);
  if (broken) return heldBy(broken);
  const { currency, madeOn: day, id } = record;
  const balance = balanceOf(context, { currency, day, reference: record.payout ?? id, needsBank: false });
  if ('is' in balance) return balance;
  const own = record.groups.filter((group) => !isApart(group, context));
  const sales = salesOf(record, own, balance);
  if ('is' in sales) return sales;
  const booked = together(
    wanted(sales.parts),
    feesOf(record, balance),
    ...own.filter(({ does }) => !isSale(does) && does !== 'fee').map((group) => otherMove(group, balance)),
  );
  const apart = amount(sum(record.groups.filter((group) => isApart(group, context)).map((group) => decimal(group.amount))));
  return booked.is === 'wanted' ? { ...booked, mirror: balance.clearing, apart } : booked;
}

/** Charges and refunds whose invoices and credit notes are booked one by one: their money is booked with them. */
const isApart = ({ does, ofInvoices }: SettlementGroup, { mapping }: BookingContext): boolean =>
  ofInvoices && isSale(does) && mapping.kinds.includes(isRefund(does) ? 'creditNote' : 'invoice');

function groupsDiffer({ groups }: Settlement) {
  for (const group of groups) {
    const fee = sum(group.fees.map((each) => decimal(each.amount)));
    const differ = partsDiffer(`The net of ${group.category}`, decimal(group.net), subtract(decimal(group.amount), fee));
    if (differ) return differ;
  }
  return null;
}

/** Law F5: what a payout's sum has of before the start cannot be told apart within a month. */
function startsWithin(record: Settlement, { startsOn }: BookingContext) {
  const month = monthOf(record.madeOn);
  if (record.of === 'day' || month !== monthOf(startsOn) || startsOn === firstDayOf(month)) return null;
  const text = `The flow starts on ${startsOn}, and the sums of payouts are of whole months.`;
  return ask('start within a month', text, { 'starts on': startsOn, month }, [
    lookAgain('The flow now starts on the first of a month, or the mapping books `day`: look again'),
  ]);
}

/** Sales in one document and refunds in another, or both in one of total zero where the mirror is no bank account. */
function salesOf(record: Settlement, groups: readonly SettlementGroup[], balance: Balance): { readonly parts: readonly Want[] } | Desire {
  const legs = new Map<'sales' | 'refunds', Leg[]>();
  for (const group of groups.filter(({ does }) => isSale(does))) {
    const isBack = isRefund(group.does);
    const { mapping } = balance.context;
    const account = (isBack ? balance.processor.accounts.refunds : null) ?? accountForSale(mapping, null);
    const taxed = summedSale(group, record.currency, balance.context);
    if ('question' in taxed) return heldBy(taxed.question);
    const part = isBack ? 'refunds' : 'sales';
    const words = isBack ? 'Refunds' : 'Sales';
    const more = taxed.shares.map(({ gross, taxes }): Leg => ({ account, description: `${words} ${record.id}`, by: gross, taxes }));
    legs.set(part, [...(legs.get(part) ?? []), ...more]);
  }
  if (!isKnownOtherThanBank(balance.clearing, balance.context))
    return { parts: [...legs].flatMap(([part, some]) => (isNothing(some) ? [] : [moneyOf(balance, some, { part })])) };
  const all = [...legs.values()].flat();
  if (isNothing(all)) return { parts: [] };
  return { parts: [isPlain(all, balance) ? entryOf(balance, all.map(withoutTax), 'sales') : zeroDocument(record, all, balance)] };
}

const isNothing = (legs: readonly Leg[]): boolean => legs.every(({ by }) => isZero(by));
const withoutTax = (leg: Leg): Leg => ({ ...leg, taxes: [] });

/** An entry says nothing of tax, so it is only for what is outside of it. */
function isPlain(legs: readonly Leg[], { context }: Balance): boolean {
  const [none] = untaxed(context);
  return legs.every(({ taxes }) => taxes.every((tax) => isZero(decimal(tax.amount)) && tax.rate === none?.rate));
}

/** A sales document whose last line puts its money into the mirror: it keeps the tax codes, and nobody owes anything for it. */
function zeroDocument(record: Settlement, legs: readonly Leg[], balance: Balance): Want {
  const total = sum(legs.map(({ by }) => by));
  const none = untaxed(balance.context);
  const mirror: Leg = { account: balance.clearing, description: `Into the balance ${record.id}`, by: negate(total), taxes: none };
  const invoice = ownInvoice(
    record,
    { contact: balance.contact, currency: record.currency, part: 'sales', legs: [...legs, mirror] },
    balance,
  );
  return {
    part: 'sales',
    record: invoice,
    losses: [],
    why: `sales ${record.id}: ${amount(total)} into the balance`,
    needs: null,
    opens: false,
  };
}

/** What the processor kept of all groups, those of booked invoices among them, in one document. */
function feesOf(record: Settlement, balance: Balance): Desire {
  const standalone = record.groups
    .filter(({ does }) => does === 'fee')
    .map(({ amount: by, category }) => ({ for: 'processing', description: category, amount: amount(negate(decimal(by))) }) as const);
  const fees = [...record.groups.flatMap((group) => group.fees), ...standalone].filter((fee) => !isZero(decimal(fee.amount)));
  const total = sum(fees.map((fee) => decimal(fee.amount)));
  if (fees.length === 0) return wanted([]);
  return feeParts(total, fees, balance, 'fees');
}

/** What is neither a sale nor a fee goes to the account of its role, each group by itself. */
function otherMove(group: SettlementGroup, balance: Balance): Desire {
  const by = decimal(group.amount);
  if (isZero(by)) return wanted([]);
  const part = `${group.does}:${group.category}`;
  const described = { description: `${group.category}${group.about === null ? '' : ` ${group.about}`}`, by, taxes: [] };
  if (group.does === 'payout' || group.does === 'payoutReversal') {
    const transit = accountIn(balance.processor.accounts.transit, balance.currency);
    if (transit === null) return heldBy(missingAccount('transit', balance.currency));
    return wanted([moveOf(balance, { ...described, account: transit }, part)]);
  }
  const role = roleOf(group.does, balance);
  const found = accountFor(balance, role);
  if ('is' in found) return found;
  const text = `The processor calls ${group.count} of its transactions '${group.category}', which is not known here.`;
  const asks =
    role === 'unclassified'
      ? ask('unclassified', text, { category: group.category, amount: group.amount }, [
          lookAgain('It was recoded in the ledger: look again'),
          leaveSo(part),
        ])
      : found.asks;
  return wanted([moveOf(balance, { ...described, account: found.account }, part)], asks);
}

function roleOf(does: BalanceMove, { processor }: Balance): Parameters<typeof accountFor>[1] {
  switch (does) {
    case 'dispute':
    case 'disputeReversal':
      return processor.disputes === 'simple' ? 'chargebacks' : 'disputed';
    case 'topUp':
    case 'topUpReversal':
      return 'topUps';
    case 'reserve':
      return 'reserve';
    case 'loan':
    case 'loanRepayment':
      return 'loan';
    case 'transfer':
      return 'transfers';
    case 'charge':
    case 'chargeFailure':
    case 'refund':
    case 'refundFailure':
    case 'fee':
    case 'payout':
    case 'payoutReversal':
    case 'other':
      return 'unclassified';
  }
}
