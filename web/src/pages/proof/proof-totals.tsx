import { clsx } from 'clsx';
import { Equal } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import type { ProofShown } from '../../../../src/api/office.ts';
import { useLocale } from '../../locale.tsx';
import { Card } from '../../parts/card.tsx';
import { Scrolled } from '../../parts/scrolled.tsx';
import { isNone, plus } from '../document/sums.ts';
import { capital, kindsText } from '../document/words.ts';
import { headClass, rowClass } from './table-classes.ts';
import { pivoted, pivots } from './pivot.ts';
import type { DifferenceFilter, Pivot, PivotRow } from './pivot.ts';

interface ProofTotalsProps {
  readonly proof: ProofShown;
  readonly source: string;
  readonly target: string;
  readonly line: DifferenceFilter['line'];
  /** Which line's differences are looked at. */
  readonly onLine: (line: DifferenceFilter['line']) => void;
}

/** Both sides in total, read by kind, account, month or currency. */
export function ProofTotals({ proof, source, target, line, onLine }: ProofTotalsProps): ReactNode {
  const [by, setBy] = useState<Pivot>('kind');
  const rows = useMemo(() => pivoted(proof.rows, by), [proof, by]);
  const hasOthers = rows.some(({ otherFlows }) => !isNone(otherFlows));
  return (
    <Card
      title="Totals"
      detail={hasOthers ? 'The source’s side counts what other flows bring into the same ledger too.' : 'What each side adds up to.'}
      isFlush
      actions={<PivotToggle by={by} onChange={(chosen) => (setBy(chosen), onLine(null))} />}
    >
      <Scrolled label={`Totals by ${by}`}>
        <table className="w-full text-sm">
          <thead>
            <tr className={headClass}>
              <th scope="col" className="text-left">
                {capital(by)}
              </th>
              <th scope="col" className="text-right">
                <bdi>{source}</bdi>
              </th>
              <th scope="col" className="text-right">
                <bdi>{target}</bdi>
              </th>
              <th scope="col" className="text-right">
                Difference
              </th>
              <th scope="col" className="text-left">
                <span className="sr-only">Currency</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <TotalRow
                key={`${row.name} ${row.currency}`}
                row={row}
                by={by}
                isChosen={line?.by === by && line.name === row.name && line.currency === row.currency}
                onLine={onLine}
              />
            ))}
          </tbody>
        </table>
      </Scrolled>
      {rows.length === 0 && <p className="px-5 py-8 text-center text-sm text-soft">Nothing moved in these months.</p>}
    </Card>
  );
}

interface TotalRowProps {
  readonly row: PivotRow;
  readonly by: Pivot;
  readonly isChosen: boolean;
  readonly onLine: ProofTotalsProps['onLine'];
}

function TotalRow({ row, by, isChosen, onLine }: TotalRowProps): ReactNode {
  const locale = useLocale();
  const { name, currency, difference } = row;
  const isEqual = isNone(difference);
  return (
    <tr className={clsx(rowClass, isChosen && 'bg-accent-soft')}>
      <th scope="row" className="text-left font-medium">
        {nameOf(row, by, locale.month)}
        {row.label !== null && row.label !== name && <bdi className="block font-normal text-soft">{row.label}</bdi>}
      </th>
      <td className="figures text-right whitespace-nowrap">{locale.amount(plus(row.source, row.otherFlows), currency)}</td>
      <td className="figures text-right whitespace-nowrap">{locale.amount(row.target, currency)}</td>
      <td className="figures text-right whitespace-nowrap">
        {isEqual ? (
          <span className="inline-flex items-center gap-1.5 text-good">
            <Equal aria-hidden className="size-4" />
            equal
          </span>
        ) : (
          <button
            type="button"
            aria-pressed={isChosen}
            className="font-medium text-warn underline underline-offset-2"
            onClick={() => onLine(isChosen ? null : { by, name, currency })}
          >
            {locale.amount(difference, currency)}
            <span className="sr-only">, show what makes it</span>
          </button>
        )}
      </td>
      <td className="text-xs text-soft">{currency}</td>
    </tr>
  );
}

function nameOf({ name }: PivotRow, by: Pivot, month: (month: string) => string): string {
  if (by === 'kind') return capital(kindsText(name));
  return by === 'month' ? month(name) : name;
}

const PivotToggle = ({ by, onChange }: { readonly by: Pivot; readonly onChange: (by: Pivot) => void }): ReactNode => (
  <div role="group" aria-label="Read the totals by" className="flex rounded-lg border border-line p-0.5 text-sm" data-print="hidden">
    {pivots.map((each) => (
      <button
        key={each}
        type="button"
        aria-pressed={each === by}
        onClick={() => onChange(each)}
        className={clsx('rounded-md px-2.5 py-1 font-medium', each === by ? 'bg-sunken text-ink' : 'text-soft hover:text-ink')}
      >
        {capital(each)}
      </button>
    ))}
  </div>
);
