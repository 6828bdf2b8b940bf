import type { Allocation, Invoice } from '../core/records.ts';
import type { AllocationDraft, Kept, New } from './book.ts';
import { originOf } from './desk.ts';
import type { Desk, Rules } from './desk.ts';
import { bookable, exceeds, minus, plus } from './figures.ts';
import { Refusal } from './refusal.ts';
import { openOf } from './status.ts';

export const allocationRules: Rules<'allocation'> = {
  making: async (desk, drafts) => {
    await desk.load(
      'invoice',
      drafts.map((draft) => draft.invoice),
    );
    await desk.load(
      'creditNote',
      drafts.filter(({ from }) => from.kind === 'creditNote').map(({ from }) => from.id),
    );
    await desk.load(
      'payment',
      drafts.filter(({ from }) => from.kind === 'onAccount').map(({ from }) => from.id),
    );
    return (draft) => makeAllocation(desk, draft);
  },
  change: null,
  remove: async (desk, kept) => {
    const { from, invoice } = kept.record;
    await desk.load('invoice', [invoice]);
    await desk.load(from.kind === 'creditNote' ? 'creditNote' : 'payment', [from.id]);
    return voidAllocation(desk, kept);
  },
};

/** Sets a credit, or money on account, against an invoice. Both must be on the desk. */
export function makeAllocation(desk: Desk, draft: AllocationDraft & Partial<New<'allocation'>>): Kept<'allocation'> {
  const origin = originOf(draft);
  const { record: invoice } = desk.need('invoice', draft.invoice);
  const amount = bookable(draft.amount, invoice.currency);
  checkInvoiceTakes(desk, draft.invoice, amount);
  const source = sourceOf(desk, draft.from);
  if (source === null && (draft.from.kind === 'onAccount' || origin.bornIn === 'billing')) {
    throw new Refusal('unknown-reference', `${draft.from.kind} ${draft.from.id}`, 'a credit note or a payment of this book');
  }
  if (source !== null) {
    if (source.currency !== invoice.currency) throw new Refusal('other-currency', source.currency, invoice.currency);
    if (origin.bornIn === 'billing') checkSameContact(source.contact, invoice);
    if (exceeds(amount, source.open))
      throw new Refusal('more-than-open', `${amount} of ${draft.from.kind} ${draft.from.id}`, `at most ${source.open}`);
  }
  takeFrom(desk, draft.from, amount);
  settle(desk, draft.invoice, draft.from.kind === 'creditNote' ? 'credited' : 'paid', amount);
  const { from, allocatedOn } = draft;
  const record: Allocation = {
    kind: 'allocation',
    id: desk.newId('allocation'),
    from,
    invoice: invoice.id,
    amount,
    currency: invoice.currency,
    allocatedOn,
    state: 'made',
  };
  return desk.lay('allocation', { record, ...origin, open: '0' });
}

/** Gives the amount back to both sides. The invoice and where it came from must be on the desk. */
export function voidAllocation(desk: Desk, kept: Kept<'allocation'>): Kept<'allocation'> {
  if (kept.record.state === 'void') return kept;
  const { from, invoice, amount } = kept.record;
  settle(desk, invoice, from.kind === 'creditNote' ? 'credited' : 'paid', minus('0', amount));
  takeFrom(desk, from, minus('0', amount));
  return desk.lay('allocation', { ...kept, record: { ...kept.record, state: 'void' } });
}

/** Refuses unless so much is still open on the invoice. */
export function checkInvoiceTakes(desk: Desk, id: string, amount: string): void {
  const { record, open } = desk.need('invoice', id);
  if (record.state !== 'open') throw new Refusal('not-open', `invoice ${record.number ?? id} is ${record.state}`, 'an open invoice');
  if (exceeds(amount, open)) throw new Refusal('more-than-open', `${amount} for invoice ${record.number ?? id}`, `at most ${open}`);
}

export function checkSameContact(contact: string | null, invoice: Invoice): void {
  if (contact !== null && invoice.contact !== null && contact !== invoice.contact)
    throw new Refusal('other-contact', contact, invoice.contact);
}

/** Adds to what an invoice has been paid or credited; a negative amount takes it back. */
export function settle(desk: Desk, id: string, as: 'paid' | 'credited', amount: string): void {
  const kept = desk.need('invoice', id);
  const record: Invoice = { ...kept.record, [as]: plus(kept.record[as], amount) };
  desk.lay('invoice', { ...kept, record, open: openOf(record) });
}

function sourceOf(
  desk: Desk,
  from: Allocation['from'],
): { readonly currency: string; readonly contact: string | null; readonly open: string } | null {
  const kept = from.kind === 'creditNote' ? desk.see('creditNote', from.id) : desk.see('payment', from.id);
  return kept === null ? null : { currency: kept.record.currency, contact: kept.record.contact, open: kept.open };
}

/** Uses some of a credit note or of a payment on account. A credit note that only the ledger has is not ours to count. */
function takeFrom(desk: Desk, from: Allocation['from'], amount: string): void {
  if (from.kind === 'onAccount') {
    const kept = desk.need('payment', from.id);
    desk.lay('payment', { ...kept, open: minus(kept.open, amount) });
    return;
  }
  const kept = desk.see('creditNote', from.id);
  if (kept === null) return;
  const record = { ...kept.record, credited: plus(kept.record.credited, amount) };
  desk.lay('creditNote', { ...kept, record, open: openOf(record) });
}
