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
        {/* On a phone each field is a block of lines; as such it is a table to a screen reader only by its roles. */}
        <table role="table" className="w-full text-sm max-md:block">
          <thead role="rowgroup" className="max-md:sr-only">
            <tr role="row" className="text-left text-xs text-soft">
              <Head>Field</Head>
              <Head>{source}</Head>
              {isThreeWay && <Head>{asked}</Head>}
              <Head>{target}</Head>
              {isThreeWay && <Head>{moved}</Head>}
            </tr>
          </thead>
          <tbody role="rowgroup" className="max-md:block max-md:border-t max-md:border-line">
            {shown.map((field) => (
              <FieldRow key={field.field} field={field} source={source} target={target} isThreeWay={isThreeWay} />
            ))}
          </tbody>
        </table>
      </Scrolled>
    </>
  );
}

const asked = 'What we wrote';
const moved = 'Which side moved';

const Head = ({ children }: { readonly children: string }): ReactNode => (
  <th role="columnheader" scope="col" className="h-9 border-y border-line px-3 font-medium first:pl-5 last:pr-5">
    <bdi>{children}</bdi>
  </th>
);

const words: Readonly<Record<Exclude<ComparedField['differs'], 'no'>, string>> = {
  'source changed': 'The source',
  'target changed': 'The ledger',
  'both changed': 'Both',
};
const arrows = { 'source changed': MoveRight, 'target changed': MoveLeft, 'both changed': ArrowLeftRight };

interface FieldRowProps extends Omit<CompareTableProps, 'fields'> {
  readonly field: ComparedField;
  readonly isThreeWay: boolean;
}

function FieldRow({ field, source, target, isThreeWay }: FieldRowProps): ReactNode {
  const { differs } = field;
  const hasMoved = (side: 'source' | 'target'): boolean => differs === 'both changed' || differs === `${side} changed`;
  const Arrow = differs === 'no' ? null : arrows[differs];
  return (
    <tr
      role="row"
      className="border-line max-md:block max-md:border-b max-md:px-5 max-md:py-3 max-md:last:border-b-0 md:[&>*]:border-b md:[&>*]:border-line md:last:[&>*]:border-b-0"
    >
      <th
        role="rowheader"
        scope="row"
        className="text-left align-top max-md:block max-md:pb-1 max-md:font-medium md:min-w-32 md:py-2 md:pr-3 md:pl-5 md:font-normal md:text-soft"
      >
        {fieldText(field.field)}
      </th>
      <Value title={source} text={field.source} isMoved={hasMoved('source')} />
      {isThreeWay && <Value title={asked} text={field.asked} isMoved={false} />}
      <Value title={target} text={field.target} isMoved={hasMoved('target')} />
      {isThreeWay && (
        <td role="cell" className={clsx(cell, 'whitespace-nowrap md:pr-5', differs === 'no' && 'max-md:hidden')}>
          <Title>{moved}</Title>
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

/** A line of its own on a phone: what it is, and then the value. */
const cell = 'align-top max-md:grid max-md:grid-cols-[8rem_1fr] max-md:gap-3 max-md:py-0.5 md:px-3 md:py-2';

const Title = ({ children }: { readonly children: string }): ReactNode => (
  <bdi aria-hidden className="whitespace-normal text-soft md:hidden">
    {children}
  </bdi>
);

interface ValueProps {
  readonly title: string;
  readonly text: string | null;
  readonly isMoved: boolean;
}

const Value = ({ title, text, isMoved }: ValueProps): ReactNode => (
  <td role="cell" className={clsx(cell, 'figures wrap-anywhere md:max-w-72 md:min-w-24')}>
    <Title>{title}</Title>
    <span dir="auto">
      {text === null ? (
        <span className={clsx('text-faint', isMoved && 'rounded bg-warn-soft px-1 text-warn')}>{isMoved ? 'emptied' : '–'}</span>
      ) : isMoved ? (
        <mark className="rounded bg-warn-soft px-1 font-medium text-warn">
          <FieldValue text={text} />
        </mark>
      ) : (
        <FieldValue text={text} />
      )}
    </span>
  </td>
);
