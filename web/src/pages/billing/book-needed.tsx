import { useMutation, useQuery } from '@tanstack/react-query';
import { NotebookPen } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { ask } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Field, Input } from '../../parts/field.tsx';
import { FormError, Shown } from '../../parts/states.tsx';
import { useMay, useMe } from '../../session.tsx';
import { useBillingChanged } from './deeds.ts';
import { bookQuery } from './queries.ts';
import type { Book } from './records.ts';

/** Draws a page of billing once there is a book; before that it asks for the few things that a book needs. */
export function BookNeeded({ children }: { readonly children: (book: Book) => ReactNode }): ReactNode {
  const query = useQuery(bookQuery);
  return (
    <Shown query={query} heading="Billing">
      {(book) => (book === null ? <OpenBook /> : children(book))}
    </Shown>
  );
}

function OpenBook(): ReactNode {
  const { organisation } = useMe();
  const mayCreate = useMay('create');
  const [name, setName] = useState(organisation.name);
  const [currency, setCurrency] = useState('');
  const [prefix, setPrefix] = useState('INV-');
  const open = useOpenBook({ name, currency, prefix });
  return (
    <Card className="mx-auto max-w-xl">
      <NotebookPen aria-hidden className="mb-3 size-7 stroke-[1.5] text-faint" />
      <h1 className="text-lg font-semibold">Open your book</h1>
      <p className="mt-1 mb-5 text-sm text-soft">
        Invoices, credit notes and payments can be made here. Whoever invoices elsewhere connects that system instead and needs no book.
      </p>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          open.mutate();
        }}
      >
        <Field label="Name on invoices">
          {(ties) => <Input {...ties} required dir="auto" value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="Base currency" hint="It cannot be changed once there are documents.">
            {(ties) => (
              <Input
                {...ties}
                required
                maxLength={3}
                pattern="[A-Z]{3}"
                title="Three letters, such as EUR"
                placeholder="EUR"
                value={currency}
                onChange={(event) => setCurrency(event.target.value.toUpperCase())}
              />
            )}
          </Field>
          <Field label="Numbers begin with" hint={`The first invoice is ${prefix}0001.`}>
            {(ties) => <Input {...ties} value={prefix} onChange={(event) => setPrefix(event.target.value)} />}
          </Field>
        </div>
        <FormError error={open.error} />
        <Button look="primary" type="submit" className="self-start" disabled={!mayCreate} isBusy={open.isPending}>
          Open the book
        </Button>
      </form>
    </Card>
  );
}

interface Opening {
  readonly name: string;
  readonly currency: string;
  readonly prefix: string;
}

function useOpenBook({ name, currency, prefix }: Opening) {
  const { timeZone } = useMe().organisation;
  const changed = useBillingChanged();
  const series = { invoice: { prefix, digits: 4 }, creditNote: { prefix: 'CN-', digits: 4 } };
  return useMutation({
    mutationFn: () =>
      ask('/v1/book', { method: 'PUT', body: { name, country: null, baseCurrency: currency, timeZone, roundsTax: 'perLine', series } }),
    onSuccess: changed,
  });
}
