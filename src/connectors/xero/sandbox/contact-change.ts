import { childIn, isFields, listIn, textIn, wordIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { messages } from './messages.ts';
import type { Contact } from './model.ts';
import { Invalid } from './refusals.ts';
import type { State } from './state.ts';

/** Text fields of a contact that are kept as they were sent. */
const plainTexts = [
  'AccountNumber',
  'FirstName',
  'LastName',
  'CompanyNumber',
  'EmailAddress',
  'BankAccountDetails',
  'TaxNumber',
  'TaxNumberType',
  'AccountsReceivableTaxType',
  'AccountsPayableTaxType',
  'SalesDefaultLineAmountType',
  'PurchasesDefaultLineAmountType',
  'DefaultCurrency',
  'SalesDefaultAccountCode',
  'PurchasesDefaultAccountCode',
  'XeroNetworkKey',
] as const;

const addressParts = [
  'AddressType',
  'AddressLine1',
  'AddressLine2',
  'AddressLine3',
  'AddressLine4',
  'City',
  'Region',
  'PostalCode',
  'Country',
  'AttentionTo',
] as const;
const phoneParts = ['PhoneType', 'PhoneNumber', 'PhoneAreaCode', 'PhoneCountryCode'] as const;

/** The members of a contact that were sent; omitted ones keep what they are, and sent lists replace. */
export function contactChange(fields: Fields): Partial<Contact> {
  const name = textIn(fields, 'Name')?.trim();
  const email = textIn(fields, 'EmailAddress');
  if (name !== undefined && name.length > 255) throw new Invalid(messages.contactNameLong);
  if (email && !/^[\x21-\x7e]+@[\x21-\x7e]+\.[\x21-\x7e]+$/.test(email)) throw new Invalid(messages.contactEmail);
  const number = textIn(fields, 'ContactNumber');
  const status = wordIn(fields, 'ContactStatus', ['ACTIVE', 'ARCHIVED']);
  const texts = pick(fields, plainTexts);
  const [addresses, phones, persons] = [listIn(fields, 'Addresses'), listIn(fields, 'Phones'), listIn(fields, 'ContactPersons')];
  const terms = childIn(fields, 'PaymentTerms');
  return {
    ...(name ? { name } : {}),
    ...(number === undefined ? {} : { number: number === '' ? null : number }),
    ...(status === undefined ? {} : { status }),
    ...(Object.keys(texts).length === 0 ? {} : { texts }),
    ...(addresses ? { addresses: addresses.map((address) => pick(address, addressParts)) } : {}),
    ...(phones ? { phones: phones.map((phone) => pick(phone, phoneParts)) } : {}),
    ...(persons ? { persons: persons.slice(0, 5).map((person) => personOf(person)) } : {}),
    ...(terms ? { paymentTerms: termsOf(terms) } : {}),
  };
}

/** The contact, if its name and number may stand beside those of the others. */
export function restoredOrFree(state: State, contact: Contact): Contact {
  if (contact.status === 'ARCHIVED') return contact;
  const other = state.tables.contacts.one('name', contact.name.toLowerCase());
  if (other && other.id !== contact.id) throw new Invalid(messages.contactNameTaken(contact.name));
  return contact;
}

function pick(fields: Fields, names: readonly string[]): Readonly<Record<string, string>> {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const text = textIn(fields, name);
    if (text !== undefined) picked[name] = text;
  }
  return picked;
}

const personOf = (person: Fields): Readonly<Record<string, string | boolean>> => ({
  ...pick(person, ['FirstName', 'LastName', 'EmailAddress']),
  IncludeInEmails: person['IncludeInEmails'] === true,
});

function termsOf(terms: Fields): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const kept: Record<string, Readonly<Record<string, string>>> = {};
  for (const side of ['Bills', 'Sales']) {
    const sent = terms[side];
    if (isFields(sent)) kept[side] = pick(sent, ['Day', 'Type']);
  }
  return kept;
}
