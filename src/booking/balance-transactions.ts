import { absolute, amount, decimal, isZero, negate, subtract } from '../core/decimal.ts';
import { sayAmount } from '../core/money.ts';
import type { BalanceTransaction } from '../core/processor-records.ts';
import type { BankTransaction, Refund } from '../core/records.ts';
import { accountForSale } from '../mapping/apply.ts';
import { accountIn } from '../mapping/processor.ts';
import {
  accountFor,
  against,
  balanceOf,
  heldBy,
  lineOf,
  missingAccount,
  moveOf,
  partsDiffer,
  together,
  unfitFigures,
  waitingFor,
  wanted,
  wantOf,
  wrongCurrency,
} from './balance.ts';
import type { Balance } from './balance.ts';
import { chargeParts, failedCharge, isRefund, isSale, returnedSale } from './charges.ts';
import type { BookingContext } from './context.ts';
import type { Desire } from './desire.ts';
import { feeParts, standaloneFee } from './processor-fees.ts';
import { ask, leaveSo, lookAgain } from './questions.ts';
import { shareOf } from './shares.ts';

/**
 * One transaction of a processor's balance. Its parts come to exactly its net amount in the account that mirrors the balance, all
 * on the day on which it was made (law F7). Where balances are booked in sums, only what pays booked invoices is booked here.
 */
export function desireBalanceTransaction(record: BalanceTransaction, context: BookingContext): Desire {
  const isSummed = context.mapping.processor !== null && context.mapping.processor.book !== 'each';
  if (isSummed && !isOnlyCashInSums(record, context)) return { ...inSums, elsewhere: true };
  const broken = brokenFigures(record);
  if (broken) return heldBy(broken);
  const { currency, madeOn: day, about, id } = record;
  // What pays an invoice can reach any account that takes payments.
  const balance = balanceOf(context, { currency, day, reference: about ?? id, needsBank: !isSummed });
  if ('is' in balance) return balance;
  const moved = mainParts(record, balance);
  const fee = decimal(record.fee);
  // In sums the fee is part of its day's.
  const booked = isSummed || isZero(fee) ? moved : together(moved, feeParts(fee, record.fees, balance));
  const apart = isSummed ? amount(negate(fee)) : '0';
  return booked.is === 'wanted' ? { ...booked, mirror: balance.clearing, apart } : booked;
}

const inSums = { is: 'excluded', rule: 'booked in a sum', why: 'the sum of its day or payout has it' } as const;

/** Of invoices that are booked one by one: a sum only has its fee, and says of each group whether it is of invoices. */
const isOnlyCashInSums = ({ does, invoices }: BalanceTransaction, { mapping }: BookingContext): boolean =>
  isSale(does) && invoices.length > 0 && mapping.kinds.includes(isRefund(does) ? 'creditNote' : 'invoice');

function brokenFigures(record: BalanceTransaction) {
  const { amount: gross, fee, net, currency } = record;
  return (
    unfitFigures([gross, fee, net, ...record.fees.map((each) => each.amount), ...record.taxes.map((each) => each.amount)], currency) ??
    partsDiffer('The net amount', decimal(net), subtract(decimal(gross), decimal(fee)))
  );
}

function mainParts(record: BalanceTransaction, balance: Balance): Desire {
  const by = decimal(record.amount);
  if (isZero(by)) return wanted([]);
  const described = (words: string) => ({ description: record.description ?? words, by });
  switch (record.does) {
    case 'charge':
      return chargeParts(record, balance);
    case 'chargeFailure':
      return failedCharge(record, balance);
    case 'refund':
      return refundParts(record, balance);
    case 'refundFailure':
      return failedRefund(record, balance);
    case 'dispute':
    case 'disputeReversal':
      return against(balance, balance.processor.disputes === 'simple' ? 'chargebacks' : 'disputed', described('Disputed payment'));
    case 'fee':
      return standaloneFee(by, record.fees, record, balance);
    case 'payout':
    case 'payoutReversal':
      return inTransit(record, balance);
    case 'topUp':
    case 'topUpReversal':
      return against(balance, 'topUps', described('Top-up'));
    case 'reserve':
      return against(balance, 'reserve', described('Reserve'));
    case 'loan':
      return against(balance, 'loan', described('Loan'));
    case 'loanRepayment':
      return repaid(record, balance);
    case 'transfer':
      return against(balance, 'transfers', described('Transfer to a connected account'));
    case 'other':
      return unknown(record, balance);
  }
}

/** Law F17: what nobody knows is booked, so that the payout still matches the bank, and asked about; never income, never an expense. */
function unknown(record: BalanceTransaction, balance: Balance): Desire {
  const found = accountFor(balance, 'unclassified');
  if ('is' in found) return found;
  const leg = { account: found.account, description: record.description ?? record.category, by: decimal(record.amount), taxes: [] };
  const text = `The processor calls it '${record.category}', which is not known here; it is booked on ${found.account}.`;
  const evidence = { category: record.category, amount: record.amount, currency: record.currency, day: record.madeOn };
  const fixes = [lookAgain('It was recoded in the ledger: look again'), leaveSo('main')];
  return wanted([moveOf(balance, leg, 'main')], ask('unclassified', text, evidence, fixes));
}

/** Law F7: a payout leaves the balance on the day of its transaction, and reaches the bank on another. */
function inTransit(record: BalanceTransaction, balance: Balance): Desire {
  const transit = accountIn(balance.processor.accounts.transit, record.currency);
  if (transit === null) return heldBy(missingAccount('transit', record.currency));
  const wrong = wrongCurrency(transit, record.currency, balance.context);
  if (wrong) return heldBy(wrong);
  const leg = { account: transit, description: `Payout ${record.about ?? record.id}`, by: decimal(record.amount), taxes: [] };
  return wanted([moveOf(balance, leg, 'main')]);
}

/** Money given back: against the credit note that it pays out, or coded back as the sale was. */
function refundParts(record: BalanceTransaction, balance: Balance): Desire {
  const { context } = balance;
  if (record.creditNote === null || !context.mapping.kinds.includes('creditNote')) {
    return returnedSale(record, balance, balance.processor.accounts.refunds ?? accountForSale(context.mapping, null));
  }
  const isForeign = record.presented !== null && record.presented.currency !== record.currency;
  if (isForeign) {
    const text = `The credit note is in ${record.presented.currency}, and ${sayAmount(record.amount, record.currency)} were paid out for it: the ledger takes a refund in one currency only.`;
    const fixes = [lookAgain('It was booked by hand: look again')];
    return heldBy(ask('no rate', text, { amount: record.amount, currency: record.currency }, fixes));
  }
  const credit = context.linked({ kind: 'creditNote', id: record.creditNote });
  if (!credit) return waitingFor('creditNote', record.creditNote, 'its credit note is not in the ledger yet');
  const refund: Refund = {
    kind: 'refund',
    id: '',
    contact: null,
    refundedOn: record.madeOn,
    amount: amount(absolute(decimal(record.amount))),
    currency: record.currency,
    account: balance.clearing,
    creditNote: credit.id,
    reference: balance.reference,
    isReconciled: null,
    state: 'made',
  };
  return wanted([wantOf(refund, 'main', `refund of ${sayAmount(refund.amount, refund.currency)} on ${refund.refundedOn}`)]);
}

/** Law F8: a refund that failed was paid out all the same, and has come back: the customer has that credit again. */
function failedRefund(record: BalanceTransaction, balance: Balance): Desire {
  const { context } = balance;
  if (record.creditNote === null || !context.mapping.kinds.includes('creditNote')) {
    return returnedSale(record, balance, balance.processor.accounts.refunds ?? accountForSale(context.mapping, null));
  }
  if (record.contact === null) {
    const text = 'A refund came back, and the source does not say whose it was.';
    return heldBy(
      ask('no customer', text, { amount: sayAmount(record.amount, record.currency) }, [lookAgain('It now names its customer: look again')]),
    );
  }
  const contact = context.linked({ kind: 'contact', id: record.contact });
  if (!contact) return waitingFor('contact', record.contact, 'its customer is not in the ledger yet');
  const back: BankTransaction = {
    kind: 'bankTransaction',
    id: '',
    does: 'receiveOnAccount',
    contact: contact.id,
    account: balance.clearing,
    madeOn: record.madeOn,
    currency: record.currency,
    amountsAre: 'noTax',
    lines: [{ ...lineOf('A refund that came back', record.amount, '', []), account: null }],
    totals: { net: record.amount, tax: '0', gross: record.amount },
    remaining: record.amount,
    reference: balance.reference,
    isReconciled: null,
    state: 'made',
  };
  return wanted([wantOf(back, 'main', `a refund of ${sayAmount(record.amount, record.currency)} came back on ${record.madeOn}`)]);
}

/** Money that pays a loan back, with its share of the loan's cost; the last one leaves nothing of either (law F17). */
function repaid(record: BalanceTransaction, balance: Balance): Desire {
  const by = decimal(record.amount);
  const { loan } = record;
  if (!loan || isZero(decimal(loan.amount)) || isZero(decimal(loan.cost))) {
    return against(balance, 'loan', { description: record.description ?? 'Loan repayment', by });
  }
  const size = shareOf(loan.cost, { whole: loan.amount, before: loan.before, now: absolute(by) }, record.currency);
  const cost = by.units < 0n ? negate(size) : size;
  return together(
    against(balance, 'loan', { description: 'Loan repayment', by: subtract(by, cost) }),
    isZero(cost) ? wanted([]) : against(balance, 'financeCost', { description: 'Cost of the loan', by: cost }, 'cost'),
  );
}
