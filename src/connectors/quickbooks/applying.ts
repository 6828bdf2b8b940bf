import { amount, compare, decimal, isZero, subtract } from '../../core/decimal.ts';
import type { Amount, Decimal } from '../../core/decimal.ts';
import { figureOrZero, listOf, needText, number, textOf } from './wire.ts';
import type { Outgoing, Wire } from './wire.ts';

/** What a payment sets against what: money of its own, or a credit, against an invoice or against money paid out. */
export interface Applied {
  readonly from: { readonly type: 'CreditMemo' | 'Payment'; readonly id: string };
  /** An invoice's id, or 'Purchase/12': money that was paid out to the customer. */
  readonly to: string;
  readonly amount: Amount;
}

interface Open<T> {
  readonly of: T;
  left: Decimal;
}

/**
 * A QuickBooks payment is one list of links: it does not say which credit went to which invoice. Read in order: each credit to the
 * first invoice with anything left, and the payment's own money to what is left then.
 */
export function appliedBy(payment: Wire): readonly Applied[] {
  const links = linksOf(payment);
  const takes: Open<string>[] = links.flatMap(({ type, id, amount: size }) => {
    if (type === 'Invoice') return [{ of: id, left: decimal(size) }];
    return isPaidOut(type) ? [{ of: `Purchase/${id}`, left: decimal(size) }] : [];
  });
  const own = { type: 'Payment', id: needText(payment, 'Id') } as const;
  const gives: Open<Applied['from']>[] = [
    ...links.flatMap(({ type, id, amount: size }) => (type === 'CreditMemo' ? [{ of: { type, id } as const, left: decimal(size) }] : [])),
    { of: own, left: decimal(figureOrZero(payment, 'TotalAmt')) },
  ];
  return gives.flatMap((give) => takes.flatMap((take) => paired(give, take)));
}

function paired(give: Open<Applied['from']>, take: Open<string>): readonly Applied[] {
  const size = compare(give.left, take.left) < 0 ? give.left : take.left;
  if (isZero(size)) return [];
  give.left = subtract(give.left, size);
  take.left = subtract(take.left, size);
  return [{ from: give.of, to: take.of, amount: amount(size) }];
}

/** Money spent from the customer's receivable: what QuickBooks calls an expense or a check. */
const isPaidOut = (type: string): boolean => type === 'Expense' || type === 'Check';

export function linksOf(payment: Wire): readonly { readonly type: string; readonly id: string; readonly amount: Amount }[] {
  return listOf(payment, 'Line').flatMap((line) => {
    const link = listOf(line, 'LinkedTxn')[0];
    return link === undefined
      ? []
      : [{ type: textOf(link, 'TxnType') ?? '', id: needText(link, 'TxnId'), amount: figureOrZero(line, 'Amount') }];
  });
}

export const linkLine = (type: string, id: string, size: Amount): Outgoing => ({
  Amount: number(size),
  LinkedTxn: [{ TxnId: id, TxnType: type }],
});

/** The line that sets something against an invoice, or against money paid out. */
export const takingLine = (to: string, size: Amount): Outgoing =>
  to.startsWith('Purchase/') ? linkLine('Expense', to.slice('Purchase/'.length), size) : linkLine('Invoice', to, size);
