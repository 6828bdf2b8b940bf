import { amount, decimal, negate } from '../../src/core/decimal.ts';
import { isReference } from '../../src/core/fingerprint.ts';
import type { Sandbox } from '../../src/contract/sandbox.ts';
import type { Standing } from './ledger-kit.ts';
import { figure, inner, listOf, text } from './fields.ts';
import type { Fields } from './fields.ts';
import { isVoid, linksOf, netOf, settledOf } from './quickbooks-books.ts';

/** Our reference ends the note that only staff see; that money is on account stands behind it. */
const markOf = (note: string): string | null => {
  const last =
    note
      .replace(/ on account$/, '')
      .split(' ')
      .at(-1) ?? '';
  return isReference(last) ? last : null;
};

const minus = (of: string): string => amount(negate(decimal(of)));
const idOf = (document: Fields): string => text(document, 'Id');
const customerOf = (document: Fields): string => text(inner(document, 'CustomerRef'), 'value');

const plain = (document: Fields, kind: Standing['kind'], id: string): Standing => ({
  kind,
  id,
  reference: markOf(text(document, 'PrivateNote')),
  isVoid: isVoid(document),
  signed: '0',
  settled: '0',
  face: null,
});

function saleOf(document: Fields, kind: 'invoice' | 'creditNote'): Standing {
  const total = amount(figure(document, 'TotalAmt'));
  const tax = amount(figure(inner(document, 'TxnTaxDetail'), 'TotalTax'));
  return {
    ...plain(document, kind, idOf(document)),
    signed: kind === 'invoice' ? total : minus(total),
    settled: kind === 'invoice' ? settledOf(document) : '0',
    face: [text(document, 'DocNumber'), text(document, 'TxnDate'), netOf(document), tax, customerOf(document)].join(' '),
  };
}

/** One payment of theirs is money, money on account, what links a credit to an invoice, or several of these at once. */
function moneyOf(payment: Fields): readonly Standing[] {
  const id = idOf(payment);
  const total = amount(figure(payment, 'TotalAmt'));
  const isOnAccount = text(payment, 'PrivateNote').endsWith(' on account');
  const links = linksOf(payment);
  const paid = links.filter(({ type }) => type !== 'CreditMemo');
  const from = isOnAccount ? [`Payment/${id}`] : links.filter(({ type }) => type === 'CreditMemo').map((link) => `CreditMemo/${link.id}`);
  const toward = ({ type, id: other }: { readonly type: string; readonly id: string }): string =>
    type === 'Invoice' ? other : `Purchase/${other}`;
  const allocations = from.flatMap((giver) => paid.map((link) => plain(payment, 'allocation', `${id}/${giver}/${toward(link)}`)));
  if (total === '0' && !isVoid(payment)) return allocations;
  const money = isOnAccount ? plain(payment, 'bankTransaction', `Payment/${id}`) : plain(payment, 'payment', id);
  // The note of money on account carries that money's own reference, and none for what it is used for.
  return [{ ...money, signed: total }, ...allocations.map((each) => (isOnAccount ? { ...each, reference: null } : each))];
}

/** Money spent from a customer's receivable is a refund. */
function spentOf(purchase: Fields, receivables: ReadonlySet<string>): readonly Standing[] {
  const detail = listOf(purchase, 'Line').map((line) => inner(line, 'AccountBasedExpenseLineDetail'));
  if (!detail.some((each) => receivables.has(text(inner(each, 'AccountRef'), 'value')))) return [];
  return [{ ...plain(purchase, 'refund', `Purchase/${idOf(purchase)}`), signed: minus(figure(purchase, 'TotalAmt')) }];
}

/** All that a person could have made or we could have made, by kind and id. */
export function standingInCompany(company: Sandbox): ReadonlyMap<string, Standing> {
  const accounts = company.documents('account').filter((each) => text(each, 'AccountType') === 'Accounts Receivable');
  const receivables = new Set(accounts.map(idOf));
  const found: readonly Standing[] = [
    ...company.documents('contact').map((customer) => ({
      ...plain(customer, 'contact', idOf(customer)),
      reference: markOf(text(customer, 'Notes')),
    })),
    ...company.documents('invoice').map((invoice) => saleOf(invoice, 'invoice')),
    ...company.documents('creditNote').map((credit) => saleOf(credit, 'creditNote')),
    ...company.documents('payment').flatMap(moneyOf),
    ...company.documents('bankTransaction').flatMap((purchase) => spentOf(purchase, receivables)),
  ];
  return new Map(found.map((each) => [`${each.kind} ${each.id}`, each]));
}
