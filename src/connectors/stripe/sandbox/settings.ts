import { childIn, decimalTextIn, minorIn, textIn, textsIn, wholeIn, wordIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { midnight } from './ledger.ts';
import { payOut } from './payouts.ts';
import type { Settings } from './rows.ts';
import type { State } from './state.ts';

/**
 * What a person sets at the dashboard, and what the sandbox decides for Stripe: `payouts: 'daily' | 'manual'`, `delay_days`,
 * `arrival_days`, `capture_seconds`, `fee_percent`, `fee_fixed`, `dispute_fee`, `settles: ['usd', 'eur']`, `rates: { eur: '1.085' }`.
 * `webhooks: 'snapshot' | 'thin'`. `pay_out: 'usd'` pays out now what is available.
 */
export function setByPerson(state: State, fields: Fields): void {
  const now = state.settings();
  const rates = childIn(fields, 'rates');
  const change: Partial<Settings> = {
    payouts: wordIn(fields, 'payouts', ['daily', 'manual']) ?? now.payouts,
    delayDays: wholeIn(fields, 'delay_days') ?? now.delayDays,
    arrivalDays: wholeIn(fields, 'arrival_days') ?? now.arrivalDays,
    captureSeconds: wholeIn(fields, 'capture_seconds') ?? now.captureSeconds,
    feePercent: decimalTextIn(fields, 'fee_percent') ?? now.feePercent,
    feeFixed: minorIn(fields, 'fee_fixed') ?? now.feeFixed,
    disputeFee: minorIn(fields, 'dispute_fee') ?? now.disputeFee,
    payload: wordIn(fields, 'webhooks', ['snapshot', 'thin']) ?? now.payload,
    settles: textsIn(fields, 'settles') ?? now.settles,
    ...(rates && { rates: { ...now.rates, ...Object.fromEntries(Object.entries(rates).map(([name, rate]) => [name, String(rate)])) } }),
  };
  state.set(change);
  const currency = textIn(fields, 'pay_out');
  if (typeof currency === 'string') payOut(state, currency);
  if (now.payouts !== 'manual' || change.payouts !== 'daily') return;
  for (const held of state.settings().settles) state.plan(midnight(state.now(), 1), 'payOut', held);
}
