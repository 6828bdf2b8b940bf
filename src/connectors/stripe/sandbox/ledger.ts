import { decimal, multiply, round, unitsAt } from '../../../core/decimal.ts';
import { addDays, utcMidnight } from '../../../core/day.ts';
import { placesOf } from '../../../core/money.ts';
import { childrenIn, decimalTextIn, minorIn, neededMinor, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { invalid } from './refusals.ts';
import type { BalanceTransaction, FeeDetail } from './rows.ts';
import type { State } from './state.ts';

export interface Move {
  readonly currency: string;
  readonly amount: bigint;
  readonly fees: readonly FeeDetail[];
  readonly type: string;
  readonly category: string;
  readonly source: string | null;
  readonly description: string | null;
  readonly rate?: string | null;
  /** Days until the money is available; none: at once. */
  readonly delayDays?: number;
}

/** Moves the balance. Nothing else does, so the sum of all `net` is the balance. */
export function move(state: State, { delayDays = 0, ...what }: Move): BalanceTransaction {
  const now = state.now();
  const fee = what.fees.reduce((sum, { amount }) => sum + amount, 0n);
  const available = delayDays === 0 ? now : midnight(now, delayDays);
  const row = state.tables.balance.put({
    id: state.newId('txn'),
    object: 'balance_transaction',
    created: now,
    amount: what.amount,
    fee,
    net: what.amount - fee,
    currency: what.currency,
    fee_details: what.fees,
    type: what.type,
    reporting_category: what.category,
    source: what.source,
    description: what.description,
    available_on: available,
    exchange_rate: what.rate ?? null,
    balance_type: 'payments',
    hidden: { payout: null },
  });
  if (state.settings().payouts === 'daily' && !what.category.startsWith('payout')) {
    const due = delayDays === 0 ? midnight(now, 1) : available;
    state.plan(due, 'payOut', what.currency);
  }
  return row;
}

/** The midnight (UTC) that begins the day so many days later, in seconds. */
export const midnight = (seconds: number, days: number): number => utcMidnight(addDays(dayOf(seconds), days)) / 1000;

const dayOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);

/** What one currency's amount is in another, at a rate between whole units, rounded to the smallest unit. */
export function converted(minor: bigint, from: string, into: string, rate: string): bigint {
  const [source, target] = [placesOf(from.toUpperCase()), placesOf(into.toUpperCase())];
  return unitsAt(round(multiply({ units: minor, scale: source }, decimal(rate)), target), target);
}

/** The share of an amount that a percentage stands for, rounded half up to the smallest unit. */
export function percentOf(minor: bigint, percent: string): bigint {
  const { units, scale } = multiply({ units: minor, scale: 0 }, decimal(percent));
  return unitsAt(round({ units, scale: scale + 2 }, 0), 0);
}

export const stripeFee = (amount: bigint, currency: string, description: string): FeeDetail => ({
  amount,
  currency,
  type: 'stripe_fee',
  description,
  application: null,
});

/** The processing fee by the account's formula, of an amount in the settlement currency. */
export function processingFee(state: State, amount: bigint, currency: string): readonly FeeDetail[] {
  const { feePercent, feeFixed } = state.settings();
  const fee = percentOf(amount, feePercent) + feeFixed;
  return fee === 0n ? [] : [stripeFee(fee, currency, 'Stripe processing fees')];
}

const feeTypes = ['application_fee', 'payment_method_passthrough_fee', 'stripe_fee', 'tax', 'withheld_tax'];

/** `fee_details: [{ amount, type, description }]` as a person enters them; undefined when there are none. */
export function feesIn(fields: Fields, currency: string): readonly FeeDetail[] | undefined {
  return childrenIn(fields, 'fee_details')?.map((one) => {
    const type = textIn(one, 'type') ?? 'stripe_fee';
    if (!feeTypes.includes(type)) throw invalid(`${type} is no type of a fee`, { param: 'fee_details' });
    return { amount: neededMinor(one, 'amount'), currency, type, description: textIn(one, 'description') ?? null, application: null };
  });
}

/** Where an amount settles: in its own currency where the account has a balance of it, in the default otherwise. */
export function settlementOf(state: State, currency: string, fields: Fields): { readonly currency: string; readonly rate: string | null } {
  const { settles, rates } = state.settings();
  const into = textIn(fields, 'settlement_currency') ?? (settles.includes(currency) ? currency : state.facts.defaultCurrency);
  if (into === currency) return { currency, rate: null };
  const rate = decimalTextIn(fields, 'exchange_rate') ?? rates[currency];
  if (rate === undefined) throw invalid(`There is no rate from ${currency} to ${into} in this sandbox`, { param: 'exchange_rate' });
  return { currency: into, rate };
}

/** What the account holds, by currency: all of it, and what is available now. */
export function balances(state: State, through: number = state.now()): ReadonlyMap<string, { total: bigint; available: bigint }> {
  const now = state.now();
  const held = new Map<string, { total: bigint; available: bigint }>(
    state.settings().settles.map((currency) => [currency, { total: 0n, available: 0n }]),
  );
  for (const { currency, net, created, available_on } of state.tables.balance.all()) {
    if (created > through) continue;
    const one = held.get(currency) ?? { total: 0n, available: 0n };
    held.set(currency, { total: one.total + net, available: one.available + (available_on <= now ? net : 0n) });
  }
  return held;
}

/** A fee that a person gives as one figure. */
export const givenFee = (fields: Fields, currency: string): readonly FeeDetail[] | undefined => {
  const fee = minorIn(fields, 'fee');
  if (fee === undefined) return undefined;
  return fee === 0n ? [] : [stripeFee(fee, currency, 'Stripe processing fees')];
};
