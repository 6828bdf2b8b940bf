import type { Address, Contact, Organisation, TaxRate } from '../../core/records.ts';
import { amount } from '../../core/decimal.ts';
import { isTimeZone } from '../../core/day.ts';
import { childOf, isSet, listOf, needText, textOf } from './wire.ts';
import type { Wire } from './wire.ts';

/** The account whose key it is. Its days are those of `timeZone`; left out, those of its dashboard, where it says. */
export function organisationOf(wire: Wire, timeZone: string | null): Organisation {
  const id = needText(wire, 'id');
  const dashboard = childOf(childOf(wire, 'settings') ?? {}, 'dashboard') ?? {};
  const profile = childOf(wire, 'business_profile') ?? {};
  const zone = timeZone ?? textOf(dashboard, 'timezone') ?? 'UTC';
  const currency = needText(wire, 'default_currency').toUpperCase();
  return {
    kind: 'organisation',
    id,
    name: textOf(dashboard, 'display_name') ?? textOf(profile, 'name') ?? textOf(wire, 'email') ?? id,
    country: textOf(wire, 'country'),
    baseCurrency: currency,
    timeZone: isTimeZone(zone) ? zone : 'UTC',
    lockedThrough: null,
    taxFiledThrough: null,
    taxBasis: 'unknown',
    currencies: [currency],
  };
}

export function contactOf(wire: Wire): Contact {
  const [taxId] = listOf(wire, 'tax_ids');
  const given = textOf(wire, 'name') ?? textOf(wire, 'business_name') ?? textOf(wire, 'individual_name');
  return {
    kind: 'contact',
    id: needText(wire, 'id'),
    name: given ?? textOf(wire, 'email') ?? needText(wire, 'id'),
    givenName: null,
    familyName: null,
    email: textOf(wire, 'email'),
    phone: textOf(wire, 'phone'),
    taxNumber: taxId === undefined ? null : textOf(taxId, 'value'),
    address: addressOf(childOf(wire, 'address')),
    isCustomer: true,
    isSupplier: false,
    state: 'active',
    mergedInto: null,
  };
}

function addressOf(wire: Wire | null): Address | null {
  if (wire === null) return null;
  const lines = ['line1', 'line2'].flatMap((name) => textOf(wire, name) ?? []);
  const address: Address = {
    lines,
    city: textOf(wire, 'city'),
    region: textOf(wire, 'state'),
    postalCode: textOf(wire, 'postal_code'),
    country: textOf(wire, 'country'),
  };
  const isEmpty = lines.length === 0 && Object.values(address).every((part) => part === null || Array.isArray(part));
  return isEmpty ? null : address;
}

/** A rate that Stripe works out by itself has a nominal percentage and the one that is really taken: the second is on documents. */
export function taxRateOf(wire: Wire): TaxRate {
  const name = needText(wire, 'display_name');
  const percent = amount(textOf(wire, 'effective_percentage') ?? textOf(wire, 'percentage') ?? '0');
  const place = textOf(wire, 'jurisdiction');
  return {
    kind: 'taxRate',
    id: needText(wire, 'id'),
    name: place === null ? name : `${name} (${place})`,
    percent,
    components: [{ name, percent, compound: false }],
    appliesTo: ['revenue'],
    state: isSet(wire, 'active') ? 'active' : 'archived',
  };
}
