import { clsx } from 'clsx';
import { ArrowLeftRight, Equal, MoveLeft, MoveRight } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { ComparedField } from '../../../../src/api/office.ts';
import { Switch } from '../../parts/field.tsx';
import { Scrolled } from '../../parts/scrolled.tsx';
import { useLocale } from '../../locale.tsx';
import { FieldValue } from './field-value.tsx';
import { counted, fieldText } from './words.ts';

interface CompareTableProps {
  readonly fields: readonly ComparedField[];
  readonly source: string;
  readonly target: string;
}

/**
 * Both sides next to each other. What we asked for stands between them where the two are not alike: it tells which side has moved.
 * Every difference is said in words beside its colour.
 */
export function CompareTable({ fields, source, target }: CompareTableProps): ReactNode {
  const locale = useLocale();
  const different = fields.filter(({ differs }) => differs !== 'no');
  const [isAll, setAll] = useState(different.length === 0);
  const shown = isAll ? fields : different;
  const isThreeWay = different.length > 0;
  if (fields.length === 0) return <p className="px-5 py-4 text-sm text-soft">There is nothing to compare.</p>;
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3 px-5 py-3">
        <p className="text-sm">
          {different.length === 0 ? (
            <span className="inline-flex items-center gap-2 font-medium text-good">
              <Equal aria-hidden className="size-4" /> {counted(fields.length, 'field', locale.count)}, all alike
            </span>
          ) : (
            <span className="font-medium text-warn">
              {counted(different.length, 'difference', locale.count)} in {counted(fields.length, 'field', locale.count)}
            </span>
          )}
        </p>
        {different.length > 0 && <Switch isOn={isAll} onChange={setAll} label="All fields" />}
      </div>
      <Scrolled label="Both sides, field by field">
        <table className="w-full text-sm">
          <thead>
            <tr className="text-left text-xs text-soft">
              <Head>Field</Head>
              <Head>{source}</Head>
              {isThreeWay && <Head>What we wrote</Head>}
              <Head>{target}</Head>
              {isThreeWay && <Head>Which side moved</Head>}
            </tr>
          </thead>
          <tbody>
            {shown.map((field) => (
              <FieldRow key={field.field} field={field} isThreeWay={isThreeWay} />
            ))}
          </tbody>
        </table>
      </Scrolled>
    </>
  );
}

const Head = ({ children }: { readonly children: string }): ReactNode => (
  <th scope="col" className="h-9 border-y border-line px-3 font-medium first:pl-5 last:pr-5">
    <bdi>{children}</bdi>
  </th>
);

const words: Readonly<Record<Exclude<ComparedField['differs'], 'no'>, string>> = {
  'source changed': 'The source',
  'target changed': 'The ledger',
  'both changed': 'Both',
};
const arrows = { 'source changed': MoveRight, 'target changed': MoveLeft, 'both changed': ArrowLeftRight };

function FieldRow({ field, isThreeWay }: { readonly field: ComparedField; readonly isThreeWay: boolean }): ReactNode {
  const { differs } = field;
  const hasMoved = (side: 'source' | 'target'): boolean => differs === 'both changed' || differs === `${side} changed`;
  const Arrow = differs === 'no' ? null : arrows[differs];
  return (
    <tr className="[&>*]:border-b [&>*]:border-line last:[&>*]:border-b-0">
      <th scope="row" className="py-2 pr-3 pl-5 text-left align-top font-normal text-soft sm:min-w-32">
        {fieldText(field.field)}
      </th>
      <Value text={field.source} isMoved={hasMoved('source')} />
      {isThreeWay && <Value text={field.asked} isMoved={false} />}
      <Value text={field.target} isMoved={hasMoved('target')} />
      {isThreeWay && (
        <td className="py-2 pr-5 pl-3 align-top whitespace-nowrap">
          {differs !== 'no' && Arrow !== null && (
            <span className="inline-flex items-center gap-1.5 text-warn">
              <Arrow aria-hidden className="size-4" />
              {words[differs]}
            </span>
          )}
        </td>
      )}
    </tr>
  );
}

const Value = ({ text, isMoved }: { readonly text: string | null; readonly isMoved: boolean }): ReactNode => (
  <td className="figures max-w-72 min-w-24 px-3 py-2 align-top wrap-anywhere" dir="auto">
    {text === null ? (
      <span className={clsx('text-faint', isMoved && 'rounded bg-warn-soft px-1 text-warn')}>{isMoved ? 'emptied' : '–'}</span>
    ) : isMoved ? (
      <mark className="rounded bg-warn-soft px-1 font-medium text-warn">
        <FieldValue text={text} />
      </mark>
    ) : (
      <FieldValue text={text} />
    )}
  </td>
);
