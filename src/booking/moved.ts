import type { Day } from '../core/day.ts';
import { bookedOn } from '../core/records.ts';
import type { AnyRecord } from '../core/records.ts';
import type { Want } from './desire.ts';

/** The name of the loss that says so. */
export const movedField = 'day';

/**
 * A posting that a person moved out of a closed period (law F19). The source keeps its true day, so the proof shows it in both
 * months; here the change of the day is a recorded loss. What is dated later already stays where it is.
 */
export function movedTo(want: Want, day: Day): Want {
  const from = bookedOn(want.record);
  if (from === null || from >= day) return want;
  const loss = { field: movedField, before: from, after: day, why: 'moved from a closed period, as a person said' };
  return { ...want, record: dated(want.record, day), losses: [...want.losses, loss] };
}

function dated(record: AnyRecord, day: Day): AnyRecord {
  switch (record.kind) {
    case 'invoice':
      // Ledgers take no invoice that was due before its day.
      return { ...record, issuedOn: day, dueOn: record.dueOn !== null && record.dueOn < day ? day : record.dueOn };
    case 'creditNote':
      return { ...record, issuedOn: day };
    case 'payment':
      return { ...record, paidOn: day };
    case 'refund':
      return { ...record, refundedOn: day };
    case 'allocation':
      return { ...record, allocatedOn: day };
    case 'bankTransaction':
    case 'transfer':
    case 'journal':
      return { ...record, madeOn: day };
    case 'balanceTransaction':
    case 'settlement':
    case 'payout':
    case 'dispute':
    case 'statementLine':
    case 'organisation':
    case 'account':
    case 'taxRate':
    case 'currency':
    case 'contact':
    case 'item':
      return record;
  }
}
