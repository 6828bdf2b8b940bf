import type { Payment, Refund } from '../core/records.ts';
import { sumAmounts } from '../core/decimal.ts';
import { checkInvoiceTakes, checkSameContact, settle, voidAllocation } from './allocations.ts';
import { replaced } from './book.ts';
import type { Kept, New, PaymentDraft } from './book.ts';
import { originOf } from './desk.ts';
import type { Desk, Rules } from './desk.ts';
import { bookable, exceeds, minus, plus } from './figures.ts';
import { Refusal } from './refusal.ts';
import { openOf } from './status.ts';

export const paymentRules: Rules<'payment'> = {
  making: async (desk, drafts) => {
    await prepare(desk, drafts);
    return (draft) => {
      const content = contentOf(desk, draft);
      const record: Payment = { kind: 'payment', id: desk.newId('payment'), ...content, isReconciled: null, state: 'made' };
      for (const part of record.allocations) settle(desk, part.invoice, 'paid', part.amount);
      return desk.lay('payment', { record, ...originOf(draft), open: onAccount(record) });
    };
  },
  /** The old allocations are taken back first, so that the new ones find what they had settled open again. */
  change: async (desk, kept, fields) => {
    if (kept.record.state === 'void') throw new Refusal('is-void', kept.record.id);
    const draft = { ...replaced<PaymentDraft>(kept.record, fields), bornIn: kept.bornIn };
    await prepare(desk, [draft, kept.record]);
    const usedLater = minus(onAccount(kept.record), kept.open);
    for (const part of kept.record.allocations) settle(desk, part.invoice, 'paid', minus('0', part.amount));
    const record: Payment = { ...kept.record, ...contentOf(desk, draft) };
    const open = minus(onAccount(record), usedLater);
    if (exceeds('0', open))
      throw new Refusal('more-than-paid', `${usedLater} set against invoices later`, `at most ${onAccount(record)} on account`);
    for (const part of record.allocations) settle(desk, part.invoice, 'paid', part.amount);
    return desk.lay('payment', { ...kept, record, open });
  },
  remove: async (desk, kept) => {
    if (kept.record.state === 'void') return kept;
    const later = await desk.book.laterAllocations(kept.record.id);
    await desk.load(
      'allocation',
      later.map(({ record }) => record.id),
    );
    await desk.load('invoice', [...kept.record.allocations.map((part) => part.invoice), ...later.map(({ record }) => record.invoice)]);
    for (const allocation of later) voidAllocation(desk, allocation);
    for (const part of kept.record.allocations) settle(desk, part.invoice, 'paid', minus('0', part.amount));
    return desk.lay('payment', { ...kept, record: { ...kept.record, state: 'void' }, open: '0' });
  },
};

const onAccount = ({ amount, allocations }: Payment): string => minus(amount, sumAmounts(allocations.map((part) => part.amount)));

async function prepare(desk: Desk, drafts: readonly Pick<PaymentDraft, 'contact' | 'allocations'>[]): Promise<void> {
  await desk.load(
    'contact',
    drafts.map((draft) => draft.contact),
  );
  await desk.load(
    'invoice',
    drafts.flatMap((draft) => draft.allocations.map((part) => part.invoice)),
  );
}

type Content = Omit<Payment, 'kind' | 'id' | 'isReconciled' | 'state'>;

function contentOf(desk: Desk, draft: PaymentDraft & Partial<New<'payment'>>): Content {
  const { currency, paidOn, account, method, reference } = draft;
  const amount = bookable(draft.amount, currency);
  const allocations = draft.allocations.map((part) => ({ invoice: part.invoice, amount: bookable(part.amount, currency) }));
  const used = sumAmounts(allocations.map((part) => part.amount));
  if (exceeds(used, amount)) throw new Refusal('more-than-paid', used, `at most ${amount}`);
  if (new Set(allocations.map((part) => part.invoice)).size < allocations.length) {
    throw new Refusal('invalid-request', 'one invoice named twice', 'each invoice once, with the whole amount for it');
  }
  if (draft.contact !== null) desk.need('contact', draft.contact);
  const contact =
    draft.contact ??
    contactOf(
      desk,
      allocations.map((part) => part.invoice),
    );
  for (const part of allocations) checkPart(desk, part, { currency, contact: draft.bornIn === 'ledger' ? null : contact });
  return { contact, paidOn, amount, currency, account, accountAmount: accountAmountOf(draft), method, reference, allocations };
}

function checkPart(
  desk: Desk,
  part: Payment['allocations'][number],
  payment: { readonly currency: string; readonly contact: string | null },
): void {
  const { record } = desk.need('invoice', part.invoice);
  if (record.currency !== payment.currency) throw new Refusal('other-currency', payment.currency, record.currency);
  // What the ledger has settled is settled, also where it knows two contacts of ours as one.
  checkSameContact(payment.contact, record);
  checkInvoiceTakes(desk, part.invoice, part.amount);
}

/** The customer of the invoices, for a payment that names none. */
const contactOf = (desk: Desk, invoices: readonly string[]): string | null =>
  invoices.map((id) => desk.need('invoice', id).record.contact).find((contact) => contact !== null) ?? null;

const accountAmountOf = ({ accountAmount }: PaymentDraft): Payment['accountAmount'] =>
  accountAmount === null ? null : { amount: bookable(accountAmount.amount, accountAmount.currency), currency: accountAmount.currency };

export const refundRules: Rules<'refund'> = {
  making: async (desk, drafts) => {
    await desk.load(
      'creditNote',
      drafts.map((draft) => draft.creditNote),
    );
    return (draft) => {
      const { record: note, open } = desk.need('creditNote', draft.creditNote);
      const amount = bookable(draft.amount, note.currency);
      if (note.state !== 'open') throw new Refusal('not-open', `credit note ${note.number ?? note.id} is ${note.state}`);
      if (exceeds(amount, open))
        throw new Refusal('more-than-open', `${amount} of credit note ${note.number ?? note.id}`, `at most ${open}`);
      giveBack(desk, note.id, amount);
      const { refundedOn, account, reference } = draft;
      const record: Refund = {
        kind: 'refund',
        id: desk.newId('refund'),
        contact: note.contact,
        refundedOn,
        amount,
        currency: note.currency,
        account,
        creditNote: note.id,
        reference,
        isReconciled: null,
        state: 'made',
      };
      return desk.lay('refund', { record, ...originOf(draft), open: '0' });
    };
  },
  change: null,
  remove: async (desk, kept) => {
    const { creditNote, amount, state } = kept.record;
    if (state === 'void') return kept;
    await desk.load('creditNote', [creditNote]);
    if (creditNote !== null) giveBack(desk, creditNote, minus('0', amount));
    return desk.lay('refund', { ...kept, record: { ...kept.record, state: 'void' } });
  },
};

/** Counts money given back for a credit note; a negative amount takes it back. */
function giveBack(desk: Desk, creditNote: string, amount: string): Kept<'creditNote'> {
  const kept = desk.need('creditNote', creditNote);
  const record = { ...kept.record, paid: plus(kept.record.paid, amount) };
  return desk.lay('creditNote', { ...kept, record, open: openOf(record) });
}
