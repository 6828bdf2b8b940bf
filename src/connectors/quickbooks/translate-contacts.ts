import type { Address, Contact } from '../../core/records.ts';
import type { Seen } from '../../contract/connector.ts';
import { readNote, writeNote } from './references.ts';
import type { Change } from '../../contract/settling.ts';
import { childOf, emptied, needText, textOf, versionOf } from './wire.ts';
import type { Outgoing, Wire } from './wire.ts';

/** Our reference ends a customer's notes, which only staff see. Suppliers carry none. */
export function fromContact(wire: Wire, entity: 'Customer' | 'Vendor'): Seen<Contact> {
  const record: Contact = {
    kind: 'contact',
    id: entity === 'Vendor' ? `Vendor/${needText(wire, 'Id')}` : needText(wire, 'Id'),
    // A name that is switched off has a word added.
    name: wire['Active'] === false ? needText(wire, 'DisplayName').replace(/ \(deleted\)$/, '') : needText(wire, 'DisplayName'),
    givenName: textOf(wire, 'GivenName'),
    familyName: textOf(wire, 'FamilyName'),
    email: textOf(childOf(wire, 'PrimaryEmailAddr') ?? {}, 'Address'),
    phone: textOf(childOf(wire, 'PrimaryPhone') ?? {}, 'FreeFormNumber'),
    // It is shown masked, so what is read is no tax number.
    taxNumber: null,
    address: addressOf(childOf(wire, 'BillAddr')),
    isCustomer: entity === 'Customer',
    isSupplier: entity === 'Vendor',
    state: wire['Active'] === false ? 'archived' : 'active',
    mergedInto: null,
  };
  return { record, version: versionOf(wire), reference: readNote(textOf(wire, 'Notes')).reference };
}

const lineNames = ['Line1', 'Line2', 'Line3', 'Line4', 'Line5'] as const;

function addressOf(wire: Wire | null): Address | null {
  if (wire === null) return null;
  const address: Address = {
    lines: lineNames.flatMap((name) => textOf(wire, name) ?? []),
    city: textOf(wire, 'City'),
    region: textOf(wire, 'CountrySubDivisionCode'),
    postalCode: textOf(wire, 'PostalCode'),
    country: textOf(wire, 'Country'),
  };
  const rest = [address.city, address.region, address.postalCode, address.country];
  return address.lines.length === 0 && rest.every((part) => part === null) ? null : address;
}

export const toContact = (contact: Contact, reference: string): Outgoing => ({
  ...identity(contact, null),
  Notes: writeNote(null, reference),
});

export const changeContact = ({ id, version, record, before }: Change<Contact>): Outgoing => ({
  Id: id,
  SyncToken: version,
  sparse: true,
  ...identity(record, before),
  ...(record.state === before.state ? {} : { Active: record.state === 'active' }),
});

/** The members that differ from the image before; all that are filled when there was none. */
function identity(contact: Contact, before: Contact | null): Outgoing {
  const text = (name: string, value: string | null, was: string | null | undefined): Outgoing =>
    value === (was ?? null) ? {} : { [name]: value ?? emptied };
  return {
    ...text('DisplayName', contact.name, before?.name),
    ...text('GivenName', contact.givenName, before?.givenName),
    ...text('FamilyName', contact.familyName, before?.familyName),
    ...(contact.email === (before?.email ?? null)
      ? {}
      : { PrimaryEmailAddr: contact.email === null ? emptied : { Address: contact.email } }),
    ...(contact.phone === (before?.phone ?? null)
      ? {}
      : { PrimaryPhone: contact.phone === null ? emptied : { FreeFormNumber: contact.phone } }),
    ...(JSON.stringify(contact.address) === JSON.stringify(before?.address ?? null)
      ? {}
      : { BillAddr: contact.address === null ? emptied : toAddress(contact.address) }),
  };
}

function toAddress({ lines, city, region, postalCode, country }: Address): Outgoing {
  // A sixth line has no place of its own; it goes on the fifth rather than nowhere.
  const five = lines.length <= 5 ? lines : [...lines.slice(0, 4), lines.slice(4).join(', ')];
  return {
    ...Object.fromEntries(lineNames.map((name, index) => [name, five[index] ?? ''])),
    City: city ?? '',
    CountrySubDivisionCode: region ?? '',
    PostalCode: postalCode ?? '',
    Country: country ?? '',
  };
}
