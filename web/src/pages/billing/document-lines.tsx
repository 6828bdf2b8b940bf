import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Discount } from '../../../../src/core/records.ts';
import { useLocale } from '../../locale.tsx';
import { Money } from '../../parts/money.tsx';
import { Scrolled } from '../../parts/scrolled.tsx';
import { typedFigure } from './figures.ts';
import { taxRatesQuery } from './queries.ts';
import type { ShownCreditNote, ShownInvoice } from './records.ts';

/** The lines of a document with its totals. */
export function DocumentLines({ document }: { readonly document: ShownInvoice | ShownCreditNote }): ReactNode {
  const { name } = useLocale();
  const { lines, currency, totals, discount, amountsAre, paid, credited, open, state } = document;
  const rest = state === 'open' && open !== totals.gross;
  const isCredit = document.kind === 'creditNote';
  return (
    <Scrolled label="Lines">
      <table className="w-full text-sm">
        <caption className="sr-only">Lines</caption>
        <thead className="text-left text-xs text-soft">
          <tr>
            <th className="px-5 py-2.5 font-medium">Description</th>
            <th className="px-3 py-2.5 text-right font-medium max-sm:hidden">Quantity</th>
            <th className="px-3 py-2.5 text-right font-medium max-sm:hidden">Price</th>
            <th className="px-5 py-2.5 text-right font-medium">{amountsAre === 'inclusive' ? 'With tax' : 'Amount'}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, at) => (
            <LineRow key={line.id ?? at} line={line} currency={currency} />
          ))}
        </tbody>
        <tfoot>
          {discount !== null && (
            <Total label={`Discount on all of it: ${discountText(discount, currency, name)}`} amount={null} currency={currency} />
          )}
          <Total label="Without tax" amount={totals.net} currency={currency} />
          <Taxes document={document} />
          <Total label="Total" amount={totals.gross} currency={currency} isStrong />
          {rest && paid !== '0' && <Total label={isCredit ? 'Paid back' : 'Paid'} amount={paid} currency={currency} />}
          {rest && credited !== '0' && (
            <Total label={isCredit ? 'Set against invoices' : 'Credited'} amount={credited} currency={currency} />
          )}
          {rest && <Total label={isCredit ? 'Not used yet' : 'Open'} amount={open} currency={currency} isStrong />}
        </tfoot>
      </table>
    </Scrolled>
  );
}

interface LineRowProps {
  readonly line: ShownInvoice['lines'][number];
  readonly currency: string;
}

function LineRow({ line: { description, quantity, unitPrice, discount, taxes, amount }, currency }: LineRowProps): ReactNode {
  const { name } = useLocale();
  const nameOf = useTaxNames();
  const less = discount === null ? null : `less ${discountText(discount, currency, name)}`;
  return (
    <tr className="border-t border-line align-top">
      <td className="px-5 py-2.5">
        <span dir="auto" className="whitespace-pre-wrap">
          {description}
        </span>
        {/* On a phone there is no room for columns of their own. */}
        <span className="block text-faint sm:hidden">
          {typedFigure(quantity, name)} × <Money amount={unitPrice} currency={currency} />
        </span>
        <span className="block text-faint">
          {[less, ...taxes.map(({ rate }) => nameOf(rate))].filter((part) => part !== null).join(' · ')}
        </span>
      </td>
      <td className="figures px-3 py-2.5 text-right max-sm:hidden">{typedFigure(quantity, name)}</td>
      <td className="px-3 py-2.5 text-right max-sm:hidden">
        <Money amount={unitPrice} currency={currency} />
      </td>
      <td className="px-5 py-2.5 text-right">
        <Money amount={amount} currency={currency} />
      </td>
    </tr>
  );
}

function Taxes({ document: { lines, totals, currency } }: { readonly document: ShownInvoice | ShownCreditNote }): ReactNode {
  const nameOf = useTaxNames();
  const used = [...new Set(lines.flatMap(({ taxes }) => taxes.map(({ rate }) => rate)))];
  if (used.length === 0) return null;
  return <Total label={used.map(nameOf).join(', ')} amount={totals.tax} currency={currency} />;
}

/** 'GB20': 'VAT 20 %'. */
function useTaxNames(): (rate: string) => string {
  const { data } = useQuery(taxRatesQuery);
  return (rate) => data?.find(({ id }) => id === rate)?.name ?? rate;
}

interface TotalProps {
  readonly label: string;
  readonly amount: string | null;
  readonly currency: string;
  readonly isStrong?: boolean;
}

const Total = ({ label, amount, currency, isStrong = false }: TotalProps): ReactNode => (
  <tr className={isStrong ? 'border-t border-line font-semibold' : 'text-soft'}>
    <td colSpan={3} className="px-5 py-1.5 text-right max-sm:hidden">
      {label}
    </td>
    <td className="px-5 py-1.5 text-right sm:hidden">{label}</td>
    <td className="px-5 py-1.5 text-right">{amount !== null && <Money amount={amount} currency={currency} />}</td>
  </tr>
);

const discountText = (discount: Discount, currency: string, locale: string): string =>
  'percent' in discount ? `${typedFigure(discount.percent, locale)} %` : `${typedFigure(discount.amount, locale)} ${currency}`;
