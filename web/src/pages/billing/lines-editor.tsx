import { Plus, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { InvoicePreview } from '../../../../src/api/billing-recurring.ts';
import { Button } from '../../parts/button.tsx';
import { Input } from '../../parts/field.tsx';
import { Money } from '../../parts/money.tsx';
import { Select } from '../../parts/select.tsx';
import { emptyLine } from './drafting.ts';
import type { Draft, DraftLine } from './drafting.ts';
import type { ShownTaxRate } from './records.ts';

interface LinesEditorProps {
  readonly draft: Draft;
  readonly rates: readonly ShownTaxRate[];
  /** What the server makes of the lines; null before it has answered. */
  readonly preview: InvoicePreview | null;
  readonly onChange: (lines: readonly DraftLine[]) => void;
}

const grid = 'md:grid-cols-[minmax(10rem,1fr)_5rem_7.5rem_5.5rem_9.5rem_7.5rem_2.25rem]';
const heads = ['Description', 'Quantity', 'Price', 'Discount', 'Tax', 'Amount'] as const;

export function LinesEditor({ draft, rates, preview, onChange }: LinesEditorProps): ReactNode {
  const { lines } = draft;
  const add = (): void => onChange([...lines, emptyLine(Math.max(-1, ...lines.map(({ key }) => key)) + 1, lines.at(-1)?.taxes ?? [])]);
  return (
    <fieldset>
      <legend className="mb-2 text-sm font-semibold">Lines</legend>
      <div aria-hidden className={`hidden gap-2 pb-1.5 text-xs text-soft md:grid ${grid}`}>
        {heads.map((head) => (
          <span key={head} className={head === 'Amount' ? 'text-right' : ''}>
            {head}
          </span>
        ))}
      </div>
      <ol className="flex flex-col gap-2 max-md:gap-4">
        {lines.map((line, at) => (
          <LineRow
            key={line.key}
            at={at}
            line={line}
            draft={draft}
            rates={rates}
            amount={preview?.lines[at]?.amount ?? null}
            onChange={(changed) => onChange(lines.map((each) => (each.key === line.key ? changed : each)))}
            onRemove={lines.length === 1 ? null : () => onChange(lines.filter(({ key }) => key !== line.key))}
          />
        ))}
      </ol>
      <Button size="small" look="quiet" className="mt-2" onClick={add}>
        <Plus aria-hidden />
        Another line
      </Button>
    </fieldset>
  );
}

interface LineRowProps {
  readonly at: number;
  readonly line: DraftLine;
  readonly draft: Draft;
  readonly rates: readonly ShownTaxRate[];
  readonly amount: string | null;
  readonly onChange: (line: DraftLine) => void;
  readonly onRemove: (() => void) | null;
}

function LineRow({ at, line, draft, rates, amount, onChange, onRemove }: LineRowProps): ReactNode {
  const nameOf = (what: string): string => `${what} of line ${at + 1}`;
  const figure = (field: 'quantity' | 'unitPrice' | 'discount', label: string, placeholder: string): ReactNode => (
    <Input
      aria-label={nameOf(label)}
      inputMode="decimal"
      autoComplete="off"
      className="figures text-right"
      placeholder={placeholder}
      value={line[field]}
      onChange={(event) => onChange({ ...line, [field]: event.target.value })}
    />
  );
  return (
    <li className={`grid grid-cols-3 items-center gap-2 max-md:rounded-lg max-md:border max-md:border-line max-md:p-3 ${grid}`}>
      <div className="max-md:col-span-3">
        <Input
          aria-label={nameOf('Description')}
          dir="auto"
          placeholder="What it is for"
          value={line.description}
          onChange={(event) => onChange({ ...line, description: event.target.value })}
        />
      </div>
      {figure('quantity', 'Quantity', '1')}
      {figure('unitPrice', 'Price', '0.00')}
      {figure('discount', 'Discount', '10%')}
      <div className="max-md:col-span-2">
        <Select
          label={nameOf('Tax')}
          isDisabled={draft.amountsAre === 'noTax'}
          value={draft.amountsAre === 'noTax' ? '' : line.taxes.join(' + ')}
          onChange={(codes) => onChange({ ...line, taxes: codes === '' ? [] : codes.split(' + ') })}
          options={taxOptions(rates, line.taxes)}
        />
      </div>
      <div className="text-right text-sm">
        {amount === null ? <span className="text-faint">–</span> : <Money amount={amount} currency={draft.currency} />}
      </div>
      {onRemove === null ? (
        <span />
      ) : (
        <Button
          look="quiet"
          size="icon"
          className="max-md:col-start-3 max-md:justify-self-end"
          aria-label={`Remove line ${at + 1}`}
          onClick={onRemove}
        >
          <Trash2 aria-hidden />
        </Button>
      )}
    </li>
  );
}

/** Each rate alone; several on one line only where the line has them already. */
function taxOptions(rates: readonly ShownTaxRate[], taxes: readonly string[]) {
  const active = rates.filter(({ state }) => state === 'active');
  const together = taxes.length > 1 ? [{ value: taxes.join(' + '), label: taxes.join(' + ') }] : [];
  return [
    { value: '', label: 'No tax' },
    ...active.map(({ id, name, percent }) => ({ value: id, label: `${percent} % ${id}`, hint: name })),
    ...together,
  ];
}
