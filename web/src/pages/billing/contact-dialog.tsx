import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { ask, Refusal } from '../../api.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Checkbox, Field, Input } from '../../parts/field.tsx';
import { FormError } from '../../parts/states.tsx';
import { AddressFields, addressOf, given, typedAddress } from './address-fields.tsx';
import { useBillingChanged, useDeedKey } from './deeds.ts';
import type { ShownContact } from './records.ts';

interface ContactDialogProps {
  /** Null: a new one. */
  readonly contact: ShownContact | null;
  readonly onClose: () => void;
  readonly onSaved?: (contact: ShownContact) => void;
}

const typedOf = (contact: ShownContact | null) => ({
  name: contact?.name ?? '',
  email: contact?.email ?? '',
  phone: contact?.phone ?? '',
  taxNumber: contact?.taxNumber ?? '',
  ...typedAddress(contact?.address ?? null),
});
type Typed = ReturnType<typeof typedOf>;

const bodyOf = (typed: Typed) => ({
  name: typed.name.trim(),
  email: given(typed.email),
  phone: given(typed.phone),
  taxNumber: given(typed.taxNumber),
  address: addressOf(typed),
});

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
    name: 'name' | 'email' | 'phone' | 'taxNumber',
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
      <AddressFields typed={typed} onChange={(changed) => onChange({ ...typed, ...changed })} />
    </div>
  );
}
