import { clsx } from 'clsx';
import { Fragment } from 'react';
import type { ReactNode } from 'react';
import type { CurrencySum } from '../../../src/api/office.ts';
import { useLocale } from '../locale.tsx';

interface MoneyProps {
  /** Decimal text, as the API gives it; never a number. */
  readonly amount: string;
  readonly currency: string;
  readonly className?: string;
}

export function Money({ amount, currency, className }: MoneyProps): ReactNode {
  const locale = useLocale();
  return (
    <span className={clsx('figures whitespace-nowrap', className)}>
      {locale.amount(amount, currency)}&nbsp;<span className="text-[0.85em]">{currency}</span>
    </span>
  );
}

/** Sums of several currencies are never added up; they stand beside each other. */
export function Sums({ sums, none = 'nothing' }: { readonly sums: readonly CurrencySum[]; readonly none?: string }): ReactNode {
  if (sums.length === 0) return none;
  return (
    <span className="[&>*:not(:last-child)]:mr-3">
      {sums.map(({ currency, amount }) => (
        // The blank lets them stand below each other, on the side on which their column stands.
        <Fragment key={currency}>
          <Money amount={amount} currency={currency} />{' '}
        </Fragment>
      ))}
    </span>
  );
}

export function Count({ count }: { readonly count: number }): ReactNode {
  return <span className="figures">{useLocale().count(count)}</span>;
}
