import type { BalanceTransaction, ProcessorFee, Settlement, SettlementGroup } from '../../core/processor-records.ts';
import type { LineTax } from '../../core/records.ts';
import { monthOf } from '../../core/day.ts';
import type { Day } from '../../core/day.ts';
import { absolute, amount, decimal, divide, isZero, multiply, sumAmounts } from '../../core/decimal.ts';
import type { Amount } from '../../core/decimal.ts';
import { placesOf } from '../../core/money.ts';

/** Nothing in this file is one processor's: it sums balance transactions, whoever made them. */

/** What a settlement is of: a day of a currency, or the members of a payout that are of one month. */
export type SettlementName =
  | { readonly of: 'day'; readonly day: Day; readonly currency: string }
  | { readonly of: 'payout'; readonly payout: string; readonly month: string };

export const settlementId = (name: SettlementName): string =>
  name.of === 'day' ? `day:${name.day}:${name.currency}` : `payout:${name.payout}:${name.month}`;

/** The name behind an id; null for text that is no settlement's. */
export function settlementName(id: string): SettlementName | null {
  const [, day, currency] = /^day:(\d{4}-\d{2}-\d{2}):([A-Z]{3})$/.exec(id) ?? [];
  if (day !== undefined && currency !== undefined) return { of: 'day', day, currency };
  const [, payout, month] = /^payout:([^:]+):(\d{4}-\d{2})$/.exec(id) ?? [];
  return payout === undefined || month === undefined ? null : { of: 'payout', payout, month };
}

/** The settlements of some days, of which all members are given. */
export function settlementsOfDays(members: readonly BalanceTransaction[]): readonly Settlement[] {
  const parts = partsBy(members, ({ madeOn, currency }) => `${madeOn} ${currency}`);
  return parts.map((some) => {
    const { madeOn: day, currency } = some[0];
    return settlementOf({ of: 'day', day, currency }, some);
  });
}

/** The settlements of a payout, of which all members are given: one for each month, so that no month's figures wait for another's. */
export const settlementsOfPayout = (payout: string, members: readonly BalanceTransaction[]): readonly Settlement[] =>
  partsBy(members, ({ madeOn }) => monthOf(madeOn)).map((some) =>
    settlementOf({ of: 'payout', payout, month: monthOf(some[0].madeOn) }, some),
  );

type Some<T> = readonly [T, ...T[]];

function settlementOf(name: SettlementName, members: Some<BalanceTransaction>): Settlement {
  const groups = partsBy(members, ({ does, category, invoices }) => `${does} ${category} ${invoices.length > 0}`).map(groupOf);
  return {
    kind: 'settlement',
    id: settlementId(name),
    of: name.of,
    payout: name.of === 'payout' ? name.payout : null,
    madeOn: members.reduce((last, { madeOn }) => (madeOn > last ? madeOn : last), members[0].madeOn),
    currency: members[0].currency,
    groups,
    net: sumAmounts(members.map(({ net }) => net)),
  };
}

function groupOf(members: Some<BalanceTransaction>): SettlementGroup {
  const [first] = members;
  return {
    does: first.does,
    category: first.category,
    amount: sumAmounts(members.map((one) => one.amount)),
    fees: feesOf(members.flatMap(({ fees }) => fees)),
    net: sumAmounts(members.map(({ net }) => net)),
    taxes: taxesOf(members.flatMap(settledTaxes)),
    ofInvoices: first.invoices.length > 0,
    count: members.length,
    about: members.length === 1 ? first.about : null,
  };
}

const feesOf = (fees: readonly ProcessorFee[]): readonly ProcessorFee[] =>
  partsBy(fees, (fee) => fee.for).map((some) => ({
    for: some[0].for,
    description: some.every(({ description }) => description === some[0].description) ? some[0].description : null,
    amount: sumAmounts(some.map((fee) => fee.amount)),
  }));

const taxesOf = (taxes: readonly LineTax[]): readonly LineTax[] =>
  partsBy(taxes, ({ rate }) => rate).map((some) => ({ rate: some[0].rate, amount: sumAmounts(some.map((tax) => tax.amount)) }));

/** Tax in the currency of the balance: of a customer's amount in another currency, the same share of what it came to. */
function settledTaxes({ taxes, presented, amount: settled, currency }: BalanceTransaction): readonly LineTax[] {
  if (presented === null || isZero(decimal(presented.amount))) return taxes;
  const whole = absolute(decimal(settled));
  const inSettled = (tax: Amount): Amount =>
    amount(divide(multiply(decimal(tax), whole), decimal(presented.amount), placesOf(currency), 'halfUp'));
  return taxes.map((tax) => ({ ...tax, amount: inSettled(tax.amount) }));
}

/** Parts of what is alike, ordered by what makes them so: the same members give the same text in whatever order they came. */
function partsBy<T>(all: readonly T[], name: (one: T) => string): readonly Some<T>[] {
  const parts = new Map<string, [T, ...T[]]>();
  for (const one of all) {
    const known = parts.get(name(one));
    if (known) known.push(one);
    else parts.set(name(one), [one]);
  }
  return [...parts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, some]) => some);
}
