import { answerAllocations } from './allocations.ts';
import { collection, elementsOf } from './asking.ts';
import type { Ask, Payload } from './asking.ts';
import { isBooked } from './balances.ts';
import { writeBatch } from './batch.ts';
import { markRole } from './contacts.ts';
import { listCredits } from './credit-list.ts';
import { textIn, wordIn } from './fields.ts';
import type { Fields } from './fields.ts';
import { answerHistory } from './history.ts';
import { requireMove } from './invoice-rules.ts';
import { requireOpen } from './locks.ts';
import { sameAmounts, sameCoding } from './lines.ts';
import { messages } from './messages.ts';
import type { Credit, DocumentStatus } from './model.ts';
import { freeNumber, nextNumber } from './numbers.ts';
import { baseTotalOf, partsOf, postCreditNote } from './postings.ts';
import { Invalid, Missing, WrongMethod } from './refusals.ts';
import { settledStatus } from './settlement.ts';
import { creditShape } from './shapes.ts';
import type { State } from './state.ts';
import { composeVoucher } from './vouchers.ts';

export function answerCreditNotes(ask: Ask): Payload {
  const [key, part] = ask.steps;
  if (key !== undefined && part === 'History') return answerHistory(ask, 'CreditNotes', requireCreditNote(ask.state, key).id);
  if (key !== undefined && part === 'Allocations') return answerAllocations(ask, requireCreditNote(ask.state, key));
  if (part !== undefined) throw new Missing(messages.notFound);
  if (ask.method === 'GET')
    return key === undefined
      ? listCredits(ask, 'creditNote')
      : collection('CreditNotes', [creditShape(ask, requireCreditNote(ask.state, key), 'single')]);
  if (ask.method !== 'PUT' && ask.method !== 'POST') throw new WrongMethod();
  const named = key === undefined ? null : requireCreditNote(ask.state, key);
  return writeBatch(ask, {
    name: 'CreditNotes',
    idName: 'CreditNoteID',
    elements: elementsOf(ask, 'CreditNotes'),
    write: (fields) => ({ shape: creditShape(ask, writeCreditNote(ask, fields, named), 'written') }),
  });
}

function requireCreditNote(state: State, key: string): Credit {
  const credit = state.tables.credits.get(key.toLowerCase()) ?? state.tables.credits.one('number', key);
  if (credit?.kind !== 'creditNote') throw new Missing(messages.notFound);
  return credit;
}

/** The credit note that a payment names. */
export function creditNoteIn(state: State, fields: Fields): Credit {
  const [id, number] = [textIn(fields, 'CreditNoteID'), textIn(fields, 'CreditNoteNumber')];
  const found = id
    ? state.tables.credits.get(id.toLowerCase())
    : number
      ? state.tables.credits.by('number', number).find((credit) => credit.status !== 'DELETED')
      : undefined;
  if (found?.kind !== 'creditNote') throw new Invalid(messages.creditNoteUnknown);
  return found;
}

function writeCreditNote(ask: Ask, fields: Fields, named: Credit | null): Credit {
  const existing =
    named ??
    (ask.method === 'POST' && (textIn(fields, 'CreditNoteID') || textIn(fields, 'CreditNoteNumber')) ? matching(ask.state, fields) : null);
  return existing === null ? createCreditNote(ask, fields) : changeCreditNote(ask, fields, existing);
}

function matching(state: State, fields: Fields): Credit | null {
  if (textIn(fields, 'CreditNoteID')) return creditNoteIn(state, fields);
  const number = textIn(fields, 'CreditNoteNumber') ?? '';
  return state.tables.credits.by('number', number).find((credit) => credit.kind === 'creditNote' && credit.status !== 'DELETED') ?? null;
}

const statuses = ['DRAFT', 'SUBMITTED', 'AUTHORISED', 'PAID', 'VOIDED', 'DELETED'] as const;

function createCreditNote(ask: Ask, fields: Fields): Credit {
  const { state } = ask;
  const type = wordIn(fields, 'Type', ['ACCRECCREDIT', 'ACCPAYCREDIT']);
  if (type === undefined) throw new Invalid(messages.typeNeeded);
  const status = wordIn(fields, 'Status', statuses) ?? 'DRAFT';
  if (status !== 'DRAFT' && status !== 'SUBMITTED' && status !== 'AUTHORISED') throw new Invalid(messages.statusOnCreate(status));
  const voucher = composeVoucher(ask, fields, null, rulesOf(type, status));
  const number = textIn(fields, 'CreditNoteNumber');
  const credit: Credit = {
    id: state.newId(),
    updatedAt: 0,
    ...voucher,
    kind: 'creditNote',
    type,
    status,
    number: type === 'ACCPAYCREDIT' ? (number ?? '') : number ? freeNumber(state, number, null) : nextNumber(state, 'creditNote'),
    bankTransactionId: null,
    paid: 0n,
    credited: 0n,
    baseTotal: 0n,
    baseTaken: 0n,
    settledOn: null,
  };
  return keepCreditNote(state, credit, null);
}

const rulesOf = (type: string, status: DocumentStatus) =>
  ({
    isSale: type === 'ACCRECCREDIT',
    mayDiscount: false,
    isApproved: status === 'AUTHORISED' || status === 'PAID',
    isOnControl: false,
    usualTypes: 'Exclusive',
    hasReference: type === 'ACCRECCREDIT',
  }) as const;

function changeCreditNote(ask: Ask, fields: Fields, before: Credit): Credit {
  const type = textIn(fields, 'Type');
  if (type !== undefined && type !== before.type) throw new Invalid(messages.typeFixed);
  const status = wordIn(fields, 'Status', statuses) ?? before.status;
  requireMove(before, status);
  if (status === 'VOIDED' || status === 'DELETED') return removeCreditNote(ask.state, before, status);
  const voucher = composeVoucher(ask, fields, before, rulesOf(before.type, status));
  const number = textIn(fields, 'CreditNoteNumber');
  const changed: Credit = {
    ...before,
    ...voucher,
    status,
    number:
      number === undefined || number === before.number
        ? before.number
        : before.type === 'ACCRECCREDIT'
          ? freeNumber(ask.state, number, before.id)
          : number,
  };
  requireEditable(ask, before, changed);
  return keepCreditNote(ask.state, changed, before);
}

function requireEditable(ask: Ask, before: Credit, after: Credit): void {
  if (isBooked(before) && before.currency !== after.currency) throw new Invalid(messages.currencyFixed);
  if (before.paid === 0n && before.credited === 0n) return;
  const isSameMoney =
    before.total === after.total &&
    before.totalTax === after.totalTax &&
    before.date === after.date &&
    sameAmounts(before.lines, after.lines);
  const isSame = before.contactId === after.contactId && before.number === after.number && sameCoding(before.lines, after.lines);
  if (!isSameMoney || (ask.by === 'app' && !isSame)) throw new Invalid(messages.hasPayments);
}

/** Voids an approved credit note, or deletes a draft, on its own day. */
function removeCreditNote(state: State, before: Credit, status: 'VOIDED' | 'DELETED'): Credit {
  requireOpen(state, before.date);
  if (before.paid !== 0n || before.credited !== 0n) throw new Invalid(messages.removeHasPayments);
  const kept = state.tables.credits.put({ ...before, status, baseTotal: 0n, settledOn: null });
  postCreditNote(state, kept);
  return kept;
}

function keepCreditNote(state: State, credit: Credit, before: Credit | null): Credit {
  requireOpen(state, credit.date, ...(before === null ? [] : [before.date]));
  if (credit.total < 0n) throw new Invalid(messages.totalNegative);
  markRole(state, credit.contactId, credit.type === 'ACCRECCREDIT');
  const booked = isBooked(credit) ? { baseTotal: baseTotalOf(partsOf(state, credit)) } : {};
  const kept = state.tables.credits.put({ ...credit, ...booked, ...settledStatus(credit, credit.date) });
  postCreditNote(state, kept);
  return kept;
}
