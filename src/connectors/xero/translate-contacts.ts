import type { Address, Contact } from '../../core/records.ts';
import { isReference } from '../../core/fingerprint.ts';
import type { Seen, Step } from '../../contract/connector.ts';
import { isSet, listOf, needText, textOf, versionOf } from './wire.ts';
import type { Outgoing, Wire } from './wire.ts';

/** Our reference is the ContactNumber, which only the API shows. A number of somebody else's making is not ours. */
export function fromContact(wire: Wire): Seen<Contact> {
  const number = textOf(wire, 'ContactNumber');
  const record: Contact = {
    kind: 'contact',
    id: needText(wire, 'ContactID'),
    name: needText(wire, 'Name'),
    givenName: textOf(wire, 'FirstName'),
    familyName: textOf(wire, 'LastName'),
    email: textOf(wire, 'EmailAddress'),
    phone: phoneOf(wire),
    taxNumber: textOf(wire, 'TaxNumber'),
    address: addressOf(wire),
    isCustomer: isSet(wire, 'IsCustomer'),
    isSupplier: isSet(wire, 'IsSupplier'),
    state: (textOf(wire, 'ContactStatus') ?? 'ACTIVE') === 'ACTIVE' ? 'active' : 'archived',
    mergedInto: textOf(wire, 'MergedToContactID'),
  };
  return { record, version: versionOf(wire), reference: number !== null && isReference(number) ? number : null };
}

function phoneOf(wire: Wire): string | null {
  const phone = listOf(wire, 'Phones').find((candidate) => textOf(candidate, 'PhoneType') === 'DEFAULT');
  const parts = ['PhoneCountryCode', 'PhoneAreaCode', 'PhoneNumber'].map((name) => (phone ? textOf(phone, name) : null));
  const text = parts.filter((part) => part !== null).join(' ');
  return text === '' ? null : text;
}

const addressLines = ['AddressLine1', 'AddressLine2', 'AddressLine3', 'AddressLine4'] as const;

/** POBOX is the address that Xero prints on invoices. Every contact has one; empty ones are none. */
function addressOf(wire: Wire): Address | null {
  const found = listOf(wire, 'Addresses').find((candidate) => textOf(candidate, 'AddressType') === 'POBOX');
  if (!found) return null;
  const address: Address = {
    lines: addressLines.flatMap((name) => textOf(found, name) ?? []),
    city: textOf(found, 'City'),
    region: textOf(found, 'Region'),
    postalCode: textOf(found, 'PostalCode'),
    country: textOf(found, 'Country'),
  };
  const isEmpty =
    address.lines.length === 0 && [address.city, address.region, address.postalCode, address.country].every((part) => part === null);
  return isEmpty ? null : address;
}

export const toContact = (contact: Contact, reference: string): Outgoing => ({ ContactNumber: reference, ...identity(contact, null) });

export const changeContact = ({ id, record, before }: Extract<Step<Contact>, { readonly do: 'update' }>): Outgoing => ({
  ContactID: id,
  ...identity(record, before),
  ...(record.state === before.state ? {} : { ContactStatus: record.state === 'active' ? 'ACTIVE' : 'ARCHIVED' }),
});

export const archiveContact = (id: string): Outgoing => ({ ContactID: id, ContactStatus: 'ARCHIVED' });

/** The members that differ from the image before; all that are filled when there was none. */
function identity(contact: Contact, before: Contact | null): Outgoing {
  const text = (name: string, value: string | null, was: string | null): Outgoing => (value === was ? {} : { [name]: value ?? '' });
  return {
    ...text('Name', contact.name, before?.name ?? null),
    ...text('FirstName', contact.givenName, before?.givenName ?? null),
    ...text('LastName', contact.familyName, before?.familyName ?? null),
    ...text('EmailAddress', contact.email, before?.email ?? null),
    ...text('TaxNumber', contact.taxNumber, before?.taxNumber ?? null),
    ...(contact.phone === (before?.phone ?? null)
      ? {}
      : { Phones: [{ PhoneType: 'DEFAULT', PhoneNumber: contact.phone ?? '', PhoneAreaCode: '', PhoneCountryCode: '' }] }),
    ...(JSON.stringify(contact.address) === JSON.stringify(before?.address ?? null) ? {} : { Addresses: [toAddress(contact.address)] }),
  };
}

function toAddress(address: Address | null): Outgoing {
  // A fifth line has no place of its own; it goes on the fourth rather than nowhere.
  const lines = address?.lines ?? [];
  const four = lines.length <= 4 ? lines : [...lines.slice(0, 3), lines.slice(3).join(', ')];
  return {
    AddressType: 'POBOX',
    ...Object.fromEntries(addressLines.map((name, index) => [name, four[index] ?? ''])),
    City: address?.city ?? '',
    Region: address?.region ?? '',
    PostalCode: address?.postalCode ?? '',
    Country: address?.country ?? '',
  };
}
