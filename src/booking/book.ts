import { bookedOn } from '../core/records.ts';
import type { AnyRecord } from '../core/records.ts';
import { decimal, isZero, subtract } from '../core/decimal.ts';
import { exclusionOf } from '../mapping/apply.ts';
import { desireBalanceTransaction } from './balance-transactions.ts';
import { desireContact } from './contacts.ts';
import { desireStatementLine } from './bank-lines.ts';
import type { BookingContext } from './context.ts';
import type { Desire } from './desire.ts';
import { desireDocument } from './documents.ts';
import { desireSettlement } from './settlements.ts';
import { desireAllocation, desirePayment, desireRefund } from './payments.ts';
import { desireDispute, desirePayout } from './payouts.ts';

/** What a source record should be in the target. Pure: the same record and context, the same desire. */
export function desire(record: AnyRecord, context: BookingContext): Desire {
  const excluded = exclusionOf(context.mapping, record);
  if (excluded) return { is: 'excluded', rule: excluded.name, why: excluded.decision.because };
  const early = beforeStart(record, context);
  if (early) return early;
  switch (record.kind) {
    case 'contact':
      return desireContact(record, context);
    case 'invoice':
    case 'creditNote':
      if (record.state === 'draft') return { is: 'excluded', rule: 'draft at the source', why: 'drafts are not in the books' };
      return desireDocument(record, context);
    case 'payment':
      return desirePayment(record, context);
    case 'refund':
      return desireRefund(record, context);
    case 'allocation':
      return desireAllocation(record, context);
    case 'balanceTransaction':
      return desireBalanceTransaction(record, context);
    case 'payout':
      return desirePayout(record, context);
    case 'dispute':
      return desireDispute(record, context);
    case 'settlement':
      return desireSettlement(record, context);
    case 'statementLine':
      return desireStatementLine(record, context);
    case 'item':
    case 'bankTransaction':
    case 'transfer':
    case 'journal':
    case 'organisation':
    case 'account':
    case 'taxRate':
    case 'currency':
      return { is: 'excluded', rule: 'not carried over', why: `a ${record.kind} is kept where it is` };
  }
}

/**
 * Law F3: earlier documents are never created. Open ones are adopted, or asked about. Settled ones are left out; but one that the
 * ledger has is adopted all the same, because the money that settled it may be of a day after the start and must find it.
 */
function beforeStart(record: AnyRecord, context: BookingContext): Desire | null {
  const on = bookedOn(record);
  // What is linked was adopted, or made because a person said so: it is followed from then on.
  if (on === null || on >= context.startsOn || context.asked('main') !== null) return null;
  if ((record.kind === 'invoice' || record.kind === 'creditNote') && record.state === 'open') {
    if (!isSettled(record)) return null;
    const wished = desireDocument(record, context);
    if (wished.is === 'wanted') return wished;
  }
  return { is: 'excluded', rule: 'before start', why: `dated ${on}, before the flow starts on ${context.startsOn}` };
}

/** Nothing is left to pay of it, or to use of it. */
export const isSettled = (record: AnyRecord): boolean =>
  (record.kind === 'invoice' || record.kind === 'creditNote') &&
  isZero(subtract(subtract(decimal(record.totals.gross), decimal(record.paid)), decimal(record.credited)));

/** True for an open document from before the start: it is adopted if the ledger has it, and a question if not. */
export const isOpening = (record: AnyRecord, context: BookingContext): boolean => {
  const on = bookedOn(record);
  return on !== null && on < context.startsOn;
};
