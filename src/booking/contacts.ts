import type { Contact } from '../core/records.ts';
import type { BookingContext } from './context.ts';
import type { Desire, Loss } from './desire.ts';
import { counterSale, processorContact } from './context.ts';

/** A customer as the other side should hold it. Longer texts are cut to what it takes, and each cut is a loss. */
export function desireContact(record: Contact, context: BookingContext): Desire {
  const losses: Loss[] = [];
  const lengths = context.abilities.contact?.lengths ?? {};
  const cut = (field: string, text: string | null): string | null => {
    const most = lengths[field];
    if (text === null || most === undefined || text.length <= most) return text;
    losses.push({ field, before: text, after: text.slice(0, most), why: `the target takes ${most} characters` });
    return text.slice(0, most);
  };
  const fitted: Contact = {
    ...record,
    id: '',
    name: cut('name', record.name.trim()) ?? '',
    givenName: cut('givenName', record.givenName),
    familyName: cut('familyName', record.familyName),
    email: cut('email', record.email),
    phone: cut('phone', record.phone),
    taxNumber: cut('taxNumber', record.taxNumber),
    mergedInto: null,
  };
  return { is: 'wanted', parts: [{ part: 'main', record: fitted, losses, why: `customer ${record.name}`, needs: null, opens: false }] };
}

/** A contact of ours, not of the source (documents without a customer, a processor): its key is ours, so it is made once and found again. */
export const ownContact = (id: typeof counterSale | typeof processorContact, name: string): Contact => ({
  kind: 'contact',
  id,
  name,
  givenName: null,
  familyName: null,
  email: null,
  phone: null,
  taxNumber: null,
  address: null,
  isCustomer: id === counterSale,
  isSupplier: id === processorContact,
  state: 'active',
  mergedInto: null,
});
