import { equal } from '../../../core/decimal.ts';
import type { Ask } from './asking.ts';
import { sameAmounts, sameCoding } from './lines.ts';
import { messages } from './messages.ts';
import type { Credit, DocumentStatus, Invoice } from './model.ts';
import { Invalid } from './refusals.ts';

const moves: Readonly<Record<DocumentStatus, readonly DocumentStatus[]>> = {
  DRAFT: ['DRAFT', 'SUBMITTED', 'AUTHORISED', 'DELETED'],
  SUBMITTED: ['DRAFT', 'SUBMITTED', 'AUTHORISED', 'DELETED'],
  AUTHORISED: ['AUTHORISED', 'VOIDED'],
  PAID: ['PAID', 'AUTHORISED', 'VOIDED'],
  VOIDED: [],
  DELETED: [],
};

/** Throws when the document may not go from its status to the one that was sent. */
export function requireMove(before: Invoice | Credit, to: DocumentStatus): void {
  if (moves[before.status].includes(to)) return;
  throw new Invalid(moves[before.status].length === 0 ? messages.statusFixed : messages.statusMove(before.status, to));
}

/**
 * Once something was paid or credited, the amounts stand still. The API refuses a new coding too; a person recodes paid
 * documents with "find and recode". A paid bill cannot be changed through the API at all.
 */
export function requireEditable(before: Invoice, after: Invoice, by: Ask['by']): void {
  if (before.status === 'AUTHORISED' || before.status === 'PAID') {
    if (before.currency !== after.currency) throw new Invalid(messages.currencyFixed);
  }
  const isSettled = before.paid !== 0n || before.credited !== 0n || before.status === 'PAID';
  if (!isSettled) return;
  if (by === 'app' && before.type === 'ACCPAY' && before.status === 'PAID') throw new Invalid(messages.billPaid);
  if (!hasSameMoney(before, after) || (by === 'app' && !isSameToApp(before, after))) throw new Invalid(messages.hasPayments);
}

const hasSameMoney = (before: Invoice, after: Invoice): boolean =>
  before.total === after.total &&
  before.totalTax === after.totalTax &&
  before.date === after.date &&
  equal(before.rate, after.rate) &&
  sameAmounts(before.lines, after.lines);

const isSameToApp = (before: Invoice, after: Invoice): boolean =>
  before.contactId === after.contactId &&
  before.number === after.number &&
  before.lineAmountTypes === after.lineAmountTypes &&
  sameCoding(before.lines, after.lines);
