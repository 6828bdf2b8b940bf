import { figure, centsIn, listIn, refIn, textIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { depositOf, relink } from './links.ts';
import { preparePayment } from './payments.ts';
import { post } from './postings.ts';
import { customerKey } from './rows.ts';
import type { Row } from './rows.ts';
import type { State } from './state.ts';

/** What QuickBooks links by itself right after a document was made, where the company has that turned on. */
export function applyByItself(state: State, row: Row): void {
  const { AutoApplyCredit, AutoApplyPayments } = state.settings();
  if (AutoApplyCredit && row.type === 'Invoice')
    for (const credit of openOnes(state, row, 'CreditMemo')) applyCredit(state, row.id, credit.id);
  if (AutoApplyCredit && row.type === 'CreditMemo')
    for (const invoice of openOnes(state, row, 'Invoice')) applyCredit(state, invoice.id, row.id);
  if (AutoApplyPayments && row.type === 'Invoice')
    for (const payment of openOnes(state, row, 'Payment')) applyPayment(state, payment.id, row.id);
  if (AutoApplyPayments && row.type === 'Payment' && listIn(row.body, 'Line').length === 0) {
    for (const invoice of openOnes(state, row, 'Invoice')) applyPayment(state, row.id, invoice.id);
  }
}

const openOf = ({ type, body }: Row): bigint => centsIn(body, type === 'Payment' ? 'UnappliedAmt' : 'Balance');

/** The customer's documents of a type with something open, oldest first. */
function openOnes(state: State, { body }: Row, type: 'Invoice' | 'CreditMemo' | 'Payment'): readonly Row[] {
  const dayIn = (one: Row): string => textIn(one.body, 'TxnDate') ?? '';
  return state.rows
    .by(customerKey(refIn(body, 'CustomerRef') ?? ''))
    .filter((one) => one.type === type && openOf(one) > 0n && depositOf(one) === undefined)
    .toSorted((a, b) => dayIn(a).localeCompare(dayIn(b)));
}

/** A payment over nothing, which ties a credit memo to an invoice. */
function applyCredit(state: State, invoiceId: string, creditId: string): void {
  const [invoice, credit] = [state.rows.get('Invoice', invoiceId), state.rows.get('CreditMemo', creditId)];
  if (!invoice || !credit) return;
  const cents = least(openOf(invoice), openOf(credit));
  if (cents <= 0n) return;
  const body = {
    CustomerRef: invoice.body['CustomerRef'],
    CurrencyRef: invoice.body['CurrencyRef'],
    TotalAmt: '0',
    TxnDate: state.today(),
    PrivateNote: 'Created by QB Online to link credits to charges.',
    Line: [lineFor(cents, 'Invoice', invoiceId), lineFor(cents, 'CreditMemo', creditId)],
  };
  const prepared = preparePayment({ state, type: 'Payment', body, sent: body, before: null, options: new Set() });
  const row = state.create('Payment', prepared);
  relink(state, null, row, 'Payment');
  post(state, row);
}

function applyPayment(state: State, paymentId: string, invoiceId: string): void {
  const [payment, invoice] = [state.rows.get('Payment', paymentId), state.rows.get('Invoice', invoiceId)];
  if (!payment || !invoice) return;
  const cents = least(openOf(payment), openOf(invoice));
  if (cents <= 0n) return;
  const body = { ...payment.body, Line: [...listIn(payment.body, 'Line'), lineFor(cents, 'Invoice', invoiceId)] };
  const prepared = preparePayment({ state, type: 'Payment', body, sent: body, before: payment, options: new Set() });
  const row = state.change(payment, prepared);
  relink(state, payment, row, 'Payment');
  post(state, row);
}

const lineFor = (cents: bigint, TxnType: string, TxnId: string): Fields => ({ Amount: figure(cents), LinkedTxn: [{ TxnId, TxnType }] });

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
