import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { ask, Refusal } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Checkbox, Field, Input, Textarea } from '../../parts/field.tsx';
import { FormError } from '../../parts/states.tsx';
import { useBillingChanged, useDeedKey } from './deeds.ts';
import type { ShownContact } from './records.ts';

interface ContactDialogProps {
  /** Null: a new one. */
  readonly contact: ShownContact | null;
  readonly onClose: () => void;
  readonly onSaved?: (contact: ShownContact) => void;
}

const texts = ['name', 'email', 'phone', 'taxNumber', 'street', 'postalCode', 'city', 'region', 'country'] as const;
type Typed = Readonly<Record<(typeof texts)[number], string>>;

const typedOf = (contact: ShownContact | null): Typed => ({
  name: contact?.name ?? '',
  email: contact?.email ?? '',
  phone: contact?.phone ?? '',
  taxNumber: contact?.taxNumber ?? '',
  street: contact?.address?.lines.join('\n') ?? '',
  postalCode: contact?.address?.postalCode ?? '',
  city: contact?.address?.city ?? '',
  region: contact?.address?.region ?? '',
  country: contact?.address?.country ?? '',
});

const given = (text: string): string | null => (text.trim() === '' ? null : text.trim());

function bodyOf({ name, email, phone, taxNumber, street, postalCode, city, region, country }: Typed) {
  const lines = street
    .split('\n')
    .flatMap((line) => given(line) ?? [])
    .slice(0, 5);
  const address = { lines, postalCode: given(postalCode), city: given(city), region: given(region), country: given(country) };
  const hasAddress = lines.length > 0 || [postalCode, city, region, country].some((text) => given(text) !== null);
  return { name: name.trim(), email: given(email), phone: given(phone), taxNumber: given(taxNumber), address: hasAddress ? address : null };
}

export function ContactDialog({ contact, onClose, onSaved }: ContactDialogProps): ReactNode {
  const [typed, setTyped] = useState(() => typedOf(contact));
  const [roles, setRoles] = useState({ isCustomer: contact?.isCustomer ?? true, isSupplier: contact?.isSupplier ?? false });
  const [evenIfSimilar, setEvenIfSimilar] = useState(false);
  const changed = useBillingChanged();
  const { key, refused } = useDeedKey();
  const save = useMutation({
    mutationFn: () => {
      const body = { ...bodyOf(typed), ...roles };
      return contact === null
        ? ask<ShownContact>('/v1/contacts', { method: 'POST', key, body: evenIfSimilar ? { ...body, evenIfSimilar } : body })
        : ask<ShownContact>(`/v1/contacts/${contact.id}?version=${contact.version}`, { method: 'PATCH', body });
    },
    onError: refused,
    onSuccess: async (saved) => {
      await changed();
      onSaved?.(saved);
      onClose();
    },
  });
  const isSimilar = save.error instanceof Refusal && save.error.code === 'contact-exists';
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={contact === null ? 'New contact' : 'Change contact'}
      width="wide"
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="contact" isBusy={save.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form
        id="contact"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <ContactFields typed={typed} onChange={setTyped} />
        <div className="flex flex-wrap gap-6">
          <Checkbox isOn={roles.isCustomer} onChange={(isCustomer) => setRoles({ ...roles, isCustomer })} label="Customer" />
          <Checkbox isOn={roles.isSupplier} onChange={(isSupplier) => setRoles({ ...roles, isSupplier })} label="Supplier" />
        </div>
        <FormError error={save.error} />
        {isSimilar && <Checkbox isOn={evenIfSimilar} onChange={setEvenIfSimilar} label="It is somebody else: make it all the same" />}
      </form>
    </Dialog>
  );
}

function ContactFields({ typed, onChange }: { readonly typed: Typed; readonly onChange: (typed: Typed) => void }): ReactNode {
  const input = (
    name: keyof Typed,
    label: string,
    more: { readonly type?: string; readonly required?: boolean; readonly className?: string } = {},
  ): ReactNode => (
    <Field label={label} {...(more.className === undefined ? {} : { className: more.className })}>
      {(ties) => (
        <Input
          {...ties}
          dir="auto"
          autoComplete="off"
          type={more.type ?? 'text'}
          required={more.required === true}
          value={typed[name]}
          onChange={(event) => onChange({ ...typed, [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {input('name', 'Name', { required: true, className: 'sm:col-span-2' })}
      {input('email', 'E-mail', { type: 'email' })}
      {input('phone', 'Phone')}
      {input('taxNumber', 'Tax number', { className: 'sm:col-span-2' })}
      <Field label="Street" className="sm:col-span-2">
        {(ties) => (
          <Textarea
            {...ties}
            dir="auto"
            className="min-h-16"
            rows={2}
            value={typed.street}
            onChange={(event) => onChange({ ...typed, street: event.target.value })}
          />
        )}
      </Field>
      {input('postalCode', 'Postal code')}
      {input('city', 'City')}
      {input('region', 'Region')}
      {input('country', 'Country')}
    </div>
  );
}
