import type { Day } from '../../../core/day.ts';
import { allocate } from '../../../core/money.ts';
import { dueOf, isBooked } from './balances.ts';
import type { Credit, DocumentStatus, Invoice, Part, PaymentTarget } from './model.ts';
import { partsOf } from './postings.ts';
import type { State } from './state.ts';
import { shareOf } from './totals.ts';

/** What payments and allocations settle. */
export type Settleable = Invoice | Credit;

/** An approved document with nothing left is PAID by itself, and goes back to AUTHORISED when a payment is taken away. */
export function settledStatus(document: Settleable, on: Day): { readonly status: DocumentStatus; readonly settledOn: Day | null } {
  if (!isBooked(document)) return { status: document.status, settledOn: null };
  if (dueOf(document) !== 0n) return { status: 'AUTHORISED', settledOn: null };
  return { status: 'PAID', settledOn: document.settledOn ?? on };
}

export const targetOf = (state: State, target: PaymentTarget): Settleable | undefined =>
  target.kind === 'invoice' ? state.tables.invoices.get(target.id) : state.tables.credits.get(target.id);

/** What a payment or an allocation takes off a document, or gives back when negative. */
export interface Taken {
  readonly paid?: bigint;
  readonly credited?: bigint;
  /** Its share in the base currency. */
  readonly base: bigint;
  readonly on: Day;
}

export function takeOff(state: State, target: PaymentTarget, taken: Taken): void {
  if (target.kind === 'invoice') {
    const invoice = state.tables.invoices.get(target.id);
    if (invoice) state.tables.invoices.put({ ...invoice, ...figuresAfter(invoice, taken) });
    return;
  }
  const credit = state.tables.credits.get(target.id);
  if (credit) state.tables.credits.put({ ...credit, ...figuresAfter(credit, taken) });
}

function figuresAfter(document: Settleable, taken: Taken) {
  const figures = {
    paid: document.paid + (taken.paid ?? 0n),
    credited: document.credited + (taken.credited ?? 0n),
    baseTaken: document.baseTaken + taken.base,
  };
  return { ...figures, ...settledStatus({ ...document, ...figures, settledOn: null }, taken.on) };
}

/** The share of a document's base total that belongs to a part of its amount. The part that closes it takes what is left. */
export const baseShare = (document: Settleable, part: bigint): bigint =>
  shareOf({ whole: document.baseTotal, given: document.baseTaken, total: document.total, taken: document.paid + document.credited, part });

/**
 * What a share of a prepayment takes off its line accounts and their tax (law F12): by largest remainder, and the share
 * that closes the prepayment takes exactly what is left on each account. Other credits stand on the control account: no parts.
 */
export function partsTaken(state: State, credit: Credit, share: { readonly amount: bigint; readonly base: bigint }): readonly Part[] {
  if (credit.kind !== 'prepayment') return [];
  const whole = partsOf(state, credit);
  const left = whole.map((part, place) => ({ ...part, base: part.base - takenAt(state, credit, place) }));
  if (share.amount === dueOf(credit)) return left;
  // Parts of opposite signs cannot share by weight; such a prepayment gives from its largest part.
  if (whole.some((part) => part.base < 0n)) return [{ ...largestOf(whole), base: share.base }];
  const currency = 'EUR';
  const shares = allocate(
    { minor: share.base, currency },
    whole.map((part) => part.base),
  );
  return whole.map((part, place) => ({ ...part, base: shares[place]?.minor ?? 0n }));
}

function largestOf(parts: readonly Part[]): Part {
  const [largest] = parts.toSorted((a, b) => (a.base > b.base ? -1 : 1));
  if (!largest) throw new Error('a prepayment has no lines');
  return largest;
}

function takenAt(state: State, credit: Credit, place: number): bigint {
  const allocations = state.tables.allocations.by('credit', credit.id).filter((allocation) => !allocation.isDeleted);
  const refunds = state.tables.payments.by('target', credit.id).filter((payment) => payment.status === 'AUTHORISED');
  return [...allocations, ...refunds].reduce((taken, { parts }) => taken + (parts[place]?.base ?? 0n), 0n);
}
