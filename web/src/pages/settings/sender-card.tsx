import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { ask, pathWith } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { Card } from '../../parts/card.tsx';
import { Field, Input, Textarea } from '../../parts/field.tsx';
import { ErrorState, FormError, SkeletonRows } from '../../parts/states.tsx';
import { useToast } from '../../parts/toast.tsx';
import { useMay } from '../../session.tsx';
import { AddressFields, addressOf, given, typedAddress } from '../billing/address-fields.tsx';
import { PdfLink } from '../billing/pdf-link.tsx';
import { bookQuery } from '../billing/queries.ts';
import type { Page, SenderDetails, ShownInvoice } from '../billing/records.ts';

const senderQuery = queryOptions({
  queryKey: ['billing', 'sender'],
  queryFn: ({ signal }) => ask<SenderDetails>('/v1/book/sender', { signal }),
});

const newestQuery = queryOptions({
  queryKey: ['billing', 'invoices', 'newest'],
  queryFn: async ({ signal }) =>
    (await ask<Page<ShownInvoice>>(pathWith('/v1/invoices', { order: 'newest', limit: 1 }), { signal })).records[0] ?? null,
});

/** What invoices and credit notes say of who sends them. Only who makes invoices here has something to say. */
export function SenderCard(): ReactNode {
  const book = useQuery(bookQuery).data ?? null;
  const sender = useQuery({ ...senderQuery, enabled: book !== null });
  if (book === null) return null;
  return (
    <Card
      title="On your invoices"
      detail={
        <>
          Who stands on the PDF of an invoice or a credit note, below <bdi className="font-medium text-ink">{book.name}</bdi>, and where to
          pay.
        </>
      }
    >
      {sender.isError ? (
        <ErrorState error={sender.error} onRetry={() => void sender.refetch()} />
      ) : sender.data === undefined ? (
        <SkeletonRows />
      ) : (
        <SenderForm sender={sender.data} />
      )}
    </Card>
  );
}

const typedOf = ({ address, taxNumber, email, phone, payTo }: SenderDetails) => ({
  ...typedAddress(address),
  taxNumber: taxNumber ?? '',
  email: email ?? '',
  phone: phone ?? '',
  payTo: payTo ?? '',
});
type Typed = ReturnType<typeof typedOf>;

const senderOf = (typed: Typed): SenderDetails => ({
  address: addressOf(typed),
  taxNumber: given(typed.taxNumber),
  email: given(typed.email),
  phone: given(typed.phone),
  payTo: given(typed.payTo),
});

function SenderForm({ sender }: { readonly sender: SenderDetails }): ReactNode {
  const mayKeep = useMay('keep');
  const queries = useQueryClient();
  const { say } = useToast();
  const [typed, setTyped] = useState(() => typedOf(sender));
  const change = (changed: Partial<Typed>): void => setTyped((before) => ({ ...before, ...changed }));
  const save = useMutation({
    mutationFn: () => ask<SenderDetails>('/v1/book/sender', { method: 'PUT', body: senderOf(typed) }),
    onSuccess: (saved) => {
      queries.setQueryData(senderQuery.queryKey, saved);
      say({ title: 'Saved', detail: 'It stands on every invoice from now on, also when an older one is printed again.' });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-5">
      <div className="grid gap-4 sm:grid-cols-2">
        <AddressFields typed={typed} isDisabled={!mayKeep} onChange={change} />
        <SenderFields typed={typed} isDisabled={!mayKeep} onChange={change} />
      </div>
      <FormError error={save.error} />
      <div className="flex flex-wrap items-center gap-3">
        {mayKeep ? (
          <Button type="submit" look="primary" isBusy={save.isPending}>
            Save the sender
          </Button>
        ) : (
          <p className="text-sm text-soft">A bookkeeper, an approver or an owner can change this.</p>
        )}
        <Preview />
      </div>
    </form>
  );
}

interface SenderFieldsProps {
  readonly typed: Typed;
  readonly isDisabled: boolean;
  readonly onChange: (changed: Partial<Typed>) => void;
}

function SenderFields({ typed, isDisabled, onChange }: SenderFieldsProps): ReactNode {
  const input = (name: 'taxNumber' | 'email' | 'phone', label: string, type = 'text'): ReactNode => (
    <Field label={label} {...(name === 'taxNumber' ? { className: 'sm:col-span-2' } : {})}>
      {(ties) => (
        <Input
          {...ties}
          dir="auto"
          autoComplete="off"
          type={type}
          disabled={isDisabled}
          value={typed[name]}
          onChange={(event) => onChange({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <>
      {input('taxNumber', 'Tax number')}
      {input('email', 'E-mail', 'email')}
      {input('phone', 'Phone')}
      <Field label="How to pay" hint="In as many lines as it takes: bank, IBAN, BIC." className="sm:col-span-2">
        {(ties) => (
          <Textarea
            {...ties}
            dir="auto"
            rows={4}
            maxLength={1000}
            disabled={isDisabled}
            value={typed.payTo}
            onChange={(event) => onChange({ payTo: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

/** The newest invoice as it looks with what is saved. */
function Preview(): ReactNode {
  const { data: newest } = useQuery(newestQuery);
  if (newest === undefined) return null;
  if (newest === null) return <p className="text-sm text-soft">As soon as there is an invoice, you can look at it here.</p>;
  return (
    <PdfLink what="invoices" id={newest.id}>
      See {newest.number ?? 'the newest draft'} as PDF
    </PdfLink>
  );
}
