import type { Invoice } from '../core/records.ts';
import type { InvoiceDraft } from './book.ts';
import { openDesk } from './desk.ts';
import { invoiceRules } from './documents.ts';
import type { BillingStore, OpenBook } from './ports.ts';
import type { Billing } from './service.ts';

/**
 * What an invoice would be if it were made now, by the very rules that make it, or a `Refusal`. Nothing is written, no number is
 * taken and nobody waits for a lock. A credit note amounts to the same as an invoice with its lines.
 */
export async function previewInvoice(billing: Billing, organisation: string, draft: InvoiceDraft): Promise<Invoice> {
  const desk = openDesk(await readOnly(billing, organisation), () => 'preview');
  const make = await invoiceRules.making(desk, [{ ...draft, number: null, state: 'draft' }]);
  return make({ ...draft, number: null, state: 'draft' }).record;
}

/** A draft without a number asks the book for contacts and tax rates only; everything else would be a mistake of ours. */
async function readOnly(billing: Billing, organisation: string): Promise<OpenBook> {
  const read: Pick<BillingStore, 'fetch'> = billing.read;
  const never = (): never => {
    throw new Error('a preview reads contacts and tax rates, and writes nothing');
  };
  return {
    settings: await billing.settings(organisation),
    fetch: (kind, ids) => read.fetch(organisation, kind, ids),
    contactsLike: never,
    laterAllocations: never,
    numbersInUse: never,
    referencesInUse: never,
    takeNumber: never,
    save: never,
  };
}
