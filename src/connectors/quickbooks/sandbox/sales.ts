import { addDays } from '../../../core/day.ts';
import { currencyOfAccount, accountAt, undeposited } from './chart.ts';
import { denominate, denominationFields, toHome } from './currency.ts';
import { faults } from './faults.ts';
import { childIn, figure, flagIn, refIn, sumOf, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { discountOf, itemLine, spreadDiscount, subtotalLine, taxModeOf, withNet, withoutSubtotal } from './sale-lines.ts';
import type { CountedLine, TaxMode } from './sale-lines.ts';
import { taxOf } from './tax.ts';
import type { State } from './state.ts';
import type { Row } from './rows.ts';
import { appliedOf, dayOf, numberFor, partyOf, withLineIds } from './work.ts';
import type { Work } from './work.ts';

/** An invoice, credit memo, sales receipt or refund receipt as it will be kept: its lines numbered, its tax and totals reckoned. */
export function prepareSale(work: Work): Fields {
  const { state, body, before } = work;
  const customer = partyOf(work, 'Customer');
  const denomination = denominate(state, body, customer);
  const reckoned = reckon(work, customer);
  const { total } = reckoned;
  if (total < 0n) throw faults.business('Transaction amount must be 0 or greater.');
  const isOwed = work.type === 'Invoice' || work.type === 'CreditMemo';
  const applied = isOwed ? appliedOf(before) : total;
  if (applied > total) throw faults.business('the amount is less than what has been applied to the transaction');
  const number = numberFor(work);
  const isForeign = denomination.isForeign || state.settings().MultiCurrencyEnabled;
  const prepared: Fields = {
    ...body,
    CustomField: body['CustomField'] ?? [],
    ...(number !== undefined && { DocNumber: number }),
    TxnDate: dayOf(work),
    ...denominationFields(state, denomination),
    LinkedTxn: before?.body['LinkedTxn'] ?? [],
    Line: reckoned.lines,
    TxnTaxDetail: reckoned.detail,
    ...addressesOf(body, customer),
    FreeFormAddress: true,
    TotalAmt: figure(total),
    Balance: figure(total - applied),
    ...(isForeign && { HomeTotalAmt: figure(toHome(total, denomination.rate)) }),
    ...(work.type === 'CreditMemo' && { RemainingCredit: figure(total - applied) }),
    ...(isForeign && isOwed && { HomeBalance: figure(toHome(total - applied, denomination.rate)) }),
    PrintStatus: textIn(body, 'PrintStatus') ?? 'NeedToPrint',
    EmailStatus: textIn(body, 'EmailStatus') ?? 'NotSet',
    ...(reckoned.isGlobal
      ? { GlobalTaxCalculation: textIn(body, 'GlobalTaxCalculation') ?? 'TaxExcluded' }
      : { ApplyTaxAfterDiscount: flagIn(body, 'ApplyTaxAfterDiscount') }),
  };
  if (work.type === 'Invoice') return { ...prepared, ...onlinePayment(body), DueDate: dueDay(state, body, dayOf(work)) };
  if (work.type === 'CreditMemo') return prepared;
  return { ...prepared, DepositToAccountRef: { value: moneyAccount(work, denomination.currency) } };
}

const onlinePayment = (body: Fields): Fields => ({
  AllowIPNPayment: false,
  AllowOnlinePayment: false,
  AllowOnlineCreditCardPayment: flagIn(body, 'AllowOnlineCreditCardPayment'),
  AllowOnlineACHPayment: flagIn(body, 'AllowOnlineACHPayment'),
});

function addressesOf(body: Fields, customer: Row | null): Fields {
  const bill = body['BillAddr'] ?? customer?.body['BillAddr'];
  const ship = body['ShipAddr'] ?? customer?.body['ShipAddr'];
  return { ...(bill !== undefined && { BillAddr: bill }), ...(ship !== undefined && { ShipAddr: ship }) };
}

/** The day that was sent, or after the days of the terms; thirty where there are none. */
export function dueDay(state: State, body: Fields, day: string, otherwise = 30): string {
  const sent = textIn(body, 'DueDate');
  if (sent !== undefined) return sent;
  const term = state.rows.get('Term', refIn(body, 'SalesTermRef') ?? '');
  const days = term && textIn(term.body, 'DueDays');
  return addDays(day, days === undefined ? otherwise : Number(days));
}

/** Where the money of a receipt goes to or comes from. */
function moneyAccount(work: Work, currency: string): string {
  const { state, body } = work;
  const id = refIn(body, 'DepositToAccountRef') ?? undeposited(state).id;
  const account = accountAt(state, id, 'DepositToAccountRef', ['Bank', 'Other Current Asset', 'Credit Card']);
  const kept = currencyOfAccount(state, account);
  if (kept !== currency && kept !== state.facts.homeCurrency)
    throw faults.business(`the account is kept in ${kept}, the transaction in ${currency}`);
  return id;
}

interface Reckoned {
  readonly lines: readonly Fields[];
  readonly detail: Fields;
  readonly total: bigint;
  readonly isGlobal: boolean;
}

function reckon(work: Work, customer: Row | null): Reckoned {
  const { state, body } = work;
  const mode = taxModeOf(state, body, 'Sales');
  const sent = withoutSubtotal(body);
  const read = sent.filter((line) => textIn(line, 'DetailType') !== 'DiscountLineDetail').map((line) => readLine(state, line, mode));
  if (read.length === 0) throw faults.missing('Line');
  const taxables = read.map(({ taxable }) => taxable);
  const discount = discountOf(state, sent, sumOf(taxables.map(({ cents }) => cents)));
  const isAfterTax = !mode.isGlobal && !flagIn(body, 'ApplyTaxAfterDiscount');
  const shares = discount === null ? [] : isAfterTax ? [{ cents: -discount.cents, code: null }] : spreadDiscount(discount.cents, taxables);
  const amounts = [...taxables, ...shares];
  const taxed = taxOf(state, {
    amounts: mode.isTaxed ? amounts : amounts.map(({ cents }) => ({ cents, code: null })),
    side: 'Sales',
    isInclusive: mode.isInclusive,
    sent: sentTax(work),
    documentCode: documentCode(work, customer),
  });
  const lines = read.map(({ line }, index) => withNet(line, taxed.nets[index] ?? 0n, mode.isInclusive));
  const nets = sumOf(taxed.nets.slice(0, read.length));
  return {
    lines: [...withLineIds(work, lines), subtotalLine(nets), ...(discount ? [discount.line] : [])],
    detail: taxed.detail,
    total: sumOf(taxed.nets) + taxed.total,
    isGlobal: mode.isGlobal,
  };
}

function readLine(state: State, line: Fields, mode: TaxMode): Pick<CountedLine, 'line' | 'taxable'> {
  const detailType = textIn(line, 'DetailType');
  if (detailType === undefined) throw faults.missing('DetailType');
  return detailType === 'DescriptionOnly'
    ? { line, taxable: { cents: 0n, code: null } }
    : itemLine(state, line, { detail: detailType, mode });
}

/** The tax that the caller wants. What the document held before counts no longer when its lines were sent anew without it. */
export function sentTax({ state, body, sent, before }: Work): Fields {
  const { TaxModel, HonourTotalTax } = state.settings();
  if (TaxModel === 'automated' && !HonourTotalTax) return {};
  const isStale =
    before !== null && sent['TxnTaxDetail'] === undefined && (sent['Line'] !== undefined || sent['GlobalTaxCalculation'] !== undefined);
  return isStale ? {} : childIn(body, 'TxnTaxDetail');
}

/** The code of the rate that all taxable lines have, in the American model. */
function documentCode({ state, body }: Work, customer: Row | null): string | null {
  const { TaxModel, AutomatedTaxCode } = state.settings();
  if (TaxModel === 'automated') return AutomatedTaxCode;
  if (TaxModel !== 'us') return null;
  return refIn(childIn(body, 'TxnTaxDetail'), 'TxnTaxCodeRef') ?? (customer && refIn(customer.body, 'DefaultTaxCodeRef')) ?? null;
}

/** The content of a voided document: everything at zero, and a word in front of its note. */
export function voided(body: Fields): Fields {
  const zeroed = (line: Fields): Fields => {
    const detail = childIn(line, 'SalesItemLineDetail');
    return {
      ...line,
      Amount: '0',
      ...(line['SalesItemLineDetail'] !== undefined && {
        SalesItemLineDetail: {
          ...detail,
          ...(detail['UnitPrice'] !== undefined && { UnitPrice: '0' }),
          ...(detail['TaxInclusiveAmt'] !== undefined && { TaxInclusiveAmt: '0' }),
        },
      }),
    };
  };
  const lines = Array.isArray(body['Line']) ? body['Line'].map(zeroed) : [];
  const code = childIn(body, 'TxnTaxDetail')['TxnTaxCodeRef'];
  const zeros = ['TotalAmt', 'Balance', 'HomeTotalAmt', 'HomeBalance', 'UnappliedAmt'].filter((name) => body[name] !== undefined);
  const note = textIn(body, 'PrivateNote');
  return {
    ...body,
    Line: lines,
    ...(body['TxnTaxDetail'] !== undefined && { TxnTaxDetail: { ...(code !== undefined && { TxnTaxCodeRef: code }), TotalTax: '0' } }),
    ...Object.fromEntries(zeros.map((name) => [name, '0'])),
    PrivateNote: note === undefined ? 'Voided' : `Voided - ${note}`.slice(0, 4000),
  };
}
