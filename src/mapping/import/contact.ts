import { fingerprint } from '../../core/fingerprint.ts';
import type { Address, Contact, Organisation } from '../../core/records.ts';
import type { Columns, Source } from './columns.ts';
import { countryCode } from './countries.ts';
import type { ImportProfile } from './profile.ts';
import type { Row } from './row.ts';

/** The contact of a row, or null when the row names none. `unknownCountry` is a country that no code stands for. */
export function buildContact(
  { contact }: Columns,
  row: Row,
): { readonly record: Contact; readonly print: string; readonly unknownCountry: string | null } | null {
  const id = contact?.id.read(row.cells) ?? '';
  if (contact === null || id === '') return null;
  const text = (source: Source | null): string | null => source?.read(row.cells) || null;
  const country = text(contact.country);
  const code = country === null ? null : countryCode(country);
  const address: Address = {
    lines: (text(contact.street) ?? '').split(/\r?\n/).filter((line) => line !== ''),
    city: text(contact.city),
    region: text(contact.region),
    postalCode: text(contact.postalCode),
    country: code,
  };
  const hasAddress = address.lines.length > 0 || [address.city, address.region, address.postalCode, code].some((part) => part !== null);
  const record: Contact = {
    kind: 'contact',
    id,
    name: text(contact.name) ?? id,
    givenName: null,
    familyName: null,
    email: text(contact.email),
    phone: text(contact.phone),
    taxNumber: text(contact.taxNumber),
    address: hasAddress ? address : null,
    isCustomer: true,
    isSupplier: false,
    state: 'active',
    mergedInto: null,
  };
  return { record, print: fingerprint(record), unknownCountry: country !== null && code === null ? country : null };
}

/** The seller, as far as the profile says who it is. */
export function buildOrganisation(profile: ImportProfile, id: string): { readonly record: Organisation; readonly print: string } {
  const { name, country, baseCurrency, timeZone, currency } = profile;
  const currencies = [...new Set([baseCurrency, ...(currency.from === 'constant' ? [currency.text] : [])])];
  const record: Organisation = {
    kind: 'organisation',
    id,
    name,
    country,
    baseCurrency,
    timeZone,
    lockedThrough: null,
    taxFiledThrough: null,
    taxBasis: 'unknown',
    currencies,
  };
  return { record, print: fingerprint(record) };
}
