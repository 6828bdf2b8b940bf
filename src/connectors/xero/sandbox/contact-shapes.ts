import type { Contact } from './model.ts';
import type { State } from './state.ts';
import { balancesOf } from './balances.ts';
import { wireDecimal, wireInstant } from './wire.ts';
import { decimal } from '../../../core/decimal.ts';

const addressTypes = ['STREET', 'POBOX'] as const;
const phoneTypes = ['DEFAULT', 'DDI', 'FAX', 'MOBILE'] as const;

// Rows are never changed in place, so the shape of one version of a contact can be made once for all of its documents.
const written = new WeakMap<Contact, object>();

/** A contact as documents carry it in the answer to a write: complete, but without balances. */
export function contactInFull(contact: Contact): object {
  let shape = written.get(contact);
  if (!shape) written.set(contact, (shape = shapeOf(contact)));
  return shape;
}

export function contactShape(state: State, contact: Contact, detail: 'written' | 'list' | 'single' | 'summary'): object {
  if (detail === 'written') return contactInFull(contact);
  if (detail === 'summary') return { ...heading(contact), UpdatedDateUTC: wireInstant(contact.updatedAt) };
  const balances = balancesOf(state, contact.id);
  return { ...contactInFull(contact), ...(balances === null ? {} : { Balances: balances }), HasAttachments: false };
}

/** A contact as lists of documents carry it: its name and empty lists. */
export const contactInBrief = (contact: Contact | undefined): object =>
  contact === undefined
    ? {}
    : {
        ContactID: contact.id,
        Name: contact.name,
        Addresses: [],
        Phones: [],
        ContactGroups: [],
        ContactPersons: [],
        HasValidationErrors: false,
      };

const heading = (contact: Contact): object => ({
  ContactID: contact.id,
  ...(contact.number === null ? {} : { ContactNumber: contact.number }),
  ContactStatus: contact.status,
  Name: contact.name,
  ...contact.texts,
});

function shapeOf(contact: Contact): object {
  return {
    ...heading(contact),
    Addresses: addressTypes.map((type) => ({
      ...emptyAddress,
      ...contact.addresses.find((address) => address['AddressType'] === type),
      AddressType: type,
    })),
    Phones: phoneTypes.map((type) => ({ ...emptyPhone, ...contact.phones.find((phone) => phone['PhoneType'] === type), PhoneType: type })),
    UpdatedDateUTC: wireInstant(contact.updatedAt),
    ContactGroups: [],
    IsSupplier: contact.isSupplier,
    IsCustomer: contact.isCustomer,
    ...(contact.paymentTerms === null ? {} : { PaymentTerms: termsShape(contact.paymentTerms) }),
    SalesTrackingCategories: [],
    PurchasesTrackingCategories: [],
    ContactPersons: contact.persons,
    ...(contact.mergedInto === null ? {} : { MergedToContactID: contact.mergedInto }),
    HasValidationErrors: false,
  };
}

const emptyAddress = { City: '', Region: '', PostalCode: '', Country: '' };
const emptyPhone = { PhoneNumber: '', PhoneAreaCode: '', PhoneCountryCode: '' };

const termsShape = (terms: NonNullable<Contact['paymentTerms']>): object =>
  Object.fromEntries(
    Object.entries(terms).map(([side, term]) => [
      side,
      { ...term, ...(term['Day'] === undefined ? {} : { Day: wireDecimal(decimal(term['Day'])) }) },
    ]),
  );
