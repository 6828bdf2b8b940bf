import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { InvoicePreview } from '../../../../src/api/billing-recurring.ts';
import { ask } from '../../api.ts';
import { useLocale } from '../../locale.tsx';
import { DayField } from '../../parts/day-field.tsx';
import { Field, Input, Textarea } from '../../parts/field.tsx';
import { Money } from '../../parts/money.tsx';
import { Select } from '../../parts/select.tsx';
import { FormError } from '../../parts/states.tsx';
import { ContactPicker } from './contact-picker.tsx';
import { written } from './drafting.ts';
import type { Draft } from './drafting.ts';
import { LinesEditor } from './lines-editor.tsx';
import { taxRatesQuery } from './queries.ts';
import type { ShownTaxRate } from './records.ts';

interface DocumentEditorProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  /** The days of a document; a schedule has fields of its own for them. */
  readonly days: 'issued and due' | 'issued' | 'none';
}

/** What an invoice, a credit note and a recurring invoice have in common. All sums are the server's. */
export function DocumentEditor({ draft, onChange, days }: DocumentEditorProps): ReactNode {
  const rates = useQuery(taxRatesQuery).data ?? noRates;
  const { preview, error, unreadable } = usePreview(draft);
  const set = (part: Partial<Draft>): void => onChange({ ...draft, ...part });
  return (
    <div className="flex flex-col gap-6">
      <Head draft={draft} days={days} set={set} />
      <LinesEditor draft={draft} rates={rates} preview={preview} onChange={(lines) => set({ lines })} />
      <div className="grid gap-6 md:grid-cols-[minmax(0,1fr)_20rem]">
        <Field label="Notes" hint="Your customer reads them on the invoice.">
          {(ties) => <Textarea {...ties} dir="auto" value={draft.notes} onChange={(event) => set({ notes: event.target.value })} />}
        </Field>
        <Totals draft={draft} rates={rates} preview={preview} unreadable={unreadable} onDiscount={(discount) => set({ discount })} />
      </div>
      <FormError error={error} />
    </div>
  );
}

interface HeadProps extends Pick<DocumentEditorProps, 'draft' | 'days'> {
  readonly set: (part: Partial<Draft>) => void;
}

function Head({ draft, days, set }: HeadProps): ReactNode {
  return (
    <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
      <Field label="Customer" className="sm:col-span-2">
        {({ id }) => <ContactPicker id={id} value={draft.contact} onChange={(contact) => set({ contact })} />}
      </Field>
      {days !== 'none' && <DayField label="Issued on" required value={draft.issuedOn} onChange={(issuedOn) => set({ issuedOn })} />}
      {days === 'issued and due' && (
        <DayField label="Due on" min={draft.issuedOn} value={draft.dueOn} onChange={(dueOn) => set({ dueOn })} />
      )}
      <Field label="Currency">
        {(ties) => (
          <Input
            {...ties}
            required
            maxLength={3}
            pattern="[A-Z]{3}"
            title="Three letters, such as EUR"
            value={draft.currency}
            onChange={(event) => set({ currency: event.target.value.toUpperCase() })}
          />
        )}
      </Field>
      <Field label="Prices are">
        {(ties) => <Select {...ties} value={draft.amountsAre} onChange={(amountsAre) => set({ amountsAre })} options={amountsAreOptions} />}
      </Field>
      <Field label="Reference">
        {(ties) => (
          <Input
            {...ties}
            dir="auto"
            placeholder="Their order number"
            value={draft.reference}
            onChange={(event) => set({ reference: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}

const noRates: readonly ShownTaxRate[] = [];
const amountsAreOptions = [
  { value: 'exclusive', label: 'Without tax', hint: 'Tax comes on top' },
  { value: 'inclusive', label: 'With tax', hint: 'Tax is in them' },
  { value: 'noTax', label: 'Not taxed' },
] as const;

interface TotalsProps {
  readonly draft: Draft;
  readonly rates: readonly ShownTaxRate[];
  readonly preview: InvoicePreview | null;
  readonly unreadable: string | null;
  readonly onDiscount: (discount: string) => void;
}

function Totals({ draft, rates, preview, unreadable, onDiscount }: TotalsProps): ReactNode {
  const shown = (amount: string | undefined): ReactNode =>
    amount === undefined ? '–' : <Money amount={amount} currency={draft.currency} />;
  return (
    <dl className="grid grid-cols-[1fr_auto] items-center gap-x-6 gap-y-2 self-start rounded-lg bg-sunken p-4 text-sm">
      <dt>
        <label htmlFor="whole-discount">Discount on all of it</label>
      </dt>
      <dd className="w-28 justify-self-end">
        <Input
          id="whole-discount"
          inputMode="decimal"
          autoComplete="off"
          className="figures text-right"
          placeholder="10%"
          value={draft.discount}
          onChange={(event) => onDiscount(event.target.value)}
        />
      </dd>
      <dt className="text-soft">Without tax</dt>
      <dd className="text-right">{shown(preview?.totals.net)}</dd>
      {preview?.taxes.map(({ rate, amount }) => (
        <div key={rate} className="contents">
          <dt className="text-soft">{rates.find(({ id }) => id === rate)?.name ?? rate}</dt>
          <dd className="text-right">{shown(amount)}</dd>
        </div>
      ))}
      <dt className="border-t border-line-strong/40 pt-2 font-semibold">Total</dt>
      <dd className="border-t border-line-strong/40 pt-2 text-right text-base font-semibold" aria-live="polite">
        {shown(preview?.totals.gross)}
      </dd>
      {unreadable !== null && <dd className="col-span-2 text-faint">Waits for {unreadable}.</dd>}
    </dl>
  );
}

/** Asks the server what the draft amounts to, a moment after the last key. */
function usePreview(draft: Draft): {
  readonly preview: InvoicePreview | null;
  readonly error: unknown;
  readonly unreadable: string | null;
} {
  const { name } = useLocale();
  const now = written(draft, name);
  const asked = useSettled(now.is === 'written' ? JSON.stringify({ ...now.body, dueOn: null }) : null);
  const query = useQuery({
    queryKey: ['preview', asked],
    queryFn: ({ signal }) => ask<InvoicePreview>('/v1/invoices/preview', { method: 'POST', body: JSON.parse(asked ?? 'null'), signal }),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
  return {
    preview: asked === null ? null : (query.data ?? null),
    error: query.error,
    unreadable: now.is === 'unreadable' ? now.field : null,
  };
}

function useSettled(value: string | null): string | null {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), 250);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
