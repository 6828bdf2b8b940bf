import { isZero } from '../../../core/decimal.ts';
import { accountAt, currencyOfAccount, payable } from './chart.ts';
import { denominate, denominationFields, toHome } from './currency.ts';
import { faults } from './faults.ts';
import { centsIn, childIn, figure, listIn, refIn, sumOf, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { linksOf, refuseDeposited, takenBefore } from './links.ts';
import { refuseForeignAccount } from './payments.ts';
import { accountLine, itemLine, taxModeOf, withNet } from './sale-lines.ts';
import { dueDay, sentTax } from './sales.ts';
import { ratesOf, taxOf } from './tax.ts';
import { appliedOf, dayOf, numberFor, partyOf, withLineIds } from './work.ts';
import type { Work } from './work.ts';

/** A bill, a vendor credit or money spent: lines on accounts or items, with the tax of what is bought. */
export function prepareSpending(work: Work): Fields {
  const { state, body, before } = work;
  const isPurchase = work.type === 'Purchase';
  const denomination = isPurchase
    ? denominate(state, inCurrencyOf(work, 'AccountRef'), null)
    : denominate(state, body, partyOf(work, 'Vendor'));
  const mode = taxModeOf(state, body, 'Purchase');
  const sent = listIn(body, 'Line');
  if (sent.length === 0) throw faults.missing('Line');
  const counted = sent.map((line) => {
    const detail = textIn(line, 'DetailType');
    if (detail === undefined) throw faults.missing('DetailType');
    return detail === 'ItemBasedExpenseLineDetail' ? itemLine(state, line, { detail, mode }) : accountLine(state, line, mode);
  });
  const taxed = taxOf(state, {
    amounts: counted.map(({ taxable }) => (mode.isTaxed ? taxable : { ...taxable, code: null })),
    side: 'Purchase',
    isInclusive: mode.isInclusive,
    sent: sentTax(work),
    documentCode: null,
  });
  const total = sumOf(taxed.nets) + taxed.total;
  const applied = isPurchase ? 0n : appliedOf(before);
  if (applied > total) throw faults.business('the amount is less than what has been applied to the transaction');
  const number = numberFor(work);
  const prepared: Fields = {
    ...body,
    ...(number !== undefined && { DocNumber: number }),
    TxnDate: dayOf(work),
    ...denominationFields(state, denomination),
    LinkedTxn: before?.body['LinkedTxn'] ?? [],
    Line: withLineIds(
      work,
      counted.map(({ line }, index) => withNet(line, taxed.nets[index] ?? 0n, mode.isInclusive)),
    ),
    ...(mode.isGlobal && { TxnTaxDetail: taxed.detail, GlobalTaxCalculation: textIn(body, 'GlobalTaxCalculation') ?? 'TaxExcluded' }),
    TotalAmt: figure(total),
    ...(denomination.isForeign && { HomeTotalAmt: figure(toHome(total, denomination.rate)) }),
  };
  if (isPurchase) return { ...prepared, ...paidFrom(work, denomination.currency) };
  return {
    ...prepared,
    Balance: figure(total - applied),
    ...(denomination.isForeign && { HomeBalance: figure(toHome(total - applied, denomination.rate)) }),
    APAccountRef: { value: payable(state, denomination.currency).id },
    ...(work.type === 'Bill' && { DueDate: dueDay(state, body, dayOf(work), 0) }),
  };
}

/** Without a currency of its own, a movement is in that of its account. */
function inCurrencyOf({ state, body }: Work, element: string): Fields {
  const account = state.rows.get('Account', refIn(body, element) ?? '');
  return body['CurrencyRef'] === undefined && account ? { ...body, CurrencyRef: { value: currencyOfAccount(state, account) } } : body;
}

function paidFrom({ state, body }: Work, currency: string): Fields {
  const type = textIn(body, 'PaymentType');
  const account = accountAt(state, refIn(body, 'AccountRef'), 'AccountRef', type === 'CreditCard' ? ['Credit Card'] : ['Bank']);
  refuseForeignAccount(state, account, currency);
  if (body['Credit'] === true && type !== 'CreditCard') throw faults.business('only a credit card can give money back by a Purchase');
  return { Credit: body['Credit'] === true };
}

const depositable = ['Payment', 'SalesReceipt', 'RefundReceipt'];

/** Money that came to the bank: out of undeposited funds, or straight from an account. */
export function prepareDeposit(work: Work): Fields {
  const { state, body, before } = work;
  const account = accountAt(state, refIn(body, 'DepositToAccountRef'), 'DepositToAccountRef', ['Bank', 'Other Current Asset']);
  const denomination = denominate(state, inCurrencyOf(work, 'DepositToAccountRef'), null);
  refuseForeignAccount(state, account, denomination.currency);
  const lines = listIn(body, 'Line');
  if (lines.length === 0) throw faults.missing('Line');
  for (const line of lines) {
    if (textIn(line, 'Amount') === undefined) throw faults.missing('Amount');
    const isLinked = listIn(line, 'LinkedTxn').length > 0;
    refuseTax(work, childIn(line, 'DepositLineDetail'));
    if (!isLinked) accountAt(state, refIn(childIn(line, 'DepositLineDetail'), 'AccountRef'), 'AccountRef');
  }
  for (const { target, cents } of linksOf(state, body, depositable)) {
    const whole = target.type === 'RefundReceipt' ? -centsIn(target.body, 'TotalAmt') : centsIn(target.body, 'TotalAmt');
    if (takenBefore(state, before, target) === 0n) refuseDeposited(target);
    const from = state.rows.get('Account', refIn(target.body, 'DepositToAccountRef') ?? '');
    if (from?.body['AccountSubType'] !== 'UndepositedFunds' || cents !== whole) throw faults.cannotLink(target.id);
  }
  const back = childIn(body, 'CashBack');
  const total = sumOf(lines.map((line) => centsIn(line, 'Amount'))) - centsIn(back, 'Amount');
  const number = numberFor(work);
  return {
    ...body,
    ...(number !== undefined && { DocNumber: number }),
    TxnDate: dayOf(work),
    ...denominationFields(state, denomination),
    Line: withLineIds(work, lines),
    TxnTaxDetail: {},
    TotalAmt: figure(total),
    ...(denomination.isForeign && { HomeTotalAmt: figure(toHome(total, denomination.rate)) }),
  };
}

const balanceSheet = [
  'Bank',
  'Credit Card',
  'Other Current Asset',
  'Fixed Asset',
  'Other Asset',
  'Other Current Liability',
  'Long Term Liability',
  'Equity',
];

export function prepareTransfer(work: Work): Fields {
  const { state, body } = work;
  const from = accountAt(state, refIn(body, 'FromAccountRef'), 'FromAccountRef', balanceSheet);
  const to = accountAt(state, refIn(body, 'ToAccountRef'), 'ToAccountRef', balanceSheet);
  if (from.id === to.id) throw faults.business('a transfer needs two different accounts');
  if (centsIn(body, 'Amount') <= 0n) throw faults.business('Transaction amount must be more than 0.');
  const denomination = denominate(state, inCurrencyOf(work, 'FromAccountRef'), null);
  for (const account of [from, to]) refuseForeignAccount(state, account, denomination.currency);
  return { ...body, TxnDate: dayOf(work), ...denominationFields(state, denomination) };
}

/** Tax on the lines of a deposit is not modelled; it is refused, as a document without its tax would be worse. */
function refuseTax({ state }: Work, detail: Fields): void {
  const code = refIn(detail, 'TaxCodeRef');
  if (code === undefined || state.settings().TaxModel !== 'global') return;
  const sides = ['Sales', 'Purchase'] as const;
  const isTaxed = sides.some((side) => ratesOf(state, code, side).some(({ percent }) => !isZero(percent)));
  if (isTaxed) throw faults.business('the sandbox does not know tax on the lines of a deposit');
}
