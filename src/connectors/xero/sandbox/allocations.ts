import { collection, elementsOf } from './asking.ts';
import type { Ask, Payload } from './asking.ts';
import { dueOf, isBooked, isSalesCredit } from './balances.ts';
import { writeBatch } from './batch.ts';
import { centsIn, childIn, dayIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { invoiceIn } from './invoices.ts';
import { requireOpen } from './locks.ts';
import { messages } from './messages.ts';
import type { Allocation, Credit, Invoice } from './model.ts';
import { postAllocation } from './postings.ts';
import { Invalid, Missing, WrongMethod } from './refusals.ts';
import { baseShare, partsTaken, takeOff } from './settlement.ts';
import { allocationShape } from './shapes.ts';
import type { State } from './state.ts';
import { wireDay } from './wire.ts';

/** Allocations of one credit note, overpayment or prepayment. Only new ones may be sent. */
export function answerAllocations(ask: Ask, credit: Credit): Payload {
  const id = ask.steps[2];
  if (ask.method === 'DELETE' && id !== undefined) return removed(ask.state, credit, id);
  if (ask.method === 'GET')
    return collection(
      'Allocations',
      standing(ask.state, credit).map((allocation) => allocationShape(ask.state, allocation)),
    );
  if (ask.method !== 'PUT' && ask.method !== 'POST') throw new WrongMethod();
  return writeBatch(ask, {
    name: 'Allocations',
    idName: 'AllocationID',
    elements: elementsOf(ask, 'Allocations'),
    write: (fields) => ({ shape: allocationShape(ask.state, allocateCredit(ask.state, credit.id, fields)) }),
  });
}

const standing = (state: State, credit: Credit): readonly Allocation[] =>
  state.tables.allocations.by('credit', credit.id).filter((allocation) => !allocation.isDeleted);

const words = { creditNote: 'Credit note', overpayment: 'Overpayment', prepayment: 'Prepayment' } as const;

function allocateCredit(state: State, creditId: string, fields: Fields): Allocation {
  const credit = state.tables.credits.get(creditId);
  if (!credit) throw new Missing(messages.notFound);
  const invoice = invoiceIn(state, childIn(fields, 'Invoice') ?? {});
  const amount = centsIn(fields, 'Amount') ?? 0n;
  const date = dayIn(fields, 'Date');
  if (amount <= 0n) throw new Invalid(messages.allocationAmount);
  if (date === undefined) throw new Invalid(messages.allocationDate);
  requireSuited(credit, invoice);
  if (dueOf(invoice) === 0n) throw new Invalid(messages.invoicePaidOff);
  if (amount > dueOf(invoice) || amount > dueOf(credit)) throw new Invalid(messages.allocationTooLarge(words[credit.kind]));
  requireOpen(state, date);
  const [creditBase, invoiceBase] = [baseShare(credit, amount), baseShare(invoice, amount)];
  const parts = partsTaken(state, credit, { amount, base: creditBase });
  const allocation = state.tables.allocations.put({
    id: state.newId(),
    updatedAt: 0,
    credit: { kind: credit.kind, id: credit.id },
    invoiceId: invoice.id,
    amount,
    date,
    creditBase,
    invoiceBase,
    parts,
    isDeleted: false,
  });
  takeOff(state, allocation.credit, { credited: amount, base: creditBase, on: date });
  takeOff(state, { kind: 'invoice', id: invoice.id }, { credited: amount, base: invoiceBase, on: date });
  postAllocation(state, allocation, credit);
  return allocation;
}

function requireSuited(credit: Credit, invoice: Invoice): void {
  if (!isBooked(credit) || !isBooked(invoice)) throw new Invalid(messages.allocationStatus);
  if (isSalesCredit(credit) !== (invoice.type === 'ACCREC')) throw new Invalid(messages.allocationKind);
  if (credit.contactId !== invoice.contactId) throw new Invalid(messages.allocationContact);
  if (credit.currency !== invoice.currency) throw new Invalid(messages.allocationCurrency);
}

function removed(state: State, credit: Credit, id: string): Payload {
  const allocation = standing(state, credit).find((candidate) => candidate.id === id.toLowerCase());
  if (!allocation) throw new Missing(messages.notFound);
  const invoice = state.tables.invoices.get(allocation.invoiceId);
  removeAllocation(state, allocation);
  const named = { InvoiceID: allocation.invoiceId, InvoiceNumber: invoice?.number ?? '' };
  return { kind: 'bare', content: { AllocationId: allocation.id, Date: wireDay(allocation.date), Invoice: [named], IsDeleted: true } };
}

/** Takes an allocation back on its own day, with the same shares that it took. */
function removeAllocation(state: State, allocation: Allocation): void {
  const credit = state.tables.credits.get(allocation.credit.id);
  if (!credit || allocation.isDeleted) throw new Missing(messages.notFound);
  requireOpen(state, allocation.date);
  const kept = state.tables.allocations.put({ ...allocation, isDeleted: true });
  takeOff(state, kept.credit, { credited: -kept.amount, base: -kept.creditBase, on: kept.date });
  takeOff(state, { kind: 'invoice', id: kept.invoiceId }, { credited: -kept.amount, base: -kept.invoiceBase, on: kept.date });
  postAllocation(state, kept, credit);
}
