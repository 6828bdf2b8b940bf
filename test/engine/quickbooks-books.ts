import { add, amount, decimal, subtract } from '../../src/core/decimal.ts';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import { cents, figure, inner, listOf, text } from './fields.ts';
import type { Fields } from './fields.ts';

/**
 * The company's sales documents in a bookkeeper's notation, by day.
 *   2026-11-21 INV-7 Ada Ltd 120.00 GBP open
 *   2026-11-22 paid INV-7 50.00
 *   2026-11-22 received from Ada Ltd 70.00 of which 20.00 on account
 *   2026-11-23 CRN-1 Ada Ltd -20.00 GBP used
 *   2026-11-23 set CRN-1 against INV-7 20.00
 */
export function booksOf(company: Sandbox): readonly string[] {
  const names = new Map(company.documents('contact').map((each) => [text(each, 'Id'), text(each, 'DisplayName')]));
  const numbers = new Map<string, string>();
  for (const kind of ['invoice', 'creditNote'] as const)
    for (const document of company.documents(kind)) numbers.set(text(document, 'Id'), text(document, 'DocNumber'));
  const whose = (document: Fields, reference: string): string => names.get(text(inner(document, reference), 'value')) ?? '';
  const sale = (document: Fields, sign: string): string =>
    `${text(document, 'TxnDate')} ${text(document, 'DocNumber')} ${whose(document, 'CustomerRef')} ${sign}${cents(document['TotalAmt'])} ${text(inner(document, 'CurrencyRef'), 'value')} ${standOf(document)}`;
  return [
    ...company.documents('invoice').map((invoice) => sale(invoice, '')),
    ...company.documents('creditNote').map((credit) => sale(credit, '-')),
    ...company.documents('payment').flatMap((payment) => moneyLines(payment, whose(payment, 'CustomerRef'), numbers)),
    ...company
      .documents('bankTransaction')
      .map(
        (moved) => `${text(moved, 'TxnDate')} ${waySaid(moved, whose(moved, 'EntityRef'))} ${cents(moved['TotalAmt'])} ${noteOf(moved)}`,
      ),
  ].toSorted();
}

const waySaid = (moved: Fields, whose: string): string => (moved['DepositToAccountRef'] === undefined ? `spent on ${whose}` : 'deposited');

/** What was written beside our reference, which is another for every run of the same story. */
const noteOf = (document: Fields): string =>
  text(document, 'PrivateNote')
    .replace(/ ?T[a-z2-7]{16}/, '')
    .replace(/credit memo \d+/, 'a credit memo');

function moneyLines(payment: Fields, whose: string, numbers: ReadonlyMap<string, string>): readonly string[] {
  const day = text(payment, 'TxnDate');
  const links = linksOf(payment);
  const named = (id: string): string => numbers.get(id) ?? 'money paid out';
  const credits = links.filter(({ type }) => type === 'CreditMemo').map(({ id }) => named(id));
  const lines = links
    .filter(({ type }) => type !== 'CreditMemo')
    .map(({ id, size }) =>
      credits.length > 0
        ? `${day} set ${credits.join(' and ')} against ${named(id)} ${cents(size)}`
        : `${day} paid ${named(id)} ${cents(size)}`,
    );
  const left = isVoid(payment) ? 'deleted' : `of which ${cents(payment['UnappliedAmt'])} on account`;
  return credits.length > 0 ? lines : [...lines, `${day} received from ${whose} ${cents(payment['TotalAmt'])} ${left}`];
}

/** What a payment is linked to, as its lines say. */
export const linksOf = (payment: Fields): readonly { readonly type: string; readonly id: string; readonly size: string }[] =>
  listOf(payment, 'Line').flatMap((line) =>
    listOf(line, 'LinkedTxn').map((link) => ({ type: text(link, 'TxnType'), id: text(link, 'TxnId'), size: figure(line, 'Amount') })),
  );

/** A void document stays, with nothing in it, and says so in its note. */
export const isVoid = (document: Fields): boolean =>
  document['Active'] === false || (text(document, 'PrivateNote').startsWith('Voided') && amount(figure(document, 'TotalAmt')) === '0');

export const settledOf = (document: Fields): string =>
  amount(subtract(decimal(figure(document, 'TotalAmt')), decimal(figure(document, 'Balance'))));

function standOf(document: Fields): string {
  if (isVoid(document)) return 'void';
  const [left, total] = [cents(document['Balance']), cents(document['TotalAmt'])];
  if (left === '0.00') return document['RemainingCredit'] === undefined ? 'paid' : 'used';
  return left === total ? 'open' : `${left} left`;
}

export const netOf = (document: Fields): string => {
  const tax = inner(document, 'TxnTaxDetail');
  return amount(add(decimal(figure(document, 'TotalAmt')), decimal(`-${figure(tax, 'TotalTax')}`)));
};
