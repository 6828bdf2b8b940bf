import { absolute, decimal, isZero } from '../core/decimal.ts';
import type { Decimal } from '../core/decimal.ts';
import type { Day } from '../core/day.ts';
import type { Dispute, Payout } from '../core/processor-records.ts';
import type { Journal } from '../core/records.ts';
import { accountIn, bankOf } from '../mapping/processor.ts';
import {
  accountFor,
  again,
  balanceOf,
  heldBy,
  isKnownOtherThanBank,
  missingAccount,
  moneyOf,
  transferOf,
  unfitFigures,
  wanted,
  wantOf,
  wrongCurrency,
} from './balance.ts';
import type { Balance } from './balance.ts';
import type { BookingContext } from './context.ts';
import type { Desire, Want } from './desire.ts';
import { ask, lookAgain } from './questions.ts';

/**
 * Where a payout ends: from the account of money on its way into the bank account of its destination, on the day of its arrival.
 * One that the bank sent back stays booked (law F8), and goes back on the day on which it was back in the balance.
 */
export function desirePayout(record: Payout, context: BookingContext): Desire {
  const isArrived = record.state === 'paid' || (record.state === 'failed' && context.asked('main') !== null);
  if (!isArrived) return wanted([]);
  const broken = unfitFigures([record.amount], record.currency);
  if (broken) return heldBy(broken);
  const { currency, arrivesOn: day } = record;
  const balance = balanceOf(context, { currency, day, reference: record.reference ?? record.id, needsBank: false });
  if ('is' in balance) return balance;
  const transit = accountIn(balance.processor.accounts.transit, currency);
  if (transit === null) return heldBy(missingAccount('transit', currency));
  const bank = bankOf(balance.processor.accounts, record.destination);
  if (bank === null) return heldBy(unknownBank(record));
  const wrong = wrongCurrency(bank, currency, context);
  if (wrong) return heldBy(wrong);
  const by = decimal(record.amount);
  const parts = [arrival({ ...balance, clearing: bank }, transit, by, 'main')];
  if (record.state === 'paid') return wanted(parts);
  const backOn = dayBack(record, context);
  if (backOn === null) {
    const text = 'The payout failed after it was paid, and the source does not show when the money was back.';
    return heldBy(ask('parts differ', text, { payout: record.id }, [lookAgain('The source shows it now: look again')]));
  }
  const turned = { units: -by.units, scale: by.scale };
  return wanted([...parts, arrival({ ...balance, clearing: bank, day: backOn }, transit, turned, 'back')]);
}

/** Law F51: asked for each destination, because sellers change banks. */
const unknownBank = ({ destination, currency }: Payout) =>
  ask(
    'no account',
    destination === null
      ? 'The payout names no destination, and the mapping names no bank account for that.'
      : `The payout went to ${destination}, and the mapping does not say which bank account that is.`,
    { destination: destination ?? '', currency },
    [again('processor.accounts.banks.byDestination for it')],
  );

function dayBack({ back }: Payout, context: BookingContext): Day | null {
  if (back === null) return null;
  const shown = context.shown?.({ kind: 'balanceTransaction', id: back }) ?? null;
  return shown?.kind === 'balanceTransaction' ? shown.madeOn : null;
}

/** Money on its way is kept on a bank account, or on an account that money received at the bank is coded to. */
function arrival(bank: Balance, transit: string, by: Decimal, part: string): Want {
  const description = `Payout ${bank.reference ?? ''}`.trim();
  if (isKnownOtherThanBank(transit, bank.context)) return moneyOf(bank, [{ account: transit, description, by, taxes: [] }], { part });
  const [from, to] = by.units < 0n ? [bank.clearing, transit] : [transit, bank.clearing];
  return transferOf({ from, to, amount: absolute(by), currency: bank.currency, day: bank.day, reference: bank.reference }, part);
}

/**
 * A case that is decided. The money was booked by its own transactions; a lost case makes the asset a loss. What was booked as lost
 * and is won after all comes back by an entry of its own (law F8). An inquiry and an open case book nothing (law F15).
 */
export function desireDispute(record: Dispute, context: BookingContext): Desire {
  const { processor } = context.mapping;
  if (processor === null || processor.disputes === 'simple') return wanted([]);
  const wasLost = context.asked('lost');
  if (record.state !== 'lost' && wasLost === null) return wanted([]);
  const { amount: size, currency } = record.withdrawn ?? record;
  const broken = unfitFigures([size], currency);
  if (broken) return heldBy(broken);
  if (isZero(decimal(size))) return wanted([]);
  const lostOn = wasLost?.kind === 'journal' ? wasLost.madeOn : (record.closedOn ?? context.today);
  const balance = balanceOf(context, { currency, day: lostOn, reference: record.id, needsBank: false });
  if ('is' in balance) return balance;
  const [disputed, loss] = [accountFor(balance, 'disputed'), accountFor(balance, 'chargebacks')];
  if ('is' in disputed) return disputed;
  if ('is' in loss) return loss;
  const lost = decision(record, { debit: loss.account, credit: disputed.account, size, currency, day: lostOn }, 'lost');
  const asks = disputed.asks ?? loss.asks;
  if (record.state !== 'won') return wanted([lost], asks);
  const begun = context.asked('regained');
  const day = begun?.kind === 'journal' ? begun.madeOn : (record.closedOn ?? context.today);
  return wanted([lost, decision(record, { debit: disputed.account, credit: loss.account, size, currency, day }, 'regained')], asks);
}

function decision(
  record: Dispute,
  entry: { readonly debit: string; readonly credit: string; readonly size: string; readonly currency: string; readonly day: Day },
  part: 'lost' | 'regained',
): Want {
  const description = `Dispute ${record.id} ${part}`;
  const journal: Journal = {
    kind: 'journal',
    id: '',
    madeOn: entry.day,
    currency: entry.currency,
    narration: description,
    lines: [
      { account: entry.debit, description, amount: entry.size, tax: null },
      { account: entry.credit, description, amount: `-${entry.size}`, tax: null },
    ],
    state: 'made',
  };
  return wantOf(journal, part, `${description} on ${entry.day}`);
}
