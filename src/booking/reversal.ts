import { amount, decimal, subtract } from '../core/decimal.ts';
import { referenceOf } from '../core/fingerprint.ts';
import type { Allocation, AnyRecord, CreditNote, Invoice, Line } from '../core/records.ts';
import type { BookingContext } from './context.ts';
import type { Want } from './desire.ts';
import { isVoidStillPlain } from './voids.ts';

/**
 * An invoice that was voided at the source when a void would rewrite what was reported, or when it is paid in part: it stays,
 * and a credit note of today for its full total takes it back (laws F20, F21). The open part is allocated; what was paid stays
 * the customer's credit. No payment is touched. Null: a plain void will do, or the ledger never had the invoice.
 */
export function reversalOf(record: Invoice, kept: Invoice, context: BookingContext): readonly Want[] | null {
  const seen = context.seen('main');
  if (seen?.kind !== 'invoice' || seen.state !== 'open' || context.targetRole === 'platform') return null;
  const isUntouched = seen.paid === '0' && seen.credited === '0';
  const begun = context.asked('reversal');
  if (begun === null && isUntouched && isVoidStillPlain(record.issuedOn, context)) return null;
  const note = creditNote(record, kept, begun, context);
  const why = isUntouched
    ? 'voided at the source after its month was reported'
    : 'voided at the source after it was paid or credited in part';
  const main: Want = { part: 'main', record: kept, losses: [], why: 'it stays; a credit note takes it back', needs: null, opens: false };
  const parts: Want[] = [main, { part: 'reversal', record: note, losses: [], why, needs: null, opens: true }];
  const allocation = allocationOf(record, seen, context);
  return allocation === null
    ? parts
    : [
        ...parts,
        {
          part: 'reversalAllocation',
          record: allocation,
          losses: [],
          why: 'the credit note pays the open part',
          needs: 'reversal',
          opens: false,
        },
      ];
}

/** Law F48: only the source gives numbers of the sales series, so this one is ours. Its day stays the day on which it was first planned. */
function creditNote(record: Invoice, kept: Invoice, begun: AnyRecord | null, context: BookingContext): CreditNote {
  const { organisation, agreement } = context;
  const reference = referenceOf({ organisation, agreement, kind: 'invoice', id: record.id, part: 'reversal' });
  const { dueOn: _, ...document } = kept;
  return {
    ...document,
    kind: 'creditNote',
    number: `TO-${reference.slice(1, 9).toUpperCase()}`,
    issuedOn: begun?.kind === 'creditNote' ? begun.issuedOn : context.today,
    lines: kept.lines.map((line): Line => ({ ...line, quantity: '1', unitPrice: line.amount, discount: null })),
    reference: record.number,
    notes: null,
    invoice: null,
    state: 'open',
  };
}

/** Once it is planned, its amount stays: the allocation itself changes what is open. */
function allocationOf(record: Invoice, seen: Invoice, context: BookingContext): Allocation | null {
  const credit = context.linked({ kind: 'invoice', id: record.id }, 'reversal');
  const invoice = context.linked({ kind: 'invoice', id: record.id });
  if (!credit || !invoice) return null;
  const begun = context.asked('reversalAllocation');
  if (begun?.kind === 'allocation') return { ...begun, id: '' };
  const open = subtract(subtract(decimal(seen.totals.gross), decimal(seen.paid)), decimal(seen.credited));
  if (open.units <= 0n) return null;
  return {
    kind: 'allocation',
    id: '',
    from: { kind: 'creditNote', id: credit.id },
    invoice: invoice.id,
    amount: amount(open),
    currency: record.currency,
    allocatedOn: context.today,
    state: 'made',
  };
}
