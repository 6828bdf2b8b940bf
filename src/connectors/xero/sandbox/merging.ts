import { messages } from './messages.ts';
import { Missing } from './refusals.ts';
import type { State } from './state.ts';

/**
 * Merges one contact into another: the first is archived and names its survivor, and all of its documents now show the
 * survivor. Their UpdatedDateUTC does not move; the two contacts' does.
 */
export function mergeContacts(state: State, from: string, into: string): string {
  const { contacts, invoices, credits, bankTransactions } = state.tables;
  const [gone, survivor] = [contacts.get(from), contacts.get(into)];
  if (!gone || !survivor) throw new Missing(messages.notFound);
  contacts.put({ ...gone, status: 'ARCHIVED', mergedInto: survivor.id });
  contacts.put({ ...survivor, isCustomer: survivor.isCustomer || gone.isCustomer, isSupplier: survivor.isSupplier || gone.isSupplier });
  for (const invoice of invoices.by('contact', gone.id)) invoices.putQuietly({ ...invoice, contactId: survivor.id });
  for (const credit of credits.by('contact', gone.id)) credits.putQuietly({ ...credit, contactId: survivor.id });
  for (const transaction of bankTransactions.by('contact', gone.id))
    bankTransactions.putQuietly({ ...transaction, contactId: survivor.id });
  return survivor.id;
}
